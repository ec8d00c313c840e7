"""Cleaning whole messages: what goes, that all else stays, that twice is once, and that the original comes back."""

import base64
import quopri
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mail.references.vectors import VECTORS, Vector
from tests.recipient.clean_samples import HEAD, body_of, html, judged, names, still_loads

from backstamp.mail.edit import TextPart, read_text
from backstamp.mail.parts import part_map
from backstamp.mail.references.reference import MAX_REFERENCES
from backstamp.mail.splice import splice
from backstamp.recipient.clean.clean import clean, clean_once, restore
from backstamp.recipient.clean.cleaned import Deed
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.recipient.clean.walk import MAX_PARTS
from backstamp.recipient.finding import Confidence, FindingKind, Scan

ALL = CleanOptions(images=Images.ALL)
PIXEL = '<img src="https://t.example/o?u=42" width="1" height="1" alt="">'
LOGO = '<img src="https://cdn.example/logo.png" width="200" height="80" alt="Shop">'
LINK = '<a href="https://click.example/r?id=9">read</a>'
LETTER = html(f"<html><body>\r\n<p>Grüße &amp; more: {LINK}</p>\r\n{LOGO}\r\n<p>Bye</p>{PIXEL}</body></html>\r\n")


def whole(vector: Vector) -> bytes:
    return vector.sample.encode() if "\r\n\r\n" in vector.sample else html(vector.sample)


def test_a_pixel_goes_and_all_else_stays() -> None:
    done = clean(LETTER, judged(LETTER, names("t.example")), CleanOptions(undo=False))
    assert done.message == LETTER.replace(PIXEL.encode(), b"")
    assert [(one.deed, one.reference.url) for one in done.changes] == [(Deed.REMOVED, "https://t.example/o?u=42")]


def test_a_message_without_anything_to_do_is_the_very_same() -> None:
    done = clean(LETTER, judged(LETTER))
    assert done.message is LETTER or done.message == LETTER
    assert (done.changes, done.edits) == ((), ())


def test_what_is_only_possible_stays() -> None:
    scan = judged(LETTER, names("t.example"), confidence=Confidence.POSSIBLE)
    assert clean(LETTER, scan).message == LETTER


def test_pictures_are_left_where_that_is_wished() -> None:
    scan = judged(LETTER, names("t.example"))
    assert clean(LETTER, scan, CleanOptions(images=Images.NONE)).message == LETTER


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.group}: {vector.name}")
def test_every_vector_is_neutralised_comes_back_and_is_cleaned_but_once(vector: Vector) -> None:
    message = whole(vector)
    done = clean(message, judged(message), ALL)
    assert still_loads(done.message) == []
    assert done.message == message or restore(done.message) == message
    assert clean(done.message, judged(done.message), ALL).message == done.message


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.group}: {vector.name}")
def test_every_vector_that_a_scan_is_sure_of_is_neutralised(vector: Vector) -> None:
    message = whole(vector)
    scan = judged(message, lambda _: True, FindingKind.CONTENT)
    done = clean(message, scan, CleanOptions(links=Links.KEEP))
    assert still_loads(done.message) == []
    assert done.message == message or restore(done.message) == message


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.group}: {vector.name}")
def test_nothing_that_stays_is_touched(vector: Vector) -> None:
    message = whole(vector)
    asks = any(field in message for field in (b"Receipt", b"Notification", b"Confirm", b"PMRQC", b"Generate"))
    if not asks:
        assert clean(message, judged(message), CleanOptions(Images.NONE, Links.KEEP)).message == message


def encoded(text: str, encoding: str, charset: str) -> bytes:
    octets = text.encode(charset, "xmlcharrefreplace")
    body = {
        "8bit": octets,
        "quoted-printable": quopri.encodestring(octets),
        "base64": base64.encodebytes(octets),
    }[encoding]
    fields = f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return HEAD + fields.encode() + body


def text_of(message: bytes) -> str:
    read = read_text(message, part_map(message))
    assert isinstance(read, TextPart)
    return read.text


