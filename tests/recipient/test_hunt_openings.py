"""Folding: many lines, one opening; in any order, in bounded time and memory."""

import gc
import random
import time
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.hunting import BOB, CHRIS, HOST, HOUR, SECOND, at, folded, lookup, request

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.opening import Reach
from backstamp.recipient.hunt.openings import GAP, Folding

EVENTS = st.builds(
    Event,
    st.none() | st.integers(0, 200 * SECOND) | st.integers(-(1 << 60), 1 << 60),
    st.sampled_from(["", BOB, CHRIS]),
    st.sampled_from([HOST, "other.example", ""]),
    st.sampled_from(list(Means)),
    st.sampled_from(["A", "AAAA", "HTTPS", "", "GET"]),
    url=st.sampled_from(["", "https://open.tracker.example/a", "x" * 9000]),
    aliases=st.lists(st.text(max_size=3), max_size=20).map(tuple),
    addresses=st.lists(st.text(max_size=3), max_size=20).map(tuple),
    outcome=st.sampled_from(["", "NOERROR", "NXDOMAIN", "200"]),
    blocked=st.booleans(),
    file=st.sampled_from(["a.log", "b.log"]),
    line=st.integers(1, 1000),
)


def test_a_triplet_of_record_types_is_one_opening():
    (opening,) = folded(*(lookup(at(9), what=what, line=line) for line, what in enumerate(("A", "AAAA", "HTTPS"), 1)))
    assert (opening.client, opening.host, opening.lookups) == (BOB, HOST, 3)
    assert [(line.line, line.what) for line in opening.lines] == [(1, "A"), (2, "AAAA"), (3, "HTTPS")]


def test_a_retry_after_five_seconds_belongs_to_its_opening_and_a_look_up_a_minute_later_does_not():
    openings = folded(lookup(at(9)), lookup(at(9, 0, 5)), lookup(at(9, 0, 10)), lookup(at(9, 1, 30)))
    assert [opening.lookups for opening in openings] == [3, 1]
    assert openings[0].last == at(9, 0, 10)


def test_the_connection_and_request_after_a_look_up_join_it():
    connection = Event(at(9, 0, 1), BOB, HOST, Means.CONNECTION, "TLS")
    (opening,) = folded(lookup(at(9)), connection, request(at(9, 0, 2), f"https://{HOST}/t/1", outcome="200"))
    assert (opening.lookups, opening.connections, opening.requests) == (1, 1, 1)
    assert opening.reach is Reach.FETCHED
    assert opening.urls == (f"https://{HOST}/t/1",)


def test_clients_and_names_are_told_apart():
    openings = folded(lookup(at(9)), lookup(at(9), client=CHRIS), lookup(at(9), host="other.example"))
    assert len(openings) == 3


@pytest.mark.parametrize(
    ("events", "reach"),
    [
        ([lookup(1, outcome="NOERROR")], Reach.ASKED),
        ([lookup(1)], Reach.ASKED),
        ([lookup(1, outcome="NXDOMAIN")], Reach.UNANSWERED),
        ([lookup(1, outcome="NXDOMAIN"), lookup(1, outcome="NOERROR")], Reach.ASKED),
        ([lookup(1, blocked=True)], Reach.REFUSED),
        ([lookup(1, blocked=True), lookup(1, what="HTTPS", outcome="NOERROR")], Reach.REFUSED),
        ([lookup(1, blocked=True), lookup(1)], Reach.REFUSED),
        ([lookup(1), Event(2, BOB, HOST, Means.CONNECTION)], Reach.CONNECTED),
        ([lookup(1, outcome="NOERROR"), Event(2, BOB, HOST, Means.CONNECTION, blocked=True)], Reach.REFUSED),
        ([request(1, "http://x/", blocked=True)], Reach.REFUSED),
    ],
)
def test_how_far_it_went_is_what_was_let_through(events, reach):
    assert folded(*events)[0].reach is reach


def test_aliases_that_the_answer_led_through_are_kept_in_their_order():
    (opening,) = folded(lookup(at(9), aliases=("z.tracker.example", "a.tracker.example")), lookup(at(9)))
    assert opening.aliases == ("z.tracker.example", "a.tracker.example")


def test_events_without_a_time_are_one_opening_at_the_end():
    openings = folded(lookup(None), lookup(at(9)), lookup(None))
    assert [(opening.first, opening.lookups) for opening in openings] == [(at(9), 1), (None, 2)]


