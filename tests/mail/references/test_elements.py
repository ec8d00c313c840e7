import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.elements import found_in_tag, is_silent
from backstamp.mail.references.tags import read_tag, tag_at
from backstamp.mail.splice import Span


def told(text: str) -> list[tuple[str, str, str]]:
    tag = read_tag(text, Span(0, len(text)))
    assert tag is not None
    return [(found.vector, found.value, text[slice(*found.span)]) for found in found_in_tag(tag, tag.name)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<param name=wmode value=x>", []),
        ("<param name=other value=//example.com>", [("param@value name=other", "//example.com", "//example.com")]),
        ("<set attributename=fill to='url(//example.com/a)'>", [("set@to", "//example.com/a", "//example.com/a")]),
        ("<set attributename=width to='https://example.com'>", []),
        ("<animate attributename=href values=' a ;; b'>", [("animate@values", "a", "a"), ("animate@values", "b", "b")]),
        ("<rect fill='url(&quot;a&amp;b&quot;)'>", [("rect@fill", "a&b", "a&amp;b")]),
        ("<rect fill=red>", []),
        ("<p data-x=' https://example.com/a b '>", [("p@data-x", "https://example.com/a", "https://example.com/a")]),
        ("<p onclick=//example.com xmlns:o=https://example.com title=//example.com>", []),
        ("<a ping='a&amp;b c'>", [("a@ping", "a&b", "a&amp;b"), ("a@ping", "c", "c")]),
    ],
)
def test_attributes_that_need_more_than_a_row(text, expected):
    assert told(text) == expected


def test_what_the_parser_makes_of_a_tag_decides():
    tag = read_tag("<image href=a>", Span(0, 14))
    assert tag is not None
    assert [[found.trigger.value for found in found_in_tag(tag, name)] for name in ("image", "img")] == [
        ["open"],
        ["never"],
    ]


@pytest.mark.parametrize(
    "text", ["<td style='color:red' width=1>", "<br>", "<p>", "<table background-color=a cellpadding=0>"]
)
def test_most_tags_are_known_to_be_silent(text):
    tag = tag_at(text, 0)
    assert tag is not None
    assert is_silent(tag)


INSIDE = [
    "href=x",
    "SRC=cid:a",
    "style='b\\65havior:q'",
    "style=\"@import 'a'\"",
    "x=//h.example/",
    "x=&#47;/h.example",
]
INSIDE += [
    "style='background:url(a)'",
    "hidden",
    "class=a",
    "content='<img src=q>'",
    "width=1",
    "value=a",
    "ping='a b'",
]


@given(st.sampled_from(["a", "td", "param", "meta", "link", "img", "p"]), st.lists(st.sampled_from(INSIDE), max_size=4))
def test_no_silent_tag_holds_a_reference(name, inside):
    text = f"<{name} {' '.join(inside)}>"
    tag = tag_at(text, 0)
    assert tag is not None
    assert not is_silent(tag) or not list(found_in_tag(tag, name))
