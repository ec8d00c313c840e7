import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.transfer import decode, encode_base64_like, is_clean_base64


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


@given(st.binary(max_size=300), st.sampled_from([4, 60, 72, 76, 120]), st.sampled_from([b"\n", b"\r\n"]))
def test_base64_laid_out_again_is_the_same_body(octets, width, newline):
    code = base64.b64encode(octets)
    lines = [code[place : place + width] for place in range(0, len(code), width)]
    body = newline.join(lines) + newline
    if len(lines) > 1:
        assert encode_base64_like(octets, body) == body
    assert is_clean_base64(body)
    assert decode(encode_base64_like(octets + b"more", body), "base64") == octets + b"more"


@pytest.mark.parametrize("body", [b"YWI=\nYWI=", b"YWI", b"YW-j", b"YWJj\n-- \nfooter"])
def test_damaged_base64_is_not_clean(body):
    assert not is_clean_base64(body)


def test_base64_in_one_endless_line_is_laid_out_for_mail():
    body = base64.b64encode(bytes(3000))
    assert max(map(len, encode_base64_like(bytes(3000), body).splitlines())) == 76