@pytest.mark.parametrize("far", [-1, 1 << 60, 999_999_999_999_500_000])
def test_times_that_no_calendar_can_show_are_none(far):
    assert [(opening.first, opening.lines[0].at) for opening in folded(lookup(far))] == [(None, -1)]


@given(st.lists(EVENTS, max_size=40), st.randoms(use_true_random=False))
def test_no_events_break_it_and_their_order_does_not_matter(events, chance):
    shuffled = events[:]
    chance.shuffle(shuffled)
    openings = folded(*events)
    assert sum(opening.events for opening in openings) == len(events)
    unplaced = [
        (o.client, o.host, o.first, o.last, o.events, o.reach, o.urls, o.aliases, o.addresses) for o in openings
    ]
    assert unplaced == [
        (o.client, o.host, o.first, o.last, o.events, o.reach, o.urls, o.aliases, o.addresses)
        for o in folded(*shuffled)
    ]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_an_opening_ends_exactly_where_the_gap_is_longer_than_allowed(seconds, chance):
    events = [lookup(second * 3 * SECOND) for second in seconds]
    chance.shuffle(events)
    times = sorted(second * 3 * SECOND for second in seconds)
    gaps = sum(later - earlier > GAP for earlier, later in pairwise(times))
    assert len(folded(*events)) == gaps + 1


def test_a_days_flood_is_one_opening_and_takes_no_memory():
    folding = Folding()
    tracemalloc.start()
    for number in range(50_000):
        folding.add(request(at(0) + number * SECOND, f"https://{HOST}/{number}", line=number + 1))
    (opening,) = folding.openings()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert opening.requests == 50_000
    assert (opening.first, opening.last) == (at(0), at(0) + 49_999 * SECOND)
    assert len(opening.lines) <= 18
    assert held < 200_000


def test_of_many_urls_those_of_the_mail_are_not_lost():
    folding = Folding(lambda url: url.endswith("/zzz"))
    for number in range(1000):
        folding.add(request(at(9), f"https://{HOST}/{number}"))
    folding.add(request(at(9), f"https://{HOST}/zzz"))
    (opening,) = folding.openings()
    assert opening.urls[0] == f"https://{HOST}/zzz"
    assert len(opening.urls) == 50


def test_openings_beyond_the_most_are_counted():
    folding = Folding(most=100)
    for number in range(150):
        folding.add(lookup(at(9), host=f"{number}.tracker.example"))
    assert len(folding.openings()) == 100
    assert folding.left_out == 50


def test_a_flood_of_names_takes_no_more_time_than_other_events():
    folding = Folding(most=1000)
    begun = time.process_time()
    for number in range(100_000):
        folding.add(lookup(at(9), host=f"{number}.tracker.example"))
    assert len(folding.openings()) == 1000
    assert time.process_time() - begun < 20


def test_two_logs_with_clocks_an_hour_apart_and_lines_in_turns_make_no_heap_of_openings():
    folding = Folding(most=200)
    for number in range(5000):
        folding.add(lookup(at(9) + number * SECOND + (HOUR * 3 if number % 2 else 0)))
    assert len(folding.openings()) == 2
    assert folding.left_out == 0


class Counted(Folding):
    """Counts what joining looks at."""

    looked = 0

    def _compact(self) -> None:
        self.looked += len(self._growing) + len(self._done)
        super()._compact()


@pytest.mark.parametrize("count", [20_000, 200_000])
def test_joining_looks_at_each_of_many_scattered_events_a_few_times_however_many_they_are(count):
    chance = random.Random(1)
    folding = Counted()
    for _ in range(count):
        client = f"192.0.2.{chance.randrange(250)}"
        folding.add(lookup(at(0) + chance.randrange(24 * HOUR), client=client))
    openings = folding.openings()
    assert sum(opening.events for opening in openings) + folding.left_out == count
    assert count / 5 < folding.looked < 4 * count


def test_an_opening_that_grows_is_one_object_to_the_garbage_collector_and_holds_little():
    folding = Folding()
    gc.collect()
    before = len(gc.get_objects())
    tracemalloc.start()
    for number in range(5_000):
        folding.add(lookup(at(9), client=f"192.0.2.{number % 250}", host=f"{number}.tracker.example", file="a.log"))
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(gc.get_objects()) - before < 1.1 * 5_000
    assert held / 5_000 < 700
