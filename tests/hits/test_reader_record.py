"""Hits in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hits.samples import (
    CHROME,
    GOOGLE_ADDRESS,
    GOOGLE_PROXY,
    HOME,
    HOUR,
    SECOND,
    SENT,
    THUNDERBIRD,
    clicked,
    opened,
)

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.hit import Hit
from backstamp.hits.reader_record import COUNTED, NEEDED, SHOWN, Record, network_of, record_of

CATALOGUE = load_catalogue()
NOW = SENT + 24 * HOUR


def recorded(*hits: Hit, count: int | None = None) -> Record:
    newest = sorted(hits, key=lambda hit: hit.id, reverse=True)
    return record_of(newest[:NEEDED], len(hits) if count is None else count, now=NOW, catalogue=CATALOGUE)


def test_no_hit_makes_an_empty_record() -> None:
    assert recorded() == Record((), 0, uncounted=False)


def test_an_open_and_a_click_are_told_with_time_client_network_and_meaning() -> None:
    click, open_ = recorded(opened(THUNDERBIRD, id=1), clicked(CHROME, id=2, link=4, at=SENT + 2 * HOUR)).entries
    assert (open_.at, open_.what, open_.network) == (SENT + HOUR, "The image was loaded", "93.184.216.0/24")
    assert "Thunderbird" in open_.client
    assert open_.meaning == click.meaning == "Probably a person."
    assert click.what == "Link 4 was followed"


@pytest.mark.parametrize(
    ("hit", "meaning"),
    [
        (opened("curl/8.5.0"), "A machine, not a person."),
        (opened(None), "Perhaps a person, perhaps not."),
        (opened(GOOGLE_PROXY, GOOGLE_ADDRESS), "Perhaps a person, perhaps not."),
    ],
)
def test_every_verdict_has_words_of_its_own(hit: Hit, meaning: str) -> None:
    (entry,) = recorded(hit).entries
    assert entry.meaning == meaning


def test_asking_without_fetching_is_told_as_that() -> None:
    entries = recorded(opened(None, method="HEAD", id=1), clicked(None, method="HEAD", id=2)).entries
    assert [entry.what for entry in entries] == ["Link 1 was asked about", "The image was asked about"]


def test_no_entry_holds_a_whole_address() -> None:
    entries = recorded(opened(THUNDERBIRD, HOME, id=1), opened(THUNDERBIRD, "2001:db8:1:2::9", id=2)).entries
    assert [entry.network for entry in entries] == ["2001:db8:1::/48", "93.184.216.0/24"]
    assert HOME not in repr(entries)


@pytest.mark.parametrize("peer", ["", "unknown", "10.0.0.", "::g", "\x00", "1" * 10_000])
def test_what_is_no_address_has_no_network(peer: str) -> None:
    assert network_of(peer) == ""


def test_an_ipv4_address_within_ipv6_is_told_as_ipv4() -> None:
    assert network_of("::ffff:192.0.2.7") == "192.0.2.0/24"


@given(peer=st.one_of(st.text(max_size=50), st.ip_addresses().map(str)))
def test_a_network_is_never_longer_than_its_prefix(peer: str) -> None:
    network = network_of(peer)
    assert network == "" or network.endswith((".0/24", "::/48", ":0/48"))


def test_the_newest_are_shown_and_the_others_counted() -> None:
    hits = [opened(THUNDERBIRD, id=number, at=SENT + number * SECOND) for number in range(1, SHOWN + 51)]
    record = recorded(*hits)
    assert [entry.at for entry in record.entries] == [hit.at for hit in reversed(hits[50:])]
    assert (record.more, record.uncounted) == (50, False)


def test_counting_ends_somewhere_and_says_so() -> None:
    hits = [opened(THUNDERBIRD, id=number, at=SENT + number * SECOND) for number in range(1, NEEDED + 1)]
    record = recorded(*hits, count=COUNTED + 1)
    assert (record.more, record.uncounted) == (COUNTED - SHOWN, True)
    assert not recorded(*hits, count=COUNTED).uncounted


def test_a_burst_that_reaches_beyond_the_shown_is_still_a_burst() -> None:
    burst = [clicked(CHROME, link=number, id=number, at=SENT + HOUR + number) for number in range(1, 4)]
    later = [opened(THUNDERBIRD, id=3 + number, at=SENT + 3 * HOUR + number) for number in range(1, SHOWN)]
    record = recorded(*burst, *later)
    assert record.entries[-1].what == "Link 3 was followed"
    assert record.entries[-1].meaning == "A machine, not a person."
    assert record.more == 2


@given(title=st.text(max_size=200))
def test_a_clients_name_is_short_and_printable(title: str) -> None:
    from backstamp.hits.reader_record import _shown

    assert len(_shown(title)) <= 80
    assert _shown(title).isprintable()
