"""What two copies prove is said in a sentence; two values are cut so that what differs is seen."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.copies import BODY, LEAVE, PICTURE, PIXEL, compared

from backstamp.app.compare_words import headline, sides, warnings


def test_the_headline_counts_what_differs(tmp_path: Path) -> None:
    assert headline(compared(tmp_path, BODY, LEAVE)) == (
        "Of 6 addresses 4 differ: 1 is loaded when you open the message, 2 are links and 1 is for leaving the list. "
        "What differs is your own: it tells them that it is you."
    )
    assert headline(compared(tmp_path, PIXEL)).startswith("Of 1 address 1 differs: 1 is loaded when you open")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (PICTURE, "The one address is the same in both copies"),
        (PICTURE + PICTURE.replace("logo", "sun"), "All 2 addresses are the same in both copies"),
        ("<p>x</p>", "there is nothing to compare"),
    ],
)
def test_where_nothing_differs_that_is_said(tmp_path: Path, html: str, words: str) -> None:
    told = compared(tmp_path, html)
    assert words in headline(told)
    assert warnings(told) == []


def test_strangers_and_copies_for_one_reader_are_warned_of(tmp_path: Path) -> None:
    strangers = compared(tmp_path, BODY, second="<p>x</p>")
    assert "hardly two copies of one mailing: only 0 %" in warnings(strangers)[0]
    assert "What differs is your own" not in headline(strangers)
    same = replace(compared(tmp_path), same_reader=("ada@reader.example",))
    assert "Both copies are for ada@reader.example" in warnings(same)[0]
    assert "the same, octet for octet" in warnings(replace(same, identical=True))[0]


@pytest.mark.parametrize(
    ("first", "second", "cut"),
    [
        ("uxz7-o6cz.gif", "uxz7-oncz.gif", ("uxz7-o", "6", "n", "cz.gif")),
        ("a3", "", ("", "a3", "", "")),
        ("aa", "aaa", ("aa", "", "a", "")),
        ("0123456789abcXYZ", "0123456789abcQ", ("…3456789abc", "XYZ", "Q", "")),
    ],
)
def test_two_values_are_cut_where_they_differ(first: str, second: str, cut: tuple[str, ...]) -> None:
    assert sides(first, second) == cut


@given(st.text("ab", max_size=9), st.text("ab", max_size=9))
def test_pieces_of_short_values_make_the_values_again(first: str, second: str) -> None:
    cut = sides(first, second)
    assert (cut.start + cut.first + cut.end, cut.start + cut.second + cut.end) == (first, second)


def test_long_values_are_short_and_show_where_they_begin_to_differ() -> None:
    cut = sides("s" * 100 + "1" * 100 + "e" * 100, "s" * 100 + "2" * 100 + "e" * 100)
    assert max(map(len, cut)) <= 30
    assert (cut.first[0], cut.second[0]) == ("1", "2")
