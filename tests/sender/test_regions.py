"""Quoted mail and the author's opt-out: where nothing is stamped, and where it is stamped again."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.html import Document
from backstamp.mail.splice import Span
from backstamp.sender.regions import MARKED, NOWHERE, QUOTED, Region, Regions, is_off, marked_off, quotes


def quoted(markup: str) -> list[str]:
    return [markup[region.span.start : region.span.end] for region in quotes(Document(markup))]


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite">q</blockquote>',
        "<BLOCKQUOTE TYPE=CITE>q</BLOCKQUOTE>",
        '<div class="x gmail_quote gmail_quote_container">q</div>',
        '<div class="gmail_extra">q</div>',
        '<div id="ydp1" class="yahoo_quoted">q</div>',
        '<div class="protonmail_quote">q</div>',
        '<div class="zmail_extra">q</div>',
        '<blockquote class="tutanota_quote">q</blockquote>',
        '<div class="moz-forward-container">q</div>',
        '<div class="moz-cite-prefix">On Monday Ada wrote:</div>',
        '<p id="reply-intro">On Monday Ada wrote:</p>',
        '<div id="mail-editor-reference-message-container">q</div>',
        '<span id="OLK_SRC_BODY_SECTION">q</span>',
    ],
)
def test_a_wrapped_quote_ends_where_its_element_ends(quote: str) -> None:
    assert quoted(f"<p>above</p>{quote}<p>below</p>") == [quote]


@pytest.mark.parametrize(
    "marker",
    [
        '<div id="divRplyFwdMsg">From: Ada</div>',
        '<div id="appendonsend"></div>',
        "<div class=OutlookMessageHeader>From: Ada</div>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p>From: Ada</div>",
        '<div style="BORDER:none;border-top:solid #b5c4df 1.0pt;padding:3.0pt 0cm 0cm 0cm">From: Ada</div>',
    ],
)
def test_behind_a_marker_of_outlook_all_is_quoted(marker: str) -> None:
    rest = f"{marker}<p>quoted</p></div></body>"
    assert quoted(f"<body><div><p>own words</p>{rest}") == [rest]


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote>a quotation</blockquote>",
        '<blockquote type="x">a quotation</blockquote>',
        '<div class="my_gmail_quote">x</div>',
        '<div style="border-top:solid #E1E1E1 2px">a rule of a newsletter</div>',
        '<!-- <blockquote type="cite"> -->',
        "",
    ],
)
def test_what_no_client_writes_around_a_quote_is_none(markup: str) -> None:
    assert quoted(markup) == []


def test_a_quote_that_is_never_closed_reaches_to_the_end() -> None:
    assert quoted('<p>own</p><blockquote type="cite"><p>q') == ['<blockquote type="cite"><p>q']


def test_the_authors_mark_holds_for_an_element_and_all_inside() -> None:
    markup = (
        "<div data-backstamp=OFF><a href=x>1</a></div><a href=y data-backstamp=' off '>2</a><a data-backstamp=on>3</a>"
    )
    found = marked_off(Document(markup))
    assert [(markup[region.span.start : region.span.end][:4], region.reason) for region in found] == [
        ("<div", MARKED),
        ("<a h", MARKED),
    ]


@pytest.mark.parametrize(
    ("markup", "off"),
    [
        ("<body data-backstamp='off'>", True),
        ("<html data-backstamp=Off><p>", True),
        ("<body data-backstamp=on>", False),
        ("<div data-backstamp=off>", False),
    ],
)
def test_a_whole_document_may_be_off(markup: str, off: bool) -> None:
    assert is_off(Document(markup)) == off


def test_a_region_holds_its_first_offset_and_not_the_one_behind_it() -> None:
    regions = Regions([Region(Span(2, 4), QUOTED)])
    assert [regions.reason(at) for at in range(6)] == [None, None, QUOTED, QUOTED, None, None]


def test_of_nested_regions_the_outer_one_says_why() -> None:
    regions = Regions([Region(Span(3, 5), MARKED), Region(Span(2, 9), QUOTED)])
    assert {regions.reason(at) for at in range(2, 9)} == {QUOTED}


def test_of_overlapping_regions_the_first_to_begin_counts() -> None:
    regions = Regions([Region(Span(3, 8), MARKED), Region(Span(2, 5), QUOTED)])
    assert [regions.reason(at) for at in range(2, 9)] == [QUOTED] * 3 + [MARKED] * 3 + [None]


def test_nowhere_is_false() -> None:
    assert not NOWHERE
    assert NOWHERE.reason(0) is None
    assert Regions([Region(Span(0, 1), QUOTED)])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=8), st.integers(0, 45))
def test_a_place_lies_in_a_region_when_it_lies_in_one_of_those_given(sizes: list[tuple[int, int]], at: int) -> None:
    spans = [Span(start, start + length) for start, length in sizes]
    found = Regions(Region(span, str(number)) for number, span in enumerate(spans)).reason(at)
    inside = {str(number) for number, span in enumerate(spans) if span.start <= at < span.end}
    assert found in inside if inside else found is None


PIECES = ['<blockquote type="cite">', "</blockquote>", '<div class="gmail_quote">', "</div>", "<p>", "<!--", "-->"]


@given(st.lists(st.sampled_from([*PIECES, '<div id="appendonsend">', "<table>", "</body>", "x"]), max_size=20))
def test_quotes_lie_within_the_text_whatever_the_markup(pieces: list[str]) -> None:
    document = Document("".join(pieces))
    for region in quotes(document):
        assert 0 <= region.span.start < region.span.end <= len(document.text)


def test_hostile_nesting_takes_bounded_time() -> None:
    start = time.monotonic()
    document = Document('<blockquote type="cite"><div class="gmail_quote">' * 20_000)
    Regions(quotes(document))
    assert time.monotonic() - start < 20
