import pytest

from backstamp.mail.references.links import found_in_link
from backstamp.mail.references.tags import read_tag
from backstamp.mail.splice import Span


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("rel='alternate stylesheet' href=x", ("style", "open")),
        ("rel='stylesheet' media=' PRINT ' href=x", ("style", "print")),
        ("rel='stylesheet' media='print, screen' href=x", ("style", "open")),
        ("rel='shortcut' href=x", ("image", "open")),
        ("rel='prefetch dns-prefetch' href=x", ("prefetch", "open")),
        ("rel='nofollow' href=x", ("link", "never")),
        ("href=x", ("link", "never")),
    ],
)
def test_the_rel_that_is_fetched_soonest_counts(inside, expected):
    text = f"<link {inside}>"
    tag = read_tag(text, Span(0, len(text)))
    assert tag is not None
    (found,) = found_in_link(tag)
    assert (found.kind, found.trigger) == expected


def test_a_link_without_address_is_none():
    tag = read_tag("<link rel=icon>", Span(0, 15))
    assert tag is not None
    assert list(found_in_link(tag)) == []
