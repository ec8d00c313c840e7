import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.html import Document


def test_spans_survive_mixed_line_breaks():
    text = '\r\n\n\r<p>\r\n<a title="x\r\ny"\r\nhref=\r\n"u">\r\n</a>\r'
    link = next(Document(text).elements("a"))
    placed = link.placed("href")
    assert placed is not None
    assert text[slice(*placed.value)] == "u"
    assert link.start is not None
    assert text[slice(*link.start)] == '<a title="x\r\ny"\r\nhref=\r\n"u">'
    assert link.end is not None
    assert text[slice(*link.end)] == "</a>"


@given(st.text(alphabet="<>a/=\"'\r\n !-\U0001f600&;", max_size=80))
def test_a_placed_value_is_a_slice_of_the_text(text):
    document = Document(f"{text}<a href=u>")
    for element in document.elements("a"):
        placed = element.placed("href")
        if placed is not None and "&" not in text and "\r" not in text:
            assert document.text[slice(*placed.value)] == element.value("href")


@pytest.mark.parametrize(
    ("tag", "value", "quote"),
    [
        ('<a href="u">', "u", '"'),
        ("<a href='u\"'>", 'u"', "'"),
        ("<A HREF = u >", "u", ""),
        ("<a href=u/>", "u/", ""),
        ('<a title="a>b" href="u">', "u", '"'),
    ],
)
def test_values_are_cut_out_whatever_the_quotes(tag, value, quote):
    placed = next(Document(tag).elements("a")).placed("href")
    assert placed is not None
    assert (tag[slice(*placed.value)], placed.quote) == (value, quote)


@pytest.mark.parametrize("tag", ["<a>", "<a href>"])
def test_without_a_value_there_is_no_place(tag):
    assert next(Document(tag).elements("a")).placed("href") is None


def test_implied_and_doubled_elements_have_no_place():
    document = Document('<b><a href="x">q<p>zz</a>yy</b>')
    assert [element.start is None for element in document.elements("a")] == [False, True]
    assert next(document.elements("body")).start is None


def test_visible_text_is_folded_and_cut():
    link = next(Document("<a> one\n <b>two</b> <!-- no --> three " + "four " * 50 + "</a>").elements("a"))
    assert link.text(20) == "one two three four f"
    link = next(Document('<a> <img alt="a picture"><img> <img alt=here></a>').elements("a"))
    assert link.text(20) == "a picture here"


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 100_000,
        "<a href=x>" * 100_000,
        '<a href="' + "x" * 10_000_000,
        "<!--" * 500_000,
        "<b><a href=x><i><p>" * 4000,
    ],
    ids=["nesting", "links", "open value", "comments", "adoption"],
)
def test_hostile_texts_neither_crash_nor_hang(text):
    start = time.monotonic()
    for element in Document(text).elements("a"):
        element.placed("href")
        element.text(80)
    assert time.monotonic() - start < 20


def test_octets_that_are_no_characters_keep_their_place():
    text = '<a \udc80 title="\udced" href="\ud800u">\udcff</a>'
    link = next(Document(text).elements("a"))
    placed = link.placed("href")
    assert placed is not None
    assert text[slice(*placed.value)] == "\ud800u"
    assert (link.value("href"), link.value("title"), link.text(9)) == ("\ufffdu", "\ufffd", "\ufffd")
