"""The values that tell what a stamp did."""

import pytest

from backstamp.mail.edit import read_text
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Edit, Span, splice
from backstamp.sender.changes import Change, Link, Place, Skipped
from backstamp.sender.options import Options
from backstamp.sender.stamp import plan
from backstamp.tokens.token import Key, KeyRing

RING = KeyRing([Key(b"key", bytes(64))])
BODY = '<p>Grüße\r\n<a href="https://a.example/">one</a>\r\n<a href="mailto:b@c.example">two</a>\r\n</p>'
MESSAGE = ("X-Backstamp: individual\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + BODY).encode()
READY = plan(MESSAGE, Options(base_url="https://t.example"))


def test_where_a_skipped_link_stands_makes_it_no_other() -> None:
    place = Place("1", 5, 1, "x")
    assert Skipped("mailto:a@b", "not a web link", place) == Skipped("mailto:a@b", "not a web link")
    assert Skipped("mailto:a@b", "x") != Skipped("mailto:a@b", "y")


def test_a_skipped_link_says_where_it_stands() -> None:
    (skipped,) = READY.skipped
    assert skipped.place == Place("1", BODY.index("mailto"), 3, "two")


def test_a_link_is_told_with_its_number_destination_and_text() -> None:
    assert READY.links == (Link(1, "https://a.example/", "one"),)


def test_changes_come_in_order_with_their_lines() -> None:
    changes = READY.changes(RING, 7, 3)
    assert [(change.part, change.what, change.line) for change in changes] == [
        ("header", "header", 1),
        ("1", "link 1", 2),
        ("1", "pixel", 4),
    ]
    assert [change.before for change in changes] == ["X-Backstamp: individual\r\n", "https://a.example/", ""]


def test_changes_of_a_part_make_its_new_text() -> None:
    stamped = READY.stamp(RING, 7, 3)
    source = read_text(stamped, part_map(stamped))
    edits = [Edit(*change.span, change.after) for change in READY.changes(RING, 7, 3) if change.part == "1"]
    assert not isinstance(source, str)
    assert splice(BODY, edits) == source.text


def test_a_change_cannot_be_changed() -> None:
    change = Change("1", "pixel", Span(0, 0), 1, "", "x")
    with pytest.raises(AttributeError):
        change.after = "y"  # type: ignore[misc] # that it is refused is the point
