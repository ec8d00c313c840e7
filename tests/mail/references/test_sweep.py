import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.sweep import Sort, pieces, raw_content
from backstamp.mail.splice import Span


def told(text: str, known: dict[int, int] | None = None) -> list[tuple[str, str]]:
    return [(piece.sort.name, text[slice(*piece.span)]) for piece in pieces(text, known or {})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<!-- <b> -->c", [("TEXT", "a"), ("COMMENT", "<!-- <b> -->"), ("TEXT", "c")]),
        ("<!-->x", [("COMMENT", "<!-->"), ("TEXT", "x")]),
        ("<!--->x", [("COMMENT", "<!--->"), ("TEXT", "x")]),
        ("<!-- x --!>y", [("COMMENT", "<!-- x --!>"), ("TEXT", "y")]),
        ("<!-- open", [("COMMENT", "<!-- open")]),
        ("<!DOCTYPE html><?php x?>", [("DECLARATION", "<!DOCTYPE html>"), ("DECLARATION", "<?php x?>")]),
        ("<td background='>'> </td>", [("TAG", "<td background='>'>")]),
        ("<style><img></style><img>", [("TAG", "<style>"), ("TAG", "<img>")]),
        ("1 < 2", [("TEXT", "1 < 2")]),
        ("<a <b", []),
    ],
)
def test_pieces_are_told_apart_as_the_tokenizer_does(text, expected):
    assert told(text) == expected


def test_tags_of_the_tree_are_passed_over():
    assert told("<p title='<!--'>x<b>", {0: 16}) == [("TEXT", "x"), ("TAG", "<b>")]


def test_raw_text_reaches_to_its_end_tag_or_to_the_end():
    assert raw_content("<style>a</STYLE >b", "style", 7) == Span(7, 8)
    assert raw_content("<style>a</styles>", "style", 7) == Span(7, 17)


@given(st.text(alphabet="<>!-?/ab '\"=", max_size=60))
def test_pieces_are_in_order_and_never_overlap(text):
    position = 0
    for piece in pieces(text, {}):
        assert position <= piece.span.start < piece.span.end <= len(text)
        assert isinstance(piece.sort, Sort)
        position = piece.span.end
