import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.mailbox import Path, is_address, read_path


@pytest.mark.parametrize(
    ("argument", "address", "parameters"),
    [
        ("<a@b.example>", "a@b.example", ""),
        ("<>", "", ""),
        ("< >", "", ""),
        ("<> BODY=8BITMIME", "", "BODY=8BITMIME"),
        (" <a@b.example>  SIZE=3 SMTPUTF8 ", "a@b.example", "SIZE=3 SMTPUTF8"),
        ("a@b.example SIZE=3", "a@b.example", "SIZE=3"),
        ("<@relay.example,@other.example:a@b.example>", "a@b.example", ""),
        ("<postmaster>", "postmaster", ""),
        ('<"a b>c"@d.example>', '"a b>c"@d.example', ""),
        (r'<"a\"b"@d.example>', r'"a\"b"@d.example', ""),
        ("<a@[192.0.2.1]>", "a@[192.0.2.1]", ""),
        ("<bounce+a=b.example@c.example>", "bounce+a=b.example@c.example", ""),
        ("<=?utf-8?q?x?=@c.example>", "=?utf-8?q?x?=@c.example", ""),
        ("<a..b.@c.example>", "a..b.@c.example", ""),
        ("<jürgen@bücher.example>", "jürgen@bücher.example", ""),
    ],
)
def test_a_path_is_read_as_it_was_written(argument: str, address: str, parameters: str) -> None:
    assert read_path(argument) == Path(address, parameters)


@pytest.mark.parametrize(
    "argument",
    [
        "",
        "<",
        "<a",
        "<a@>",
        "<a b@c>",
        "<a@b@c>",
        "<a@b>x",
        "<a\x00@b>",
        "<a\r\nRCPT TO:<b>@c>",
        "<a@b\udce9>",
        "<<a@b>>",
    ],
)
def test_what_is_no_path_is_none(argument: str) -> None:
    assert read_path(argument) is None


def test_an_address_has_a_greatest_length() -> None:
    assert is_address("a" * 990 + "@b.example")
    assert not is_address("a" * 991 + "@b.example")


@given(st.text(alphabet=st.sampled_from('a@b.<>"\\ :\r\n\x00ü\udce9=') | st.characters()))
def test_an_address_never_breaks_a_command_line(text: str) -> None:
    path = read_path(text)
    if path is not None and path.address:
        assert is_address(path.address)
        assert not set(path.address) & set("\r\n\x00")
        path.address.encode()
        again = read_path(f"<{path.address}>")
        assert again is not None
        assert again.address == path.address
