"""Mailboxes are taken apart where their messages begin, whatever stands in them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.recipient.sources.mbox import Held, split

ONE = b"From ada@a.example Tue Nov 21 16:00:00 2026\nSubject: one\n\nHello.\n\n"
TWO = b"From ben@b.example Tue Nov 21 16:01:00 2026\nSubject: two\n\nHello again.\n\n"


def parts(mailbox: bytes, longest: int = 1 << 20) -> list[bytes | None]:
    return [held.octets for held in split(io.BytesIO(mailbox).read, longest)]


def test_messages_come_without_their_separators_and_the_empty_line_behind() -> None:
    assert parts(ONE + TWO) == [b"Subject: one\n\nHello.\n", b"Subject: two\n\nHello again.\n"]


def test_each_message_says_whether_another_follows() -> None:
    assert [held.more for held in split(io.BytesIO(ONE + TWO).read)] == [True, False]
    assert list(split(io.BytesIO(ONE).read)) == [Held(b"Subject: one\n\nHello.\n", more=False)]


def test_crlf_is_kept() -> None:
    mailbox = (ONE + TWO).replace(b"\n", b"\r\n")
    assert parts(mailbox) == [b"Subject: one\r\n\r\nHello.\r\n", b"Subject: two\r\n\r\nHello again.\r\n"]


@pytest.mark.parametrize(
    "line",
    [
        b"From - Tue Nov 21 16:00:00 2026",
        b"From -",
        b"From ",
        b"From ada@a.example",
        b"From ???@??? Tue Nov 21 16:00:00 2026",
        b"From 1234567890@xxx Tue Nov 21 16:00:00 +0000 2026",
        b"From ada at a.example  Tue Nov 21 16:00:00 2026",
        b'From "Ada B." Tue Nov 21 16:00 2026',
    ],
)
def test_separators_as_programs_write_them(line: bytes) -> None:
    assert len(parts(ONE + line + b"\nSubject: two\n\nHello.\n")) == 2


@pytest.mark.parametrize(
    "line",
    [
        b"From here on it rains.",
        b"From 12:30 on it rains.\nIt does.",
        b"From the desk of\nNote: this is a sentence",
        b"From: ada@a.example",
        b">From ada@a.example Tue Nov 21 16:00:00 2026",
    ],
)
def test_sentences_are_no_separators(line: bytes) -> None:
    assert len(parts(ONE + line + b"\nAnd so on.\n")) == 1


def test_quoted_lines_lose_one_sign() -> None:
    body = b">From the beginning\n>>From before\n>Fromage\n > From\n"
    assert parts(b"From -\nSubject: x\n\n" + body) == [
        b"Subject: x\n\nFrom the beginning\n>From before\n>Fromage\n > From\n"
    ]


def test_content_length_is_not_trusted() -> None:
    assert len(parts(ONE.replace(b"Subject", b"Content-Length: 9999\nSubject") + TWO)) == 2


def test_a_message_that_is_too_long_is_told_and_the_next_is_read() -> None:
    assert parts(ONE.replace(b"Hello.", b"x" * 3_000_000) + TWO, 1_000_000) == [None, b"Subject: two\n\nHello again.\n"]


def test_the_first_line_is_a_separator_whatever_it_says() -> None:
    assert parts(b"From a b c d\nSubject: one\n\nHello.\n") == [b"Subject: one\n\nHello.\n"]


@given(
    st.lists(st.binary(max_size=3000).filter(lambda body: b"From " not in body and b"\r" not in body), min_size=1),
    st.integers(1, 5000),
)
def test_what_was_put_together_is_taken_apart_whatever_the_blocks(bodies: list[bytes], block: int) -> None:
    wanted = [b"Subject: x\n\n" + body + b"\n" for body in bodies]
    mailbox = io.BytesIO(b"".join(b"From a@a.example Tue Nov 21 16:00:00 2026\n" + each + b"\n" for each in wanted))
    assert [held.octets for held in split(lambda size: mailbox.read(min(size, block)))] == wanted


@given(
    st.lists(st.sampled_from([b"\n", b"From ", b"a: b", b"12:30", b">", b"\r\n", b"x"])).map(b"".join),
    st.integers(1, 9),
)
def test_any_octets_are_kept_but_for_separators(octets: bytes, block: int) -> None:
    mailbox = io.BytesIO(b"From -\na: b\n" + octets)
    held = list(split(lambda size: mailbox.read(min(size, block))))
    assert [each.more for each in held] == [True] * (len(held) - 1) + [False]
    assert sum(len(each.octets or b"") for each in held) <= len(octets) + 5
    again = b"From -\na: b\n" + octets
    assert held == list(split(io.BytesIO(again).read))
