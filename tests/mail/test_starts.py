import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.html import Document
from backstamp.mail.starts import starts

PIECES = ["<p>", "</p>", "<b>", "</b>", "<a href=x>", "</a>", "<table>", "<td>", "</table>", "<template>", "<svg>", "x"]
PIECES += [
    "\r",
    "\n",
    "\r\n",
    "é",
    "<frameset>",
    "<image>",
    "</br>",
    "<title>",
    "</title>",
    "<form>",
    "<!--",
    "-->",
    " ",
]


def told(text: str) -> list[tuple[int, str]]:
    return [(offset, node.tag) for offset, node in starts(text, turbohtml.parse(text, source_locations=True))]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_the_starts_are_those_that_the_parser_tells(text):
    elements = [(element.start, element.tag) for element in Document(text).elements()]
    assert told(text) == sorted((start.start, tag) for start, tag in elements if start)


def test_implied_elements_and_twins_have_no_start():
    assert told("<p>a<b>x</p>y<table><td>z") == [(0, "p"), (4, "b"), (13, "table"), (20, "td")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(newline):
    text = newline.join(["é<p>", "", "<img><b>"])
    assert [text[offset : offset + 2] for offset, _ in told(text)] == ["<p", "<i", "<b"]


def test_line_ends_may_be_mixed():
    text = "<p>\r<b>\r\n<i>\n\r<u>"
    assert [text[offset : offset + 3] for offset, _ in told(text)] == ["<p>", "<b>", "<i>", "<u>"]
