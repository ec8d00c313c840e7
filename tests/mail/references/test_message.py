import base64
import re
import time
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.parts import part_map
from backstamp.mail.references.message import references
from backstamp.mail.references.reference import MAX_REFERENCES, Kind

PIECES = st.sampled_from(
    [
        b"Content-Type: text/html\r\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: message/rfc822\n",
        b"\r\n",
        b"\n",
        b"--b\n",
        b"--b--\n",
        b"Content-Type: text/calendar\n",
        b"ATTACH:https://example.com/\n a\n",
        b"ATTACH;A=",
        b"URL;x=y:z:",
        b" ",
        b"\t",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"PGltZyBzcmM9aHR0cHM6Ly9lPg==\n",
        b"<img src=3D'https://exam=\nple.com'>",
        b"<a href=https://example.com/>",
        b"List-Unsubscribe: <https://example.com/",
        b">",
        b"=?utf-8?q?=3C?=",
        b"Content-Type: application/pkcs7-signature\n",
        b"0\x82\x01",
        b'Content-Type: message/external-body; access-type=url; url="a"\n',
        b"Content-Base: https://example.com/\n",
        b"BIMI-Selector: v=BIMI1; s=a\n",
        b"DKIM-Signature: d=a; s=b\n",
        b"\x00",
        b"\xff\xfe",
        b"www.example.com",
    ]
)
ENCODED = re.compile(rb"transfer-encoding", re.IGNORECASE)


@given(st.lists(PIECES, max_size=30).map(b"".join))
def test_no_octets_are_refused_and_spans_hold_what_is_written(message):
    for place, reference in enumerate(references(message)):
        assert reference.order == place
        assert 0 <= reference.span.start <= reference.span.end <= len(message)
        written = message[slice(*reference.span)]
        if not ENCODED.search(message) and b"\xff" not in message:
            # Header fields are read as latin-1, text that is not UTF-8 as windows-1252.
            read_as = ("utf-8", "latin-1", "windows-1252")
            assert written in {reference.raw.encode(charset, "replace") for charset in read_as}


@given(st.binary(max_size=300))
def test_arbitrary_octets_are_read(octets):
    for head in (
        b"",
        b"Content-Type: text/html\n\n",
        b"Content-Type: application/pkcs7-mime\n\n",
        b"Content-Type: text/calendar\n\n",
    ):
        assert all(reference.value for reference in references(head + octets))


def test_a_span_behind_a_transfer_encoding_holds_the_encoded_octets():
    message = b"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<img src=3D'https://exam=\nple.com/?a=3Db'>"
    (reference,) = references(message)
    assert message[slice(*reference.span)] == b"https://exam=\nple.com/?a=3Db"
    assert reference.url == "https://example.com/?a=b"


def test_a_message_behind_a_transfer_encoding_is_read_too():
    inner = b"Content-Type: text/html\n\n<img src='https://example.com/a'>"
    message = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(inner)
    (reference,) = references(message)
    assert (reference.part, reference.url) == ("1.1", "https://example.com/a")
    assert message[slice(*reference.span)] in message.split(b"\n\n")[1]


def test_header_fields_count_at_the_head_of_a_message_only():
    message = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nList-Help: <https://example.com/>\n\nx\n--b--\n"
    assert list(references(message)) == []


def test_the_part_map_may_be_handed_in():
    message = b"\n\nhttps://example.com/"
    assert list(references(message, part_map(message))) == list(references(message))


def test_only_so_many_references_are_told_and_the_last_says_so():
    message = b"Content-Type: text/html\n\n" + b"<a href=//a>" * (MAX_REFERENCES + 5)
    start = time.monotonic()
    found = list(references(message))
    assert time.monotonic() - start < 60
    assert len(found) == MAX_REFERENCES
    assert found[-1].note == "the last that is told: there may be more"
    assert found[-2].note == ""


def test_all_real_messages_are_read(corpora: Path) -> None:
    kinds: Counter[Kind] = Counter()
    files = [path for folder in ("ham", "phish", "pairs") for path in sorted((corpora / folder).iterdir())]
    for path in files:
        message = path.read_bytes()
        for reference in references(message):
            kinds[reference.kind] += 1
            assert 0 <= reference.span.start <= reference.span.end <= len(message)
    assert len(files) == 492
    assert kinds[Kind.IMAGE] > 6000
    assert kinds[Kind.LINK] > 9000


def test_an_address_with_octets_of_windows_1252_keeps_its_place():
    message = b"www.example.com0\x82\x01"
    (reference,) = references(message)
    assert message[slice(*reference.span)] == reference.raw.encode("windows-1252", "replace")
