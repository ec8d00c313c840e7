"""Messages by the time of their arrival."""

import pytest
from tests.recipient.hunting import at, message

from backstamp.recipient.hunt.shelf import Shelf, arrival, each_once

TIMELESS, FIRST, SECOND = message("timeless"), message("first", at(8)), message("second", at(9))


@pytest.fixture
def shelf() -> Shelf:
    made = Shelf()
    for one in sorted((SECOND, TIMELESS, FIRST), key=arrival):
        made.add(one)
    return made


@pytest.mark.parametrize(("until", "found"), [(0, TIMELESS), (at(8) - 1, TIMELESS), (at(8), FIRST), (at(23), SECOND)])
def test_the_latest_that_had_arrived(shelf, until, found):
    assert shelf.latest(until) is found


def test_those_before_a_moment_stand_the_latest_first(shelf):
    assert shelf.before(at(23), 2) == [SECOND, FIRST]
    assert shelf.before(at(8), 9) == [FIRST, TIMELESS]
    assert shelf.before(-2, 9) == []


def test_an_empty_shelf_has_none():
    assert Shelf().latest(at(9)) is None
    assert Shelf().before(at(9), 9) == []


def test_each_stands_once_where_it_stood_first():
    assert each_once([SECOND, FIRST, SECOND]) == [SECOND, FIRST]
