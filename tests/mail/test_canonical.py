import re
from itertools import islice

import pytest
from dkim.canonicalization import Relaxed  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail import canonical
from backstamp.mail.canonical import canonical_body_relaxed, canonical_header_relaxed


def body(octets: bytes, start: int = 0) -> bytes:
    return b"".join(canonical_body_relaxed(octets, start))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b"", b""),
        (b"\r\n\r\n", b""),
        (b" \t\r\n\r\n", b""),
        (b"  ", b""),
        (b" C \r\nD \t E\r\n\r\n\r\n", b" C\r\nD E\r\n"),  # RFC 6376 section 3.4.5
        (b"a", b"a\r\n"),
        (b"a \t", b"a\r\n"),
        (b"a\nb\r\nc", b"a\r\nb\r\nc\r\n"),
        (b"\r\n\r\na\r\n", b"\r\n\r\na\r\n"),
        (b"a\r\n \r\n\t\r\nb", b"a\r\n\r\n\r\nb\r\n"),
        (b"a\rb\r", b"a\rb\r\r\n"),
        (b"a\r\r\n\r\n", b"a\r\r\n"),
        (b"a \r", b"a \r\r\n"),
        (b"\x00\xff", b"\x00\xff\r\n"),
    ],
)
def test_a_body_is_relaxed(given: bytes, expected: bytes) -> None:
    assert body(given) == expected
    assert body(b"Header: x\r\n\r\n" + given, 13) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (b"A", b" X\r\n", b"a:X\r\n"),  # RFC 6376 section 3.4.5
        (b"B ", b" Y\t\r\n\tZ  \r\n", b"b:Y Z\r\n"),
        (b"Subject", b"", b"subject:\r\n"),
        (b"Subject", b" a\n b\n", b"subject:a b\r\n"),
        (b"Subject", b" caf\xc3\xa9 \xff", b"subject:caf\xc3\xa9 \xff\r\n"),
    ],
)
def test_a_header_field_is_relaxed(name: bytes, value: bytes, expected: bytes) -> None:
    assert canonical_header_relaxed(name, value) == expected


PIECES = st.lists(
    st.sampled_from([b"a", b" ", b"\t", b"\r\n", b"\n", b"\xe9", b"=", b"  \r\n", b"\r\n\r\n"]), max_size=60
)


@given(PIECES, st.integers(1, 7))
def test_bodies_equal_dkimpys_wherever_they_are_cut(pieces: list[bytes], size: int) -> None:
    octets = b"".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "_PIECE", size)
        network = re.sub(rb"\r?\n", b"\r\n", octets)
        # dkimpy leaves a blank at the very end, where no line break follows; it never signs such a body itself.
        expected = Relaxed.canonicalize_body(network + b"\r\n")
        assert body(octets) == expected


@given(st.lists(st.sampled_from([b"a", b" ", b"\t", b"\r", b"\n", b"\r\n"]), max_size=60), st.integers(1, 7))
def test_a_body_is_the_same_wherever_it_is_cut(pieces: list[bytes], size: int) -> None:
    octets = b"".join(pieces)
    whole = body(octets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "_PIECE", size)
        assert body(octets) == whole
    assert body(whole) == whole


@given(st.lists(st.sampled_from([b"a", b" ", b"\t", b"\r\n ", b"\n\t", b"\xe9", b":", b";"]), max_size=40))
def test_header_fields_equal_dkimpys(pieces: list[bytes]) -> None:
    value = b"".join(pieces)
    ((name, expected),) = Relaxed.canonicalize_headers([(b"X-Any", value + b"\r\n")])
    assert canonical_header_relaxed(b"X-Any", value) == name + b":" + expected


def test_an_endless_run_of_line_breaks_is_handed_out_in_small_pieces() -> None:
    pieces = canonical_body_relaxed(b"a" + b"\r\n" * 1_000_000 + b"b")
    assert max(len(piece) for piece in islice(pieces, 1000)) <= 1 << 16
