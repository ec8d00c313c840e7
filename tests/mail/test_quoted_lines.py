import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.quoted_lines import MAX_LINE, encode, filled, quoted
from backstamp.mail.quoted_printable import decode

TEXT = st.text(alphabet="ab= -Fé\t", max_size=300).map(str.encode)


@given(TEXT, st.integers(0, 90), st.integers(5, 76))
def test_filled_lines_are_full_and_read_back(octets, column, width):
    text = filled(quoted(octets), column, width, b"\n")
    assert decode(text) == octets
    first, *further = text.split(b"\n")
    if further:
        assert width - 3 < column + len(first) <= width or column + 3 > width
        assert all(width - 3 < len(line) <= width for line in further[:-1])


@pytest.mark.parametrize("start", [b"--boundary", b"From here"])
def test_a_broken_line_goes_on_with_nothing_that_means_more_than_text(start):
    body = encode(b"x" * 75 + start * 30, b"\n")
    assert decode(body) == b"x" * 75 + start * 30
    lines = body.split(b"\n")
    assert not any(line.startswith((b"--", b"From ")) for line in lines)
    assert max(map(len, lines)) <= MAX_LINE
