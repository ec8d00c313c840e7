"""Line numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.lines import Lines


@given(st.text("a\r\n", max_size=50), st.lists(st.integers(0, 50)))
def test_a_line_is_one_more_than_the_line_feeds_in_front(text: str, offsets: list[int]) -> None:
    lines = Lines(text)
    for offset in sorted(offsets):
        assert lines.at(offset) == text[:offset].count("\n") + 1


@pytest.mark.parametrize(("offset", "line"), [(0, 1), (3, 1), (4, 2), (5, 3)])
def test_a_line_feed_belongs_to_the_line_that_it_ends(offset: int, line: int) -> None:
    assert Lines("ab\r\n\n").at(offset) == line
