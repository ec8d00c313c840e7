"""Stamping as a whole: what is planned, what is written, and that nothing else changes, up to real mail."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstamp.mail import transfer
from backstamp.mail.parts import part_map
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.stamp import Body, Link, Skipped, _rewritten, plan, stamp
from backstamp.tokens.token import TOKEN_LENGTH, Key, KeyRing, Token
from backstamp.tokens.urls import destination_of

RING = KeyRing([Key(b"key", bytes(64))])
BASE = "https://t.example"
HEAD = b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
URL = re.compile(r"https://t\.example/(o|l)/([\w-]{44})(?:\.gif|\?to=([^\"'<> ]*))")
GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.eml"))


def modes(opens: bool, links: bool) -> Modes:
    return Modes(Mode.INDIVIDUAL if opens else Mode.OFF, Mode.INDIVIDUAL if links else Mode.OFF)


def stamped(message: bytes, recipient: int = 3):
    return stamp(message, Options(base_url=BASE), ring=RING, message_id=7, recipient=recipient)


def test_links_are_numbered_by_occurrence_and_their_tokens_say_so():
    message = (
        HEAD + b'<a href="https://a.example">one</a> <a href="https://a.example">two</a> <a href="mailto:x@y">3</a>'
    )
    result = stamped(message)
    assert result.links == (Link(1, "https://a.example/", "one"), Link(2, "https://a.example/", "two"))
    assert result.skipped == (Skipped("mailto:x@y", "not a web link"),)
    assert (result.pixel, result.untouched) == (True, None)
    seen = []
    for kind, token, query in URL.findall(result.message.decode()):
        destination = destination_of(b"to=" + query.encode()) if kind == "l" else b""
        seen.append(RING.open(token.encode(), link=kind == "l", destination=destination or b""))
    assert seen == [Token(7, 3, 1), Token(7, 3, 2), Token(7, 3, 0)]


def test_a_plan_stamps_any_number_of_recipients():
    ready = plan(HEAD + b"<a href=https://a.example>x</a>", Options(base_url=BASE))
    assert ready.stamp(RING, 7, 1) != ready.stamp(RING, 7, 2)
    assert ready.stamp(RING, 7, 1) == ready.stamp(RING, 7, 1)


@pytest.mark.parametrize(
    ("opens", "links", "header", "pixel", "count"),
    [
        (True, True, b"", True, 1),
        (False, True, b"", False, 1),
        (True, False, b"", True, 0),
        (True, True, b"X-Backstamp: links\r\n", False, 1),
        (False, True, b"X-Backstamp: opens\r\n", False, 0),
    ],
)
def test_settings_and_header_can_only_restrict_each_other(opens, links, header, pixel, count):
    ready = plan(header + HEAD + b"<a href=https://a.example>x</a>", Options(base_url=BASE, modes=modes(opens, links)))
    assert (ready.pixel, len(ready.links)) == (pixel, count)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"Subject: x\r\n\r\ntext", "no HTML part"),
        (b"DKIM-Signature: v=1\r\n" + HEAD + b"<p>", "already signed"),
        (b"X-Backstamp: off\r\n" + HEAD + b"<p>", "X-Backstamp"),
        (b"", "no HTML part"),
        (b"Content-Type: text/html\r\nContent-Transfer-Encoding: x-new\r\n\r\n<p>", "Nothing in the message"),
    ],
)
def test_an_untouched_message_says_why_in_a_sentence(message, words):
    result = stamped(message)
    assert result.untouched is not None
    assert words in result.untouched
    assert result.message == message.replace(b"X-Backstamp: off\r\n", b"")
    assert (result.links, result.pixel) == ((), False)


def test_a_part_that_cannot_be_read_is_skipped_with_its_reason():
    message = b"Content-Type: text/html; charset=utf-7\r\n\r\n+ADw-a"
    assert stamped(message).skipped == (Skipped("part 1", "its character set 'utf-7' cannot be read safely"),)


def test_a_link_to_the_collector_itself_stays():
    message = HEAD + b"<a href='https://t.example/l/x'>1</a><a href='https://a.example/'>2</a>"
    result = stamped(message)
    assert [link.ordinal for link in result.links] == [2]
    assert b"'https://t.example/l/x'" in result.message
    assert result.skipped[0].what == "https://t.example/l/x"


def test_both_alternatives_have_links_and_the_last_has_the_pixel():
    part = b"--b\nContent-Type: text/html\n\n<a href=https://a.example>x</a>\n"
    result = stamped(b"Content-Type: multipart/alternative; boundary=b\n\n" + part * 2 + b"--b--\n")
    assert [link.ordinal for link in result.links] == [1, 2]
    assert result.message.count(b"/o/") == 1
    assert result.message.index(b"/o/") > result.message.rindex(b"/l/")


def test_a_message_has_no_more_links_than_tokens_can_count():
    ready = plan(HEAD + b"<a href=https://a.example>" * 65_600, Options(base_url=BASE))
    assert len(ready.links) == 65_535
    assert ready.skipped[-1] == Skipped("all further links", "a message has at most 65535 of them")


@given(
    st.binary(max_size=200), st.sampled_from([b"", HEAD, b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + HEAD])
)
def test_any_octets_can_be_planned_and_stamped(octets, head):
    check(head + octets)


PIECES = [
    "<a href=",
    "https://a.example/",
    '"',
    "'",
    ">",
    "</a>",
    " ",
    "\r\n",
    "\n",
    "<!--",
    "-->",
    "<body>",
    "</body>",
    "<td>",
]
PIECES += ["<table><tr>", "<p>", "<style>", "&amp;", "=3D", "=", "é", "\U0001f600", "<b>", "</b>", "<title>", "<svg>"]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(
    MARKUP,
    st.sampled_from(["7bit", "8bit", "quoted-printable", "base64", "x-other"]),
    st.sampled_from(["utf-8", "iso-8859-1", "gb2312", "utf-16", "bogus", "iso-2022-jp"]),
)
@settings(max_examples=300)
def test_any_markup_in_any_dress_keeps_everything_but_the_stamps(markup, encoding, charset):
    head = f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    check(head.encode() + markup.encode())


@given(
    st.sampled_from(GOLDEN),
    st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 30), st.binary(max_size=6)), max_size=5),
)
def test_mutated_messages_keep_everything_but_the_stamps(path, cuts):
    message = path.read_bytes()
    for start, length, new in cuts:
        message = message[:start] + new + message[start + length :]
    check(message)


@pytest.mark.parametrize("folder", ["ham", "phish", "pairs"])
def test_real_mail_keeps_everything_but_the_stamps(corpora, folder):
    paths = sorted(path for path in (corpora / folder).iterdir() if path.suffix in {".txt", ".eml"})
    assert len(paths) > 10
    for path in paths:
        start = time.monotonic()
        message = path.read_bytes()
        check(message)
        # Most real mail is signed by its sender; without that it is what a sender would hand to us.
        check(re.sub(rb"(?im)^(dkim-signature|arc-[a-z-]+):", rb"X-Was-Signed:", message))
        assert time.monotonic() - start < 5, path.name


@pytest.mark.parametrize(
    "message",
    [
        HEAD + b"<a href=https://t.example/l/x>" * 20_000,
        HEAD + b"<table><tr><td><a href=https://a.example>" * 20_000,
        HEAD + b"<a " + b"x=1 " * 300_000 + b"href=https://a.example>" + b"<!--" * 200_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/html\n\nx\n" * 25_000,
        HEAD.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
        + b"<a href=3D'https://a.example/=\n'>=" * 20_000,
    ],
    ids=["own links", "nesting", "attributes", "parts", "quoted-printable"],
)
def test_hostile_messages_take_bounded_time(message):
    start = time.monotonic()
    stamped(message)
    assert time.monotonic() - start < 30


def check(message: bytes) -> None:
    """Everything outside the stamps is as it was: headers and other parts to the octet, edited parts once decoded."""
    ready = plan(message, Options(base_url=BASE))
    result = ready.stamp(RING, 7, 3)
    if ready.untouched is not None:
        assert result == ready.message
        return
    before, after = list(part_map(ready.message).walk()), list(part_map(result).walk())
    assert [part.number for part in before] == [part.number for part in after]
    bodies = {body.source.part.number: body for body in ready.bodies}
    for old, new in zip(before, after, strict=True):
        body = bodies.get(old.number)
        old_header, new_header = ready.message[slice(*old.header)], result[slice(*new.header)]
        if body is None:
            assert old_header == new_header
            assert old.children or ready.message[slice(*old.body)] == result[slice(*new.body)]
        else:
            if old.transfer_encoding == new.transfer_encoding:
                assert old_header == new_header
            assert_only_stamped(body, transfer.decode(result[slice(*new.body)], new.transfer_encoding))


def assert_only_stamped(body: Body, octets: bytes | None) -> None:
    """Walk over the old text and the new octets together, from place to place."""
    assert octets is not None
    new = octets.decode(body.source.content.codec, "surrogateescape")
    position = reached = 0
    for ordinal, place in sorted(body.places, key=lambda each: each[1].start):
        if ordinal and _rewritten(place.destination, BASE, "." * TOKEN_LENGTH) is None:
            continue  # it leads to the collector already
        reached = same(body.source.text, new, position, place.start, reached, place.blank)
        opening = '<img src="' if ordinal == 0 else "" if place.quote else '"'
        closing = '" width="1" height="1" alt="">' if ordinal == 0 else "" if place.quote else '"'
        assert new.startswith(opening, reached)
        url = URL.match(new, reached + len(opening))
        assert url is not None
        assert new.startswith(closing, url.end())
        reached = url.end() + len(closing)
        position = place.end
    assert new[reached:] == body.source.text[position:]


def same(old: str, new: str, start: int, end: int, reached: int, blank: int | None) -> int:
    """Compare a run of the old text with the new one, where one blank may have become a line break."""
    if new.startswith(old[start:end], reached):
        return reached + end - start
    assert blank is not None
    reached += blank - start
    assert new.startswith(old[start:blank], reached - (blank - start))
    reached += 2 if new.startswith("\r\n", reached) else 1
    assert new.startswith(old[blank + 1 : end], reached)
    return reached + end - blank - 1