PIECES = st.sampled_from(
    [
        *(
            PIXEL,
            LOGO,
            LINK,
            "Grüße ",
            "<p>",
            "</p>",
            "\n",
            "\r\n",
            "a=b ",
            "From here\n",
            "<table><tr><td>",
            "</td></tr></table>",
        ),
        *(
            "<style>p{background:url(https://t.example/b.png)}</style>",
            "<!-- kept -->",
            "<img src=https://t.example/c>",
        ),
        *(
            '<a href="https://shop.example/?utm_source=news&amp;a=1">x</a>',
            "<",
            "&amp;",
            "x" * 80,
            '<div style="color:red">',
        ),
    ]
)


@given(
    st.lists(PIECES, max_size=12),
    st.sampled_from(["8bit", "quoted-printable", "base64"]),
    st.sampled_from(["utf-8", "iso-8859-1", "windows-1252"]),
    st.sampled_from(list(Images)),
)
def test_only_what_is_told_changes_and_the_original_comes_back(
    pieces: list[str], encoding: str, charset: str, images: Images
) -> None:
    message = encoded("".join(pieces), encoding, charset)
    scan = judged(message, names("t.example"))
    done = clean(message, scan, CleanOptions(images=images))
    assert splice(message, done.edits) == done.message
    assert done.message == message or restore(done.message) == message
    before, after = text_of(message), text_of(done.message)
    spans = {one.reference.raw for one in done.changes}
    kept = [piece for piece in re.split(r"(<[^<>]*>)", before) if not any(raw in piece for raw in spans)]
    position = 0
    for piece in kept:
        position = after.find(piece, position)
        assert position >= 0, piece
        position += len(piece)
    assert len(after) - sum(map(len, kept)) <= sum(200 + len(one.new) + len(one.reference.raw) for one in done.changes)
    assert (
        clean(done.message, judged(done.message, names("t.example")), CleanOptions(images=images)).message
        == done.message
    )


@given(st.binary(max_size=500))
def test_any_octets_can_be_cleaned_and_come_back(octets: bytes) -> None:
    done = clean(octets, judged(octets), ALL)
    assert done.message == octets or restore(done.message) == octets


@given(
    st.lists(
        st.sampled_from(
            [
                b"<",
                b"img ",
                b"src=",
                b"https://a.example/",
                b">",
                b'"',
                b"<!--",
                b"-->",
                b"<img src=https://b.example/>",
                b"[if mso]",
                b"<base href=https://c.example/>",
                b"style=",
                b"url(",
                b")",
                b"x",
                b"&amp;",
                b"\r\n",
            ]
        ),
        max_size=20,
    )
)
def test_whatever_the_markup_nothing_is_left_that_loads(pieces: list[bytes]) -> None:
    message = html("") + b"".join(pieces)
    done = clean(message, judged(message), ALL)
    assert still_loads(done.message) == []
    assert done.message == message or restore(done.message) == message


def test_markup_that_a_cut_would_make_is_not_made() -> None:
    message = html('<<img src="https://a.example/1">img src="https://b.example/2">')
    scan = judged(message, lambda _: True)
    done = clean(message, scan)
    assert '<img src="https://b' not in body_of(done.message)
    assert still_loads(done.message) == []


def test_a_received_field_does_not_hinder_the_way_back() -> None:
    done = clean(LETTER, judged(LETTER, names("t.example")))
    trace = b"Received: from a by b;\r\n Mon, 2 Mar 2026 09:00:00 +0000\r\n"
    assert restore(trace + done.message) == trace + LETTER


def test_other_line_ends_do_not_hinder_the_way_back() -> None:
    done = clean(LETTER, judged(LETTER, names("t.example")))
    assert restore(done.message.replace(b"\r\n", b"\n")) == LETTER.replace(b"\r\n", b"\n")


def test_a_changed_message_is_never_restored_to_a_lie() -> None:
    done = clean(LETTER, judged(LETTER, names("t.example")))
    assert restore(done.message.replace(b"Bye", b"Buy")) in {None, LETTER.replace(b"Bye", b"Buy")}
    assert restore(LETTER) is None


