"""Stamping as a whole: what is planned, what is written, and that nothing else changes, up to real mail."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstamp.mail import transfer
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Edit, splice
from backstamp.sender.changes import Link, Place, Skipped
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.stamp import plan, stamp
from backstamp.sender.unstamp import unstamp
from backstamp.tokens.token import Key, KeyRing, Token
from backstamp.tokens.urls import destination_of

RING = KeyRing([Key(b"key", bytes(64))])
BASE = "https://t.example"
HEAD = b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
OPTIONS = Options(base_url=BASE)
WHITE = re.compile(r"\r\n|[ \t\n]")
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
    assert result.skipped == (Skipped("mailto:x@y", "not a web link (mailto)"),)
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
    assert [link.destination for link in result.links] == ["https://a.example/"]
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
    """What is stamped is what the changes say, nothing else; and all of it can be undone."""
    ready = plan(message, OPTIONS)
    result = ready.stamp(RING, 7, 3)
    if ready.untouched is not None:
        assert result == ready.message
        return
    assert unstamp(result).message == message
    further = [ready.stamp(RING, 8, recipient) for recipient in range(3)]  # made from a template, where that can be
    assert further == [plan(message, OPTIONS).stamp(RING, 8, recipient) for recipient in range(3)]
    assert not (ready.links or ready.pixel) or further[0] != result
    assert plan(result, OPTIONS).stamp(RING, 9, 9) == result  # stamping again changes nothing
    before, after = list(part_map(message).walk()), list(part_map(result).walk())
    assert [part.number for part in before] == [part.number for part in after]
    bodies = {body.source.part.number: body for body in ready.bodies}
    for old, new in zip(before, after, strict=True):
        body = bodies.get(old.number)
        if body is None:
            assert old.children or message[slice(*old.body)] == result[slice(*new.body)]
        else:
            changes = [change for change in ready.changes(RING, 7, 3) if change.part == old.number]
            expected = splice(body.source.text, [Edit(*change.span, change.after) for change in changes])
            octets = transfer.decode(result[slice(*new.body)], new.transfer_encoding)
            assert octets is not None
            text = octets.decode(body.source.content.codec, "surrogateescape")
            assert text == expected or (body.blanks and WHITE.sub(" ", text) == WHITE.sub(" ", expected))


def test_a_link_that_is_left_alone_says_where_it_stands():
    text = b'<p>\r\n<a href="https://a.example">one</a>\r\n\r\n<a href="mailto:x@y">write  to\r\nus</a>'
    message = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    (place,) = (each.place for each in stamped(message + text).skipped)
    assert place == Place("1.2", text.index(b"mailto"), 4, "write to us")


@pytest.mark.parametrize("message", [HEAD + b'<p>\r\n<a href="https://a.example">one</a>', HEAD, b"Subject: x\r\n\r\n"])
def test_the_edits_of_a_copy_make_the_copy(message):
    ready = plan(message, OPTIONS)
    edits = ready.edits(RING, 7, 3)
    assert splice(message, edits) == ready.stamp(RING, 7, 3)
    assert bool(edits) == (ready.untouched is None)
