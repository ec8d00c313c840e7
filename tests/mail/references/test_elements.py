import pytest

from backstamp.mail.references.elements import found_in_tag
from backstamp.mail.references.tags import read_tag
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
