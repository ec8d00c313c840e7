import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.summary import Summary, header_block, summarise


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"Subject: plain", "plain"),
        (b"SUBJECT : folded\r\n over two", "folded over two"),
        (b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"Subject: =?iso-8859-1?q?Gr=FC=DFe?= =?utf-8?b?IQ==?=", "Grüße!"),
        (b"Subject: Re: =?utf-8?q?=C3=BC?= x", "Re: ü x"),
        (b"Subject: =?utf-8*en?q?=C3=BC?=", "ü"),
        ("Subject: roh ü".encode(), "roh ü"),
        (b"Subject: latin \xfc", "latin ü"),
        (b"Subject: =?x-unheard-of?q?=FC?=", "ü"),
        (b"Subject: =?unicode_escape?q?=5Cq?=", "\\q"),
        (b"Subject: =?utf-8?b?!?=", ""),
        (b"Subject: =?utf-8?b?abcde?=", "=?utf-8?b?abcde?="),
        (b"Subject: =?utf-8?q?a=0D=0AX: b=00?=", "a X: b"),
        (b"Subject: one\r\nSubject: two", "one"),
        (b"X-Other: x", ""),
    ],
)
def test_a_subject_is_read_for_people(raw: bytes, subject: str) -> None:
    assert summarise(raw + b"\r\n\r\nSubject: body\r\n").subject == subject


def test_the_three_headers_are_kept() -> None:
    message = b"Message-ID: <1@x>\r\nFrom: =?utf-8?q?J=C3=BCrgen?= <j@x.example>\r\nSubject: s\r\n\r\n"
    assert summarise(message) == Summary("Jürgen <j@x.example>", "s", "<1@x>")


@given(st.binary() | st.builds(lambda tail: b"Subject: =?" + tail, st.binary()))
def test_any_octets_have_a_summary_on_one_line(message: bytes) -> None:
    summary = summarise(message)
    for text in (summary.author, summary.subject, summary.header_id):
        assert "\n" not in text
        assert "\r" not in text
    assert message.startswith(header_block(message))


def test_the_header_block_ends_before_the_empty_line_and_has_a_greatest_size() -> None:
    assert header_block(b"A: 1\r\nB: 2\r\n\r\nC: 3\r\n") == b"A: 1\r\nB: 2\r\n"
    endless = b"A: 1\r\n" + b"B: " + b"x" * 100_000 + b"\r\n\r\n"
    assert header_block(endless) == b"A: 1\r\n"


def test_a_subject_made_of_word_beginnings_is_read_in_no_time() -> None:
    assert len(summarise(b"Subject: " + b"=?a?b?" * 10_000).subject) <= 1000
