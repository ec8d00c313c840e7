import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.base64_body import decode, layout


@given(
    st.binary(max_size=300),
    st.sampled_from([4, 60, 72, 75, 76, 120]),
    st.sampled_from([b"\n", b"\r\n"]),
    st.sampled_from([b"", b"\n", b"\r\n\r\n  "]),
    st.booleans(),
)
def test_what_is_laid_out_regularly_is_written_again_octet_for_octet(octets, width, newline, tail, padded):
    code = base64.b64encode(octets)
    code = code if padded else code.rstrip(b"=")
    body = newline.join(code[place : place + width] for place in range(0, len(code), width)) + tail
    found = layout(body, decode(body))
    assert found is not None
    assert found.encode(octets) == body
    assert decode(found.encode_for_mail(octets + b"more", b"\n")) == octets + b"more"


@given(st.binary(max_size=100))
def test_any_octets_have_a_layout_only_if_it_gives_them_back(body):
    found = layout(body, decode(body))
    assert found is None or found.encode(decode(body)) == body


@pytest.mark.parametrize("body", [b"YWI=\nYWI=", b"YW-j", b"YWJj\n-- \nfooter", b"YWJ=", b"YWJj\n\nYWJj", b"YWJjY"])
def test_damaged_base64_has_no_layout(body):
    assert layout(body, decode(body)) is None


def test_base64_in_one_endless_line_is_laid_out_for_mail():
    body = base64.b64encode(bytes(3000))
    found = layout(body, bytes(3000))
    assert found is not None
    assert max(map(len, found.encode_for_mail(bytes(3000), b"\r\n").split(b"\r\n"))) == 76


def test_one_short_line_stays_one_line():
    found = layout(b"YWJj", b"abc")
    assert found is not None
    assert found.encode_for_mail(bytes(600), b"\n") == base64.b64encode(bytes(600))
