import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.document import (
    MAX_DEPTH,
    HtmlText,
    found_in_markup,
    html_text,
    references_in_css,
    references_in_html,
)
from backstamp.mail.references.place import Place
from backstamp.mail.splice import Span

PIECES = st.sampled_from(
    [
        "<img src=",
        "'//example.com/a'",
        '"',
        "'",
        ">",
        "<",
        "</",
        "<!--",
        "-->",
        "<![endif]-->",
        "<!--[if mso]>",
        "<style>",
        "p{background:url(",
        ")",
        "}",
        "</style>",
        "<script>",
        "</script>",
        "<svg>",
        "</svg>",
        "<a href=",
        "<td background=",
        "<iframe srcdoc='",
        "&lt;",
        "&amp;",
        "&#0;",
        "<base href=",
        "data:text/html,",
        "data:text/html;base64,",
        "<meta content=",
        "<template>",
        "<?xml-stylesheet href=",
        "<!DOCTYPE a '",
        "https://example.com/",
        "\r\n",
        "\n",
        "\r",
        " ",
        "\x00",
        "é",
        "\udc80",
        "javascript:'",
        "\\",
        "srcset=",
        "style=",
        "<v:fill src=",
        "<title>",
        "<noframes>",
        "<plaintext>",
        "<select>",
        "=",
        "/",
        "x",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_is_refused_and_every_span_holds_what_is_written(text):
    for reference in references_in_html(text):
        assert text[slice(*reference.span)] == reference.raw
        assert reference.value


@given(st.text(max_size=200))
def test_no_style_sheet_is_refused(text):
    for reference in references_in_css(text):
        assert text[slice(*reference.span)] == reference.raw


def test_references_come_in_the_order_of_the_text():
    text = '<td background="//example.com/1"><style>p{background:url(//example.com/2)}</style><!--[if mso]><img src="//example.com/3"><![endif]--><img src="//example.com/4">'
    assert [reference.value[-1] for reference in references_in_html(text)] == ["1", "2", "3", "4"]


def test_a_place_says_where_the_text_stands():
    place = Place("1.2", lambda span: Span(span.start + 100, span.end + 100), "https://example.com/base/")
    (reference,) = references_in_html('<img src="a.gif">', place)
    assert (reference.part, reference.span, reference.url) == ("1.2", Span(110, 115), "https://example.com/base/a.gif")


def test_documents_in_documents_are_read_to_a_stated_depth():
    text = '<img src="https://example.com/x">'
    for _ in range(MAX_DEPTH + 3):
        text = f'<iframe srcdoc="{text.replace("&", "&amp;").replace(chr(34), "&quot;")}"></iframe>'
    assert list(references_in_html(text)) == []


def test_what_outlook_alone_reads_says_so():
    (reference,) = references_in_html('<!--[if gte mso 9]><img src="//example.com/a"><![endif]-->')
    assert reference.note == "for Outlook only: [if gte mso 9]"


def test_markup_written_in_another_way_has_the_span_of_all_of_it():
    (found,) = found_in_markup('<img src="//example.com/a">', Span(3, 9), "text/calendar X")
    assert (found.span, found.vector) == (Span(3, 9), "text/calendar X img@src")


def test_images_say_how_they_look():
    text = '<img src="//example.com/1" height="200"><p>text</p><div style="display:none"><img src="//example.com/2"></div><img src="//example.com/3" width=1 height=1>'
    first, second, third = (reference.appearance for reference in references_in_html(text))
    assert first
    assert second
    assert third
    assert (first.hidden, first.order) == ((), "")
    assert second.hidden == ("inside an element that is not shown",)
    assert (third.tiny, third.order) == (True, "after all visible content")


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 200_000,
        "<div hidden>" * 30_000,
        "<p hidden>" * 50_000,
        "<a href=x>" * 50_000,
        "<b><a href=x><i><p>" * 4000,
        '<img src="' + "x" * 3_000_000,
        "<!--" * 500_000,
        "<!--[if mso]>" * 100_000,
        "<![if mso]>" * 100_000,
        "<style>" * 200_000,
        "<svg><style>" * 30_000,
        "<svg><title>" * 30_000,
        "<iframe>" * 100_000,
        "<iframe></iframe>" * 50_000,
        "<a " * 500_000,
        "<td " + "a=b " * 300_000 + ">",
        "<?" * 500_000,
        "<a href='javascript:" + '"<' * 100_000 + "'>",
        "<iframe src='data:text/html," + "%3Ciframe src=data:text/html," * 30_000 + "'>",
        "<iframe srcdoc='" + "<iframe srcdoc=&quot;" * 30_000 + "'>",
        "<script>" + "//" * 500_000 + "</script>",
        "<script type=ld+json>" + '"x":"//a",' * 50_000 + "</script>",
        "<meta content='" + "//a " * 50_000 + "'>",
        "<meta http-equiv=refresh content='" + " " * 300_000 + "'>",
        "<img srcset='" + "," * 500_000 + "'>",
        "<img srcset='" + "//a 1x, " * 50_000 + "'>",
        "<p style='" + "a:url(" * 100_000 + "'>",
        "<style>" + "@import '//a';" * 50_000 + "</style>",
        "<style>" + "a{b:url(//c)}" * 50_000 + "</style>" + "<i class='a b'>" * 20_000,
        "<animate attributename=href values='" + "//a;" * 50_000 + "'>",
        "&" * 500_000 + "<img src='" + "&amp" * 200_000 + "'>",
        "\r\n\r" * 200_000 + "<img src=//a>" * 1000,
        "</p>" * 300_000,
        "</" * 500_000,
        "<!DOCTYPE " + '"//' * 300_000 + ">",
    ],
    ids=lambda text: text[:24],
)
def test_hostile_texts_neither_fail_nor_hang(text):
    start = time.monotonic()
    for _ in references_in_html(text):
        pass
    assert time.monotonic() - start < 20


@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_text_that_is_kept_tells_the_same_again_and_without_looks_all_else(text: str) -> None:
    fresh = list(HtmlText(text).references())
    assert list(references_in_html(text)) == list(html_text(text).references()) == fresh
    bare = [replace(one, appearance=None) for one in fresh]
    assert list(HtmlText(text).references(looks=False)) == bare


def test_only_texts_of_a_newsletters_length_are_kept() -> None:
    short, long = "<img src=https://a.example/1>", f"{' ' * 300_000}<img src=https://a.example/1>"
    assert html_text(short) is html_text(short)
    assert html_text(long) is not html_text(long)
