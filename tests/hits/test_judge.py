from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hits.samples import (
    CHROME,
    GMAIL_PREFETCH,
    GOOGLE_PROXY,
    HOUR,
    SAFARI,
    SECOND,
    SENT,
    THUNDERBIRD,
    WORK,
    clicked,
    fixture,
    micros,
    opened,
)

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.burst import Burst, bursts
from backstamp.hits.context import Context
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.judge import judge
from backstamp.hits.judgement import Certainty, Judgement, Verdict

CATALOGUE = load_catalogue()
PRELOADS = fixture("apple_preloads.toml")
RELAY_2021 = "104.28.9.160/27,GB,GB-ENG,London,\n172.224.224.0/27,US,US-CA,Los Angeles,\n"
RELAY_2026 = "172.224.224.0/27,US,US-CA,Los Angeles,\n"


def preload_judgements(folder) -> list[Judgement]:
    catalogue = load_catalogue(folder)
    headers = tuple(PRELOADS["headers"].items())
    return [
        judge(
            opened(None, PRELOADS["address"], micros(record["loaded"]), headers=headers),
            Context(micros(record["sent"]), SENT),
            catalogue,
        )
        for record in PRELOADS["record"]
    ]


def test_apples_preloads_of_2021_say_nothing_and_that_is_certain_under_the_list_of_their_day(tmp_path):
    (tmp_path / "relay-2021-09-01.csv").write_text(RELAY_2021)
    (tmp_path / "relay-2026-08-17.csv").write_text(RELAY_2026)
    found = preload_judgements(tmp_path)
    assert len(found) == 4
    for judgement in found:
        assert (judgement.fetcher, judgement.verdict) == ("apple-relay-bare", Verdict.NO_INFORMATION)
        assert (judgement.certainty, judgement.settled) == (Certainty.CERTAIN, True)
        evidence = judgement.evidence[0]
        assert evidence.dated == date(2021, 9, 1)
        assert "the address 104.28.9.182 is on Apple's relay list of 2021-09-01, which covers the day" in evidence.words


@pytest.mark.parametrize("lists", [{}, {"relay-2026-08-17.csv": RELAY_2026}, {"relay-2021-05-01.csv": RELAY_2021}])
def test_apples_preloads_are_never_certain_under_a_list_that_does_not_cover_their_day(tmp_path, lists):
    for name, content in lists.items():
        (tmp_path / name).write_text(content)
    for judgement in preload_judgements(tmp_path):
        assert (judgement.fetcher, judgement.verdict) == ("apple-relay-bare", Verdict.NO_INFORMATION)
        assert judgement.certainty is Certainty.PROBABLE
        assert "which covers the day" not in judgement.evidence[0].words


def test_the_same_hit_today_is_not_apples_relay_when_todays_list_has_lost_the_address(tmp_path):
    (tmp_path / "relay-2026-08-17.csv").write_text(RELAY_2026)
    at = micros(datetime(2026, 8, 20, tzinfo=UTC))
    judgement = judge(opened("Mozilla/5.0", "104.28.9.182", at), Context(None, at), load_catalogue(tmp_path))
    assert (judgement.fetcher, judgement.verdict) == ("apple-bare-direct", Verdict.POSSIBLE)


@pytest.mark.parametrize("agent", [CHROME, THUNDERBIRD, GOOGLE_PROXY, "Mozilla/5.0"])
def test_nobody_reads_a_message_before_it_was_accepted(agent):
    judgement = judge(opened(agent, at=SENT - SECOND), Context(SENT, SENT + HOUR), CATALOGUE)
    assert (judgement.verdict, judgement.certainty) == (Verdict.MACHINE, Certainty.CERTAIN)
    assert "1.0 seconds before the next mail server had accepted" in judgement.evidence[0].words
    assert len(judgement.evidence) >= 2


def test_a_hit_at_the_very_moment_of_acceptance_may_be_a_person():
    assert judge(opened(CHROME, at=SENT), Context(SENT, SENT), CATALOGUE).verdict is Verdict.LIKELY_HUMAN


