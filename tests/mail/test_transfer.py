import pytest

from backstamp.mail.splice import Span
from backstamp.mail.transfer import decode, read


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary"])
def test_plain_encodings_change_nothing(encoding):
    assert decode(b"=3D\xff\r", encoding) == b"=3D\xff\r"


def test_an_unknown_encoding_is_stated_and_not_guessed():
    assert decode(b"x", "x-uuencode") is None


def test_quoted_printable_is_decoded():
    assert decode(b"=C3=A4", "quoted-printable") == "ä".encode()


@pytest.mark.parametrize(
    ("body", "octets"),
    [
        (b"YWJj", b"abc"),
        (b"YW Jj\r\n", b"abc"),
        (b"YWI", b"ab"),
        (b"YWI=\n-- \nlist footer", b"ab"),
        (b"A", b""),
        (b"!", b""),
    ],
)
def test_base64_is_read_leniently(body, octets):
    assert decode(body, "base64") == octets


@pytest.mark.parametrize(
    ("body", "encoding", "start", "stands"),
    [
        (b"abcdef", "8bit", 2, b"c"),
        (b"a=\r\nb=63d", "quoted-printable", 2, b"=63"),
        (b"YW-\nJj", "base64", 1, b"W-\nJ"),
    ],
)
def test_an_octet_is_found_again_in_the_body(body, encoding, start, stands):
    source = read(body, encoding)
    assert source is not None
    first, last = source.origin(Span(start, start + 1))
    assert body[first:last] == stands
