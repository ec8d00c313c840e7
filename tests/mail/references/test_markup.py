from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.html import Document
from backstamp.mail.references.markup import DROPPED, INSTEAD, walk


def notes(text: str) -> list[tuple[str, str]]:
    return [(one.tag.name, one.note) for one in walk(Document(text)) if one.tag]


def test_tags_outside_the_tree_say_so():
    assert notes("<td>x") == [("td", DROPPED)]
    assert notes("<iframe><img></iframe>") == [("iframe", ""), ("img", INSTEAD)]
    assert notes("<!--[if mso]><b><![endif]--><i>") == [("b", "for Outlook only: [if mso]"), ("i", "")]
    assert notes("<!-- <b> -->") == []


def test_raw_text_is_given_with_its_tag():
    text = "<style>a{}</style><svg><style>b{}<p>"
    contents = [text[slice(*one.content)] for one in walk(Document(text)) if one.content]
    assert contents == ["a{}", "b{}"]


@given(st.text(alphabet="<>/!-?abstyle []if\"'= ", max_size=80))
def test_the_walk_is_in_order(text):
    starts = [one.start for one in walk(Document(text))]
    assert starts == sorted(starts)