def test_without_undo_there_is_no_record() -> None:
    done = clean(LETTER, judged(LETTER, names("t.example")), CleanOptions(undo=False))
    assert b"X-Backstamp" not in done.message
    assert restore(done.message) is None


def fickle(message: bytes) -> Scan:
    """Sees a tracker in the logo only where the pixel is gone, as a scan may that judges by company."""
    seen = "cdn.example" if b"t.example" not in message else "t.example"
    return judged(message, names(seen))


def test_twice_is_once_even_where_the_scan_sees_the_cleaned_message_otherwise() -> None:
    once = clean_once(LETTER, fickle)
    assert clean(once.message, fickle(once.message)).message != once.message
    assert clean_once(once.message, fickle).message == once.message
    trace = b"Received: from a by b\r\n"
    assert clean_once(trace + once.message, fickle).message == trace + once.message


def test_cleaned_again_with_other_wishes_the_original_still_comes_back() -> None:
    once = clean_once(LETTER, lambda message: judged(message, names("t.example")))
    more = clean_once(once.message, lambda message: judged(message, names("t.example")), ALL)
    assert more.message != once.message
    assert still_loads(more.message) == []
    assert restore(more.message) == LETTER


def test_a_forged_record_does_not_keep_a_tracker() -> None:
    forged = b"X-Backstamp-Cleaned: v=1;\r\n d=eNpjYGBgYGQAAAAKAAI=\r\n" + LETTER
    done = clean_once(forged, lambda message: judged(message, names("t.example")))
    assert PIXEL.encode() not in done.message


def test_what_was_found_is_told_in_a_header_only_where_asked() -> None:
    scan = judged(LETTER, names("t.example"))
    assert b"X-Backstamp-Found" not in clean(LETTER, scan).message
    done = clean(LETTER, scan, CleanOptions(found_header=True))
    assert b'X-Backstamp-Found: open=1;\r\n vendors="Vendor"\r\n' in done.message
    assert restore(done.message) == LETTER
    clear = clean(LETTER, judged(LETTER), CleanOptions(found_header=True))
    assert b"X-Backstamp-Found: nothing\r\n" in clear.message


def test_a_found_header_of_the_senders_does_not_stay() -> None:
    forged = b"X-Backstamp-Found: nothing\r\n" + LETTER
    done = clean(forged, judged(forged, names("t.example")), CleanOptions(found_header=True))
    assert done.message.count(b"X-Backstamp-Found") == 1
    assert b"nothing" not in done.message
    assert restore(done.message) == forged


@pytest.mark.parametrize(
    "piece", ["<a href=https://x.example/", "<img src=x ", "url(", "<<<<", "&#", "<td><img src=https://a.example/>"]
)
def test_hostile_repetition_takes_no_more_than_linear_time(piece: str) -> None:
    message = html(piece * (300_000 // len(piece)))
    begin = time.process_time()
    clean(message, judged(message), ALL)
    assert time.process_time() - begin < 60


@pytest.mark.parametrize("piece", ["<img src=https://t.example/>", "<a href=https://t.example/>x</a>"])
def test_a_text_of_too_many_addresses_goes_as_a_whole_where_nothing_may_load(piece: str) -> None:
    message = html(piece * MAX_REFERENCES)
    done = clean(message, judged(message), ALL)
    assert still_loads(done.message) == []
    assert "its text went" in done.left[0].why
    assert restore(done.message) == message
    assert clean(done.message, judged(done.message), ALL).message == done.message
    told = clean(message, judged(message, lambda _: True))
    assert (told.message, "nothing was taken out" in told.left[0].why) == (message, True)


def test_parts_beyond_all_measure_stay_and_are_told() -> None:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    message = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * (MAX_PARTS + 10) + b"--b--\r\n"
    assert "more than 10,000 parts" in clean(message, judged(message), ALL).left[0].why
