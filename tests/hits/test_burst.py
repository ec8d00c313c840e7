import time
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st
from tests.hits.samples import CHROME, HOME, MINUTE, SECOND, SENT, THUNDERBIRD, WORK, clicked, opened

from backstamp.hits.burst import BURST_LINKS, BURST_REACH, burst_of, bursts


def links(*times: float, peer: str = WORK):
    """One click on each link, at so many seconds after sending."""
    return [clicked(CHROME, peer, SENT + round(at * SECOND), link=link) for link, at in enumerate(times, 1)]


def test_three_links_within_ten_seconds_are_a_burst():
    clicks = links(40, 40.2, 40.4)
    (burst,) = bursts(clicks)
    assert burst.clicks == {click.id for click in clicks}
    assert (burst.links, burst.start, burst.end) == ((1, 2, 3), clicks[0].at, clicks[2].at)


def test_two_links_are_none_however_often_they_are_clicked():
    clicks = [clicked(CHROME, at=SENT + at * SECOND, link=at % 2 + 1, id=at) for at in range(20)]
    assert bursts(clicks) == ()


def test_three_links_over_half_a_minute_are_none():
    assert bursts(links(40, 55, 70)) == ()


def test_two_scans_are_two_bursts():
    first, second = links(40, 40, 40), links(4000, 4000, 4000)
    assert [burst.start for burst in bursts([*second, *first])] == [first[0].at, second[0].at]


def test_a_long_scan_is_one_burst():
    clicks = [clicked(CHROME, at=SENT + at * SECOND, link=at + 1, id=at) for at in range(900)]
    (burst,) = bursts(clicks)
    assert len(burst.clicks) == 900


def test_an_open_goes_with_a_burst_by_address_or_user_agent_when_it_is_near():
    (burst,) = bursts(links(100, 100, 100))
    assert burst.shares(opened(THUNDERBIRD, WORK, SENT + 70 * SECOND)) == "address"
    assert burst.shares(opened(CHROME, HOME, SENT + 105 * SECOND)) == "user agent"
    assert burst.shares(opened(THUNDERBIRD, HOME, SENT + 100 * SECOND)) == ""
    assert burst.shares(opened(CHROME, WORK, SENT + 39 * SECOND)) == ""
    assert burst.shares(opened(CHROME, WORK, SENT + 111 * SECOND)) == ""
    assert burst.shares(clicked(CHROME, WORK, SENT + 100 * SECOND, link=9)) == ""


def test_clients_that_say_nothing_have_nothing_in_common():
    clicks = [clicked(None, WORK, SENT + MINUTE, link=link) for link in (1, 2, 3)]
    (burst,) = bursts(clicks)
    assert burst.shares(opened(None, HOME, SENT + MINUTE)) == ""
    assert burst.shares(opened("", HOME, SENT + MINUTE)) == ""


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5)), max_size=30))
def test_the_sliding_window_agrees_with_the_rule_as_it_is_written(pairs):
    clicks = [clicked(CHROME, at=SENT + at * SECOND, link=link, id=number) for number, (at, link) in enumerate(pairs)]
    expected = set()
    for click in clicks:
        near = defaultdict(set)
        for other in clicks:
            if abs(other.at - click.at) <= BURST_REACH:
                near[other.link].add(other.id)
        if len(near) >= BURST_LINKS:
            expected |= set().union(*near.values())
    found = bursts(clicks)
    assert set().union(*(burst.clicks for burst in found)) == expected
    assert sum(len(burst.clicks) for burst in found) == len(expected)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 4)), max_size=40),
    st.integers(-100, 500),
    st.sampled_from([HOME, WORK]),
)
def test_the_burst_of_a_hit_is_the_first_that_touches_it(pairs, at, peer):
    clicks = [
        clicked(THUNDERBIRD, WORK, SENT + at * SECOND, link=link, id=number) for number, (at, link) in enumerate(pairs)
    ]
    found = bursts(clicks)
    for hit in (*clicks, opened(THUNDERBIRD, peer, SENT + at * SECOND), opened(CHROME, peer, SENT + at * SECOND)):
        assert burst_of(hit, found) == next((burst for burst in found if burst.touches(hit)), None)


def test_a_flood_of_scans_is_folded_without_delay():
    clicks = [
        clicked(CHROME, at=SENT + at * 30 * SECOND, link=link, id=at * 3 + link)
        for at in range(5_000)
        for link in (1, 2, 3)
    ]
    begun = time.process_time()
    found = bursts(clicks)
    assert all(burst_of(click, found) for click in clicks)
    assert time.process_time() - begun < 2
