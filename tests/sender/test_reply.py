import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.reply import Reply, clean_reply


@pytest.mark.parametrize(
    ("code", "text", "status"),
    [
        (550, "5.1.1 no such person", "5.1.1"),
        (550, "5.1.1", "5.1.1"),
        (550, "no such person", "5.0.0"),
        (450, "5.1.1 a class that does not fit", "4.0.0"),
        (250, "2.0.0 ok\n2.0.0 really", "2.0.0"),
        (550, "5.1.1234 too long", "5.0.0"),
        (554, "", "5.0.0"),
    ],
)
def test_the_enhanced_status_code_is_found_or_made_from_the_reply_code(code: int, text: str, status: str) -> None:
    assert Reply(code, text).status == status


def test_a_reply_of_several_lines_keeps_them_on_the_wire() -> None:
    assert Reply(550, "5.1.1 one\n5.1.1 two").wire() == "550-5.1.1 one\r\n550 5.1.1 two"
    assert Reply(550, "").wire() == "550 "


def test_the_next_servers_421_does_not_close_our_connection() -> None:
    assert Reply(421, "4.7.0 too much").wire() == "451 4.7.0 too much"


@given(st.integers(-1000, 2000), st.text())
def test_any_reply_is_fit_for_the_wire_and_the_ledger(code: int, text: str) -> None:
    reply = clean_reply(code, text)
    assert (reply is None) is not (200 <= code <= 599)
    if reply is not None:
        lines = reply.wire().encode("ascii").split(b"\r\n")
        assert all(line.isascii() and not set(line) & set(range(32)) and len(line) <= 510 for line in lines)
        assert [line[3:4] for line in lines] == [b"-"] * (len(lines) - 1) + [b" "]
        reply.text.encode()


def test_an_endless_reply_is_cut() -> None:
    reply = clean_reply(550, ("x" * 10_000 + "\n") * 100)
    assert reply is not None
    assert len(reply.text) < 25_000
