from hypothesis import given
from hypothesis import strategies as st
from tests.hits.samples import (
    CHROME,
    GMAIL_PREFETCH,
    GOOGLE_ADDRESS,
    GOOGLE_PROXY,
    HOME,
    HOUR,
    MINUTE,
    SAFARI,
    SECOND,
    SENT,
    THUNDERBIRD,
    WORK,
    YAHOO_PROXY,
    clicked,
    opened,
)

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.fold import Click, Engagement, State, fold, judge_delivery
from backstamp.hits.hit import Hit
from backstamp.hits.judgement import Certainty, Evidence, Judgement, Verdict

CATALOGUE = load_catalogue()
LATER = SENT + 48 * HOUR
RELAY = "172.224.224.5"


def engagement(*hits: Hit, now: int = LATER) -> Engagement:
    return judge_delivery(hits, sent_at=SENT, now=now, catalogue=CATALOGUE)[1]


def scan(at: int, agent: str = CHROME, peer: str = WORK, count: int = 5) -> list[Hit]:
    """A scanner that loads the image and, half a minute later, asks for every link."""
    clicks = [clicked(agent, peer, at + 33 * SECOND + link * 1000, link=link) for link in range(1, count + 1)]
    return [opened(agent, peer, at), *clicks]


def test_a_delivery_that_nobody_touched_is_none_and_settled():
    assert engagement() == Engagement(State.NONE, None, 0, (), 0, 0, 0, 0, 0, None, None, (), 0, settled=True)


def test_a_reader_who_opens_and_clicks():
    open_, first, again, other = (
        opened(THUNDERBIRD, at=SENT + HOUR),
        clicked(CHROME, at=SENT + HOUR + MINUTE, link=2),
        clicked(CHROME, at=SENT + 2 * HOUR, link=2),
        clicked(CHROME, at=SENT + 3 * HOUR, link=1),
    )
    found = engagement(other, again, first, open_)
    assert (found.state, found.first_human_open, found.human_opens) == (State.HUMAN_CLICK, open_.at, 1)
    assert found.human_clicks == (Click(2, first.at), Click(1, other.at))
    assert not found.other_reader_possible


def test_a_scanner_that_clicks_everything_is_a_machine_and_so_is_its_open():
    found = engagement(*scan(SENT + 9 * SECOND))
    assert (found.state, found.machine_opens, found.machine_clicks) == (State.MACHINE, 1, 5)
    assert (found.human_clicks, found.first_human_open) == ((), None)
    assert found.why is not None
    assert found.why.rule == "open-in-click-burst"


def test_an_earlier_open_by_a_person_elsewhere_stays_when_a_scanner_comes():
    reader = opened(THUNDERBIRD, HOME, SENT + HOUR)
    found = engagement(reader, *scan(SENT + 2 * HOUR))
    assert (found.state, found.first_human_open) == (State.HUMAN_OPEN, reader.at)
    assert (found.machine_opens, found.machine_clicks) == (1, 5)


def test_an_open_next_to_the_scan_from_elsewhere_and_by_another_client_stays():
    reader = opened(THUNDERBIRD, HOME, SENT + 2 * HOUR + 20 * SECOND)
    assert engagement(reader, *scan(SENT + 2 * HOUR)).state is State.HUMAN_OPEN


def test_the_reader_who_used_the_scanners_browser_long_before_stays():
    reader = opened(CHROME, WORK, SENT + HOUR)
    assert engagement(reader, *scan(SENT + 2 * HOUR)).first_human_open == reader.at


def test_a_click_that_later_turns_out_to_begin_a_burst_is_taken_back():
    hits = scan(SENT + HOUR)
    before = engagement(*hits[:2], now=hits[1].at)
    assert (before.state, before.settled) == (State.HUMAN_CLICK, False)
    after = engagement(*hits)
    assert (after.state, after.settled) == (State.MACHINE, True)


def test_private_relay_clicks_count():
    click = clicked(SAFARI, RELAY)
    found = engagement(opened("Mozilla/5.0", RELAY, SENT + MINUTE), click)
    assert (found.state, found.human_clicks) == (State.HUMAN_CLICK, (Click(1, click.at),))
    assert (found.no_information_opens, found.first_human_open) == (1, None)


def test_apples_preload_says_nothing_and_is_no_machine_either():
    found = engagement(opened("Mozilla/5.0", RELAY, SENT + 43 * MINUTE))
    assert (found.state, found.no_information_opens, found.machine_opens) == (State.NO_INFORMATION, 1, 0)


def test_gmails_early_fetch_is_possible_and_the_later_one_a_reader():
    early, later = (opened(GOOGLE_PROXY, GOOGLE_ADDRESS, SENT + at * SECOND) for at in (14, 203))
    assert engagement(early).state is State.POSSIBLE
    found = engagement(early, later)
    assert (found.state, found.first_human_open, found.possible_opens) == (State.HUMAN_OPEN, later.at, 1)


