import itertools

import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.conditional import conditional_comments

marks = st.lists(
    st.sampled_from(
        [
            "<!--[if mso]>",
            "<!--[if !mso]><!-->",
            "<!--[if !mso]><!---->",
            "<!--[if !mso]>-->",
            "<![if !mso]>",
            "<![endif]>",
            "<![endif]-->",
            "<!--<![endif]-->",
            "<!-- <![endif]-->",
            "<!-- x -->",
            "-->",
            "--!>",
            "<!--",
            "<b>",
            "X",
            "]",
            "[if",
        ]
    ),
    max_size=14,
).map("".join)


def read(text: str) -> list[tuple[str, str, bool]]:
    return [(found.expression, text[slice(*found.inner)], found.hidden) for found in conditional_comments(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a<!--[if mso]>X<![endif]-->b", [("mso", "X", True)]),
        ("<!--[IF (gte mso 9)|(IE)]>X<![EndIf]-->", [("(gte mso 9)|(IE)", "X", True)]),
        ("<!-- [if gte mso 9 ] >X<![ endif ] -->", [("gte mso 9", "X", True)]),
        ("<!--[if !mso]><!-->X<!--<![endif]-->", [("!mso", "X", False)]),
        ("<!--[if !mso]> <!---->X<!-- <![endif]-->", [("!mso", "X", False)]),
        ("<!--[if !mso]>-->X<!--<![endif]-->", [("!mso", "X", False)]),
        ("<![if !mso]>X<![endif]>", [("!mso", "X", False)]),
        (
            "<![if !mso]>a<![if !vml]>b<![endif]>c<![endif]>",
            [("!mso", "a<![if !vml]>b<![endif]>c", False), ("!vml", "b", False)],
        ),
        ("<!--[if mso]>a<![if vml]>b<![endif]>c<![endif]-->", [("mso", "a<![if vml]>b<![endif]>c", True)]),
        ("<!--[if mso]>a<!--[if vml]>b<![endif]-->c<![endif]-->", [("mso", "a", True), ("vml", "b", True)]),
        ("<!--[if mso]>a<!-- x -->b<![endif]-->", [("mso", "a<!-- x ", True)]),
        ("<!--[if mso]>a<!--[if !vml]><!-->b<!--<![endif]-->", [("mso", "a", True), ("!vml", "b", False)]),
        ("<!--[if mso]>X", [("mso", "X", True)]),
        ("<!--[if mso]>X-->Y", [("mso", "X", True)]),
        ("<![if !mso]>X", [("!mso", "X", False)]),
        ("<!--[if mso]>X<![endif]--!>Y", [("mso", "X", True)]),
        ("<!--[if mso]><![endif]-->", [("mso", "", True)]),
        ("<!--[if]>X<![endif]-->", [("", "X", True)]),
        ("<!-- an [if mso]> in prose --> <![endif]-->", []),
        ("<!--[iffy]>X-->", []),
        ("plain", []),
    ],
)
def test_the_forms_of_conditional_comments(text, found):
    assert read(text) == found


def test_the_span_holds_the_marks_as_well():
    text = "a<!--[if mso]>X<![endif]-->b<!--[if !mso]><!-->Y<!--<![endif]-->c"
    assert [text[slice(*found.span)] for found in conditional_comments(text)] == [
        "<!--[if mso]>X<![endif]-->",
        "<!--[if !mso]><!-->Y<!--<![endif]-->",
    ]


@given(marks)
def test_hidden_markup_never_overlaps_and_every_inner_lies_in_its_span(text):
    found = conditional_comments(text)
    assert [one.span for one in found] == sorted(one.span for one in found)
    for one in found:
        assert 0 <= one.span.start <= one.inner.start <= one.inner.end <= one.span.end <= len(text)
    hidden = [one.inner for one in found if one.hidden]
    assert all(first.end <= second.start for first, second in itertools.pairwise(hidden))


@given(marks)
def test_what_is_hidden_stands_in_a_comment_for_a_browser(text):
    """Each letter X is text to a browser exactly where no hidden conditional and no plain comment holds it."""
    for found in conditional_comments(text):
        if found.hidden and "X" in text[slice(*found.inner)]:
            place = text.index("X", found.inner.start)
            marked = text[:place] + "\u2603" + text[place + 1 :]
            assert "\u2603" not in turbohtml.parse(marked).text


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--[if mso]>" * 80_000,
        "<![if a]>" * 100_000,
        "<!--" + " " * 1_000_000,
        "<!--[if" * 150_000,
        "<!--[if a]>" + " " * 1_000_000,
        "[ " * 500_000,
        "<!-- " * 200_000,
        "<![endif" * 120_000,
    ],
)
def test_hostile_text_is_read_in_linear_time(hostile):
    assert all(one.span.end <= len(hostile) for one in conditional_comments(hostile))


def test_real_conditional_comments_are_closed_as_browsers_close_them(corpora):
    checked = 0
    for path in sorted((corpora / "phish").iterdir()):
        text = path.read_text("latin-1")
        for found in conditional_comments(text):
            assert "-->" not in text[slice(*found.inner)] or not found.hidden
            checked += 1
    assert checked > 200
