"""The place of a finding is the part, the line and the tag as somebody sees them who looks for it."""

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.app.scan_place import Place, Places
from backstamp.mail.references.message import references

HTML = b'<p>one</p>\r\n<p>two</p>\r\n<img alt="caf\xc3\xa9" src="https://x.example/a=b.gif" width=1><a href=https://y.example/>y</a>\r\n'
HEAD = b"From: a@a.example\r\nDisposition-Notification-To: <b@b.example>\r\nContent-Type: text/html; charset=utf-8\r\n"


def places(message: bytes) -> dict[str, Place]:
    looked = Places(message)
    return {each.value: looked.of(each) for each in references(message)}


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"8bit", HTML),
        (b"quoted-printable", quopri.encodestring(HTML.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")),
        (b"base64", base64.encodebytes(HTML)),
    ],
)
def test_line_and_tag_are_those_of_the_decoded_text(encoding: bytes, body: bytes) -> None:
    message = HEAD + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body
    assert places(message)["https://x.example/a=b.gif"] == Place(
        "1", "text", 3, '<img alt="café" src="', "https://x.example/a=b.gif", '" width=1>'
    )
    assert places(message)["https://y.example/"] == Place("1", "text", 3, "<a href=", "https://y.example/", ">")


def test_a_place_in_the_header_is_its_line() -> None:
    found = places(HEAD + b"\r\n" + HTML)["b@b.example"]
    assert (found.where, found.line, found.part) == ("header", 2, "1")
    assert found.before + found.marked + found.after == "Disposition-Notification-To: <b@b.example>\r"


def test_a_place_in_plain_text_is_its_line() -> None:
    found = places(b"Content-Type: text/plain\r\n\r\nHello,\r\nsee https://z.example/x now\r\n")["https://z.example/x"]
    assert found == Place("1", "text", 2, "see ", "https://z.example/x", " now")


def test_a_place_in_an_encoded_message_is_told_as_far_as_it_can_be() -> None:
    inner = base64.encodebytes(b"Content-Type: text/html\r\n\r\n" + HTML)
    message = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner
    assert places(message)["https://y.example/"].marked == "https://y.example/"


def test_what_is_long_is_cut() -> None:
    url = b"https://x.example/" + b"a" * 5000
    found = Places(message := HEAD + b"\r\n<img alt='" + b"b" * 300 + b"' src='" + url + b"'" + b" " * 300 + b">")
    for each in references(message):
        place = found.of(each)
        assert len(place.before) <= 161
        assert len(place.marked) <= 400
        assert len(place.after) <= 161


@given(
    st.lists(
        st.sampled_from([HTML, b"<img src=x>", b"=3D", b"\n", b"\xff", b"<", b"\r", b"cid:1", b"style='a:url(q)'"])
    )
)
def test_any_message_has_places(pieces: list[bytes]) -> None:
    for encoding in (b"8bit", b"quoted-printable", b"base64"):
        message = HEAD + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + b"".join(pieces)
        looked = Places(message)
        for each in references(message):
            assert looked.of(each).line >= 1
