import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import MilterError
from backstamp.sender.milter_message import HeaderField, compose, read_header


def test_fields_and_pieces_make_the_message() -> None:
    fields = [HeaderField(b"From", b" a@example.org"), HeaderField(b"Subject", b"\ta\r\n  b"), HeaderField(b"X", b"")]
    octets, start = compose(fields, [b"Bo", b"dy\r\n"])
    assert octets == b"From: a@example.org\r\nSubject:\ta\r\n  b\r\nX:\r\n\r\nBody\r\n"
    assert octets[start:] == b"Body\r\n"


@pytest.mark.parametrize(
    "field",
    [
        HeaderField(b"a b", b" c"),
        HeaderField(b"", b" c"),
        HeaderField(b"caf\xe9", b" c"),
        HeaderField(b"a", b" c\r\nBcc: all"),
        HeaderField(b"a", b" c\r\n\r\nbody"),
        HeaderField(b"a:b", b" c"),
        HeaderField(b"From x", b" c"),
    ],
    ids=repr,
)
def test_a_field_that_would_read_as_something_else_is_our_error(field: HeaderField) -> None:
    with pytest.raises(MilterError):
        compose([field], [])


@pytest.mark.parametrize(
    "message", [b"", b"A: b\r\n", b"no field\r\n\r\n", b"A: b\r\nno field\r\n\r\nBody", b"From me\r\nA: b\r\n\r\n"]
)
def test_a_header_that_cannot_be_told_is_our_error(message: bytes) -> None:
    with pytest.raises(MilterError):
        read_header(message)


def test_folds_of_any_kind_read_as_network_folds() -> None:
    assert read_header(b"A: b\n c\r\n d\nE : f\n\nBody\n") == (
        (HeaderField(b"A", b" b\r\n c\r\n d"), HeaderField(b"E", b" f")),
        19,
    )


@given(st.binary(max_size=100))
def test_any_octets_are_a_header_or_our_error(octets: bytes) -> None:
    try:
        read_header(octets)
    except MilterError:
        return
