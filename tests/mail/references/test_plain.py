import pytest

from backstamp.mail.references.plain import found_in_plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.com/a.", ["https://example.com/a"]),
        ("(https://example.com/a_(b))", ["https://example.com/a_(b)"]),
        ("<https://example.com/?a=b&c=d>", ["https://example.com/?a=b&c=d"]),
        ("www.example.com, ftp://example.com!", ["http://www.example.com", "ftp://example.com"]),
        ("a@www.example.com xhttps://example.com", []),
        ("[link](https://example.com/x)", ["https://example.com/x"]),
        ("HTTPS://EXAMPLE.COM", ["HTTPS://EXAMPLE.COM"]),
    ],
)
def test_addresses_end_where_a_reader_would_end_them(text, found):
    assert [one.value for one in found_in_plain(text)] == found


def test_the_span_holds_what_is_written():
    (one,) = found_in_plain("go to www.example.com.")
    assert (one.span, one.vector) == ((6, 21), "text/plain www")


def test_endless_punctuation_is_cut_in_linear_time():
    (one,) = found_in_plain("https://e" + ")" * 1_000_000)
    assert one.value == "https://e"