def test_clicks_of_a_burst_and_the_open_that_goes_with_them_are_a_machine():
    clicks = [clicked(CHROME, WORK, SENT + 40 * SECOND + link, link=link) for link in (1, 2, 3)]
    (burst,) = bursts(clicks)
    context = Context(SENT, SENT + HOUR, burst)
    for hit, rule in [(clicks[0], "click-burst"), (opened(CHROME, WORK, SENT + 9 * SECOND), "open-in-click-burst")]:
        judgement = judge(hit, context, CATALOGUE)
        assert (judgement.verdict, judgement.evidence[0].rule) == (Verdict.MACHINE, rule)
        assert judgement.evidence[0].words.startswith("3 different links of this message")
        assert judgement.fetcher == "browser"


def test_a_machine_by_name_keeps_its_name_as_the_deciding_reason():
    clicks = [clicked("curl/8.5.0", WORK, SENT + link, link=link) for link in (1, 2, 3)]
    (burst,) = bursts(clicks)
    judgement = judge(clicks[0], Context(SENT, SENT + HOUR, burst), CATALOGUE)
    assert [evidence.rule for evidence in judgement.evidence] == ["http-library:curl", "click-burst"]


AGENTS = st.sampled_from(
    [
        "",
        "Mozilla/5.0",
        CHROME,
        SAFARI,
        THUNDERBIRD,
        GOOGLE_PROXY,
        GMAIL_PREFETCH,
        "curl/8",
        *(sample["agent"] for sample in fixture("agents.toml")["sample"]),
    ]
) | st.text(max_size=60)
NAMES = st.sampled_from(["user-agent", "purpose", "sec-purpose", "x-moz", "accept", ""])
ADDRESSES = st.sampled_from(["104.28.9.182", "66.249.93.55", "40.94.1.1", "67.231.145.1", "::1", ""]) | st.one_of(
    st.text(max_size=70), st.ip_addresses().map(str)
)
TIMES = st.integers(SENT - HOUR, SENT + HOUR) | st.integers(-(2**70), 2**70)
HITS = st.builds(
    Hit,
    id=st.integers(0, 2**63),
    at=TIMES,
    method=st.sampled_from(["GET", "HEAD", "", "POST", "get"]),
    kind=st.sampled_from(PathKind),
    message=st.just(1),
    recipient=st.just(1),
    link=st.integers(0, 5),
    peer=ADDRESSES,
    http_version=st.just("1.1"),
    headers=st.lists(st.tuples(NAMES, AGENTS | st.just("prefetch")), max_size=4).map(tuple),
)
BURSTS = st.none() | st.builds(
    Burst,
    start=TIMES,
    end=TIMES,
    links=st.just((1, 2, 3)),
    clicks=st.frozensets(st.integers(0, 5)),
    addresses=st.frozensets(ADDRESSES, max_size=2),
    agents=st.frozensets(AGENTS, max_size=2),
)
CONTEXTS = st.builds(Context, sent_at=st.none() | TIMES, now=TIMES, burst=BURSTS)

READERS = ("browser", "relay-browser", "mail-client:")
PROXIES = ("gmail-image-proxy", "yahoo-mail-proxy", "fastmail-proxy", "hey-proxy", "seznam-proxy", "rambler-proxy")


@given(HITS, CONTEXTS)
def test_any_hit_is_judged_the_same_each_time_and_never_beyond_its_evidence(hit, context):
    judgement = judge(hit, context, CATALOGUE)
    assert judgement == judge(hit, context, load_catalogue())
    assert judgement.evidence
    assert all(evidence.rule and evidence.words.endswith(".") for evidence in judgement.evidence)
    if judgement.verdict is Verdict.LIKELY_HUMAN:
        assert judgement.fetcher.startswith((*READERS, *PROXIES, "ukrnet-proxy"))
        assert hit.method != "HEAD"
        assert context.sent_at is None or hit.at >= context.sent_at
        assert context.burst is None or not context.burst.touches(hit)
    if judgement.verdict is Verdict.NO_INFORMATION:
        assert (judgement.fetcher, hit.kind) == ("apple-relay-bare", PathKind.PIXEL)
    if judgement.certainty is Certainty.CERTAIN and judgement.verdict is Verdict.NO_INFORMATION:
        pytest.fail("no relay list was loaded, so nothing of Apple's can be certain")
    assert judgement.verdict is not Verdict.HUMAN_ACTION


@given(HITS, CONTEXTS)
def test_evidence_has_no_control_characters_and_stays_short(hit, context):
    for evidence in judge(hit, context, CATALOGUE).evidence:
        assert evidence.words.isprintable()
        assert len(evidence.words) < 700
