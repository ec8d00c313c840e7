import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.html import Document
from backstamp.sender.places import base_address, find_links


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(link.value, link.text, link.hidden) for link in find_links(Document(text))]


def test_links_come_in_the_order_of_the_text():
    # The table's own text is moved in front of it by the parser, so tree order and text order differ.
    links = found("<table><tr><td><a href=https://1.example>1</a></td></tr><a href=https://2.example>2</a></table>")
    assert [text for _, text, _ in links] == ["1", "2"]


def test_only_clickable_elements_count():
    assert found('<link href="https://a.example"><img src="https://b.example"><form action="https://c.example">') == []


@pytest.mark.parametrize(
    "markup",
    [
        '<A HREF="u">',
        "<a href = 'u'>",
        "<a href=u>",
        '<a title="a>b" href="u">',
        "<area href=u>",
        "<svg><a xlink:href='u'></a></svg>",
    ],
)
def test_links_are_found_however_they_are_written(markup):
    assert [value for value, _, _ in found(markup)] == ["u"]


@pytest.mark.parametrize("inner", ['<v:roundrect href="u">', "<a href=u>", "<o:x HREF='u'/>"])
def test_what_only_outlook_reads_is_found_and_said_to_be_so(inner):
    assert found(f"<!--[if mso]>{inner}<![endif]--><a href=v>") == [("u", "", True), ("v", "", False)]


def test_what_all_but_outlook_read_is_shown():
    assert found("<!--[if !mso]><!--><a href=u>x</a><!--<![endif]-->") == [("u", "x", False)]


@pytest.mark.parametrize("comment", ["<!-- <a href=u> -->", "<style>a { content: '<a href=u>' }</style>"])
def test_what_nobody_can_click_is_no_link(comment):
    assert found(comment) == []


@pytest.mark.parametrize(
    ("markup", "base"),
    [
        ("<base href=' https://a.example/b/ '>", "https://a.example/b/"),
        ("<BASE target=x><base href=HTTP://a.example>", "HTTP://a.example"),
        ("<base href=/x>", None),
        ("<base href=mailto:a@b>", None),
        ("no base", None),
    ],
)
def test_the_first_base_with_an_address_counts(markup, base):
    assert base_address(Document(markup)) == base


@given(st.lists(st.sampled_from(["<a href=", "'u'", '"', ">", "<!--[if mso]>", "<![endif]-->", "<svg>", " "])))
def test_values_never_overlap_and_come_in_order(pieces):
    end = 0
    for link in find_links(Document("".join(pieces))):
        assert end <= link.start <= link.end
        end = link.end
