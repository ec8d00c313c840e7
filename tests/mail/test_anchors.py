import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.anchors import anchors
from backstamp.mail.html import Document

PIECES = st.sampled_from(
    [
        "<a ",
        "<A\n",
        "<a>",
        "<area ",
        "href=",
        "HREF = ",
        "hrefs=",
        "x=",
        "'u'",
        '"v&amp;w"',
        "w",
        ">",
        "/>",
        "</a>",
        "<!--",
        "-->",
        "<style>",
        "</style>",
        "<svg>",
        "<b>",
        "<table>",
        "<td>",
        " ",
        "/",
        "\r\n",
        "&copy=1",
        "=",
        "'",
        '"',
    ]
)


def found(text: str) -> list[tuple[str, str]] | None:
    links = anchors(text, turbohtml.parse(text))
    return None if links is None else [(text[start:end], quote) for _, _, _, start, end, quote in links]


def test_links_and_their_places_are_found_however_they_are_written():
    assert found("<a href=u><A title='>' HREF = \"v\"><a\nx y=z/ href='w'>") == [("u", ""), ("v", '"'), ("w", "'")]


def test_the_first_of_two_hrefs_counts_and_those_without_are_left_out():
    assert found("<a name=x><a href=1 href=2>") == [("1", "")]


def test_what_looks_like_a_link_in_a_comment_sends_one_the_long_way():
    assert found("<!-- <a href=u> --><a href=v>") is None


def test_twins_made_by_the_parser_send_one_the_long_way():
    assert found('<b><a href="x">q<p>zz</a>yy</b>') is None


@pytest.mark.parametrize(
    "rest", ['<!--[if mso]><a href="x">q</a><![endif]-->', '<script>"<a href="x">"</script>', '<a href="x"']
)
def test_a_twin_does_not_make_up_for_what_only_looks_like_a_link(rest):
    assert found(f'<a href="x"><div>q</a> words</div>{rest}') is None


def test_a_moved_link_with_another_value_sends_one_the_long_way():
    assert found("<table><tr><td><a href=1></a></td></tr><a href=2></a></table>") is None


@given(st.lists(PIECES, max_size=25).map("".join))
def test_the_quick_way_agrees_with_the_parser(text):
    quick = anchors(text, turbohtml.parse(text))
    if quick is None:
        return
    document = Document(text)
    placed = [(element.value("href"), element.placed("href")) for element in document.elements("a")]
    slow = sorted((place.value.start, place.value.end, place.quote, value) for value, place in placed if place)
    assert sorted((start, end, quote, value) for _, value, _, start, end, quote in quick) == slow
