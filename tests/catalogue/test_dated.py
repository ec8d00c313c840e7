from datetime import date, timedelta

import pytest

from backstamp.catalogue.dated import COVERS_DAYS, Answer, ByDay, Listed, dated_files, listed
from backstamp.catalogue.ranges import Address, RangeSet, parse_address, parse_network
from backstamp.errors import CatalogueError

INSIDE, OUTSIDE = parse_address("192.0.2.1"), parse_address("198.51.100.1")
SEPTEMBER = date(2021, 9, 1)


def lists(**days: str) -> ByDay[RangeSet]:
    """Lists by day: ``lists(d2021_09_01="192.0.2.0/24")``."""

    def opener(text: str):
        return lambda: RangeSet(network for part in text.split() if (network := parse_network(part)))

    return ByDay({date.fromisoformat(day[1:].replace("_", "-")): opener(text) for day, text in days.items()})


def ask(kept: ByDay[RangeSet], address: Address | None, day: date) -> Listed:
    assert address is not None
    return listed(kept, address, day)


def test_a_list_speaks_for_its_own_day_and_ninety_more():
    kept = lists(d2021_09_01="192.0.2.0/24")
    for days in (0, 1, COVERS_DAYS):
        day = SEPTEMBER + timedelta(days=days)
        assert ask(kept, INSIDE, day) == Listed(Answer.IN_LIST, SEPTEMBER)
        assert ask(kept, OUTSIDE, day) == Listed(Answer.NOT_IN_LIST, SEPTEMBER)


def test_an_older_list_alone_is_never_more_than_probable():
    kept, later = lists(d2021_09_01="192.0.2.0/24"), SEPTEMBER + timedelta(days=COVERS_DAYS + 1)
    assert ask(kept, INSIDE, later) == Listed(Answer.PROBABLE, SEPTEMBER)
    assert ask(kept, OUTSIDE, later) == Listed(Answer.UNKNOWN, SEPTEMBER)


def test_between_two_lists_that_agree_the_older_one_covers_the_day():
    kept, between = lists(d2021_09_01="192.0.2.0/24", d2026_08_17="192.0.2.0/24"), date(2024, 1, 1)
    assert ask(kept, INSIDE, between) == Listed(Answer.IN_LIST, SEPTEMBER)
    assert ask(kept, OUTSIDE, between) == Listed(Answer.NOT_IN_LIST, SEPTEMBER)


def test_between_two_lists_that_disagree_nothing_is_certain():
    kept = lists(d2021_09_01="192.0.2.0/24", d2026_08_17="203.0.113.0/24")
    assert ask(kept, INSIDE, date(2024, 1, 1)).answer is Answer.PROBABLE
    assert ask(kept, parse_address("203.0.113.1"), date(2024, 1, 1)).answer is Answer.UNKNOWN


def test_before_the_first_list_the_nearest_is_asked_and_is_probable_at_most():
    kept = lists(d2026_08_17="192.0.2.0/24")
    assert ask(kept, INSIDE, SEPTEMBER) == Listed(Answer.PROBABLE, date(2026, 8, 17))
    assert ask(kept, OUTSIDE, SEPTEMBER) == Listed(Answer.UNKNOWN, date(2026, 8, 17))


def test_without_lists_nothing_is_known():
    assert ask(lists(), INSIDE, SEPTEMBER) == Listed(Answer.UNKNOWN)


def test_the_newest_list_not_after_the_day_is_the_one_that_is_asked():
    kept = lists(d2021_09_01="192.0.2.0/24", d2021_09_20="198.51.100.0/24")
    assert ask(kept, INSIDE, date(2021, 9, 19)).answer is Answer.IN_LIST
    assert ask(kept, INSIDE, date(2021, 9, 20)) == Listed(Answer.NOT_IN_LIST, date(2021, 9, 20))


def test_lists_are_opened_once_and_only_when_needed():
    opened = []

    def opener() -> RangeSet:
        opened.append(1)
        return RangeSet([])

    kept = ByDay({SEPTEMBER: opener})
    assert opened == []
    ask(kept, INSIDE, SEPTEMBER)
    ask(kept, OUTSIDE, SEPTEMBER)
    assert opened == [1]


def test_a_missing_folder_holds_no_lists(tmp_path):
    assert dated_files(None, "relay", "csv") == {}
    assert dated_files(tmp_path / "nowhere", "relay", "csv") == {}


def test_a_file_whose_name_has_no_day_is_named_in_the_error(tmp_path):
    (tmp_path / "relay-latest.csv").write_text("192.0.2.0/24")
    with pytest.raises(CatalogueError, match=r"relay-latest\.csv: the name must be relay-YYYY-MM-DD\.csv"):
        dated_files(tmp_path, "relay", "csv")