def test_the_strongest_claim_wins_and_hides_no_other():
    ladder = [
        (opened(GMAIL_PREFETCH, GOOGLE_ADDRESS), State.MACHINE),
        (opened("Mozilla/5.0", RELAY), State.NO_INFORMATION),
        (opened("", HOME), State.POSSIBLE),
        (opened(THUNDERBIRD, HOME), State.HUMAN_OPEN),
        (clicked(CHROME, HOME), State.HUMAN_CLICK),
    ]
    for count in range(1, len(ladder) + 1):
        assert engagement(*(hit for hit, _ in ladder[:count])).state is ladder[count - 1][1]
    found = engagement(*(hit for hit, _ in ladder))
    assert (found.machine_opens, found.no_information_opens, found.possible_opens, found.human_opens) == (1, 1, 1, 1)


def test_an_action_of_a_person_counts_as_a_click():
    act = Judgement("page", "Landing page", Verdict.HUMAN_ACTION, Certainty.CERTAIN, True, (Evidence("r", "w."),))
    assert fold([(clicked(CHROME), act)]).state is State.HUMAN_CLICK


def test_a_flood_is_one_event_with_a_count():
    flood = [opened("curl/8.5.0", WORK, SENT + number * SECOND, id=number) for number in range(15)]
    found = engagement(*flood, opened(THUNDERBIRD, HOME, id=99))
    assert (found.hits, found.machine_opens, found.human_opens, found.repeats) == (16, 1, 1, 14)
    (event,) = found.floods
    assert (event.count, event.fetcher, event.first, event.last) == (15, "http-library:curl", SENT, SENT + 14 * SECOND)


def test_another_network_with_another_client_is_possibly_another_reader():
    found = engagement(opened(THUNDERBIRD, HOME), opened(CHROME, WORK, SENT + 3 * HOUR))
    assert found.other_reader_possible
    assert found.other_reader is not None
    assert "possibly" in found.other_reader.words
    assert found.human_opens == 2


def test_two_clicks_from_two_places_by_two_clients_hint_at_another_reader_too():
    assert engagement(clicked(CHROME, HOME), clicked(SAFARI, WORK, SENT + 3 * HOUR)).other_reader_possible


def test_the_same_client_on_the_move_is_the_same_reader():
    updated = THUNDERBIRD.replace("153.7.0", "154.0.1").replace("153.0", "154.0")
    assert not engagement(opened(THUNDERBIRD, HOME), opened(updated, WORK, SENT + 3 * HOUR)).other_reader_possible


def test_a_browser_and_a_mail_client_on_one_network_are_one_reader():
    assert not engagement(opened(THUNDERBIRD, HOME), clicked(CHROME, "93.184.216.99")).other_reader_possible


def test_a_gmail_reader_who_clicks_is_one_reader():
    found = engagement(opened(GOOGLE_PROXY, GOOGLE_ADDRESS), clicked(CHROME, HOME, SENT + HOUR + MINUTE))
    assert not found.other_reader_possible


def test_two_mailbox_providers_are_possibly_two_readers():
    found = engagement(opened(GOOGLE_PROXY, GOOGLE_ADDRESS), opened(YAHOO_PROXY, WORK, SENT + 3 * HOUR))
    assert found.other_reader is not None
    assert found.other_reader.rule == "second-provider"


def test_machines_hint_at_no_other_reader():
    assert not engagement(opened(THUNDERBIRD, HOME), *scan(SENT + 3 * HOUR)).other_reader_possible


AGENTS = st.sampled_from(["", "Mozilla/5.0", CHROME, SAFARI, THUNDERBIRD, GOOGLE_PROXY, YAHOO_PROXY, "curl/8"])
PEERS = st.sampled_from([HOME, WORK, RELAY, GOOGLE_ADDRESS, "", "::1"])
TIMES = st.integers(-5, 90).map(lambda seconds: SENT + seconds * SECOND)
HITS = st.lists(
    st.one_of(
        st.builds(opened, AGENTS, PEERS, TIMES, id=st.integers(0, 10**6)),
        st.builds(clicked, AGENTS, PEERS, TIMES, link=st.integers(1, 4), id=st.integers(0, 10**6)),
    ),
    max_size=12,
    unique_by=lambda hit: hit.id,
)


@given(HITS, st.randoms())
def test_the_order_in_which_hits_are_given_changes_nothing(hits, random):
    shuffled = list(hits)
    random.shuffle(shuffled)
    given_, mixed = (judge_delivery(each, sent_at=SENT, now=LATER, catalogue=CATALOGUE) for each in (hits, shuffled))
    assert given_ == mixed


@given(HITS)
def test_the_counts_add_up_and_agree_with_the_state(hits):
    judged, found = judge_delivery(hits, sent_at=SENT, now=LATER, catalogue=CATALOGUE)
    assert found.hits == len(judged) == len(hits)
    verdicts = {judgement.verdict for _, judgement in judged}
    assert (found.state is State.NONE) == (not hits)
    assert (found.state is State.HUMAN_CLICK) == bool(found.human_clicks)
    assert (found.first_human_open is None) == (found.human_opens == 0)
    assert (found.state is State.MACHINE) == (verdicts == {Verdict.MACHINE})
    events = found.human_opens + found.possible_opens + found.no_information_opens + found.machine_opens
    assert events + found.machine_clicks + found.possible_clicks + found.repeats <= found.hits
    assert (found.why is None) == (not hits)
