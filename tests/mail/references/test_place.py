from backstamp.mail.references.found import Found
from backstamp.mail.references.place import ANYWHERE, Place
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.splice import Span


def found(value: str, base: str | None = None, named: str | None = None) -> Found:
    return Found(Kind.LINK, Trigger.CLICK, "a@href", value, Span(0, 1), base=base, named=named)


def test_what_leads_nowhere_is_left_out():
    assert list(ANYWHERE.references("x", [found(""), found(" \n"), found("#top")])) == []


def test_a_base_of_the_text_is_resolved_against_that_of_the_part():
    place = Place(base="https://example.com/a/")
    urls = [one.url for one in place.references("x", [found("x", base="b/"), found("x"), found("x", base="http://[")])]
    assert urls == ["https://example.com/a/b/x", "https://example.com/a/x", "https://example.com/a/x"]


def test_what_is_named_otherwise_is_not_resolved():
    first, second = ANYWHERE.references("x", [found("a@b", named="mailto:a@b"), found("yes", named="")])
    assert (first.url, second.url) == ("mailto:a@b", None)
