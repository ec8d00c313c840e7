import pytest
from tests.hits.samples import (
    CHROME,
    GMAIL_PREFETCH,
    GOOGLE_ADDRESS,
    GOOGLE_PROXY,
    HOME,
    HOUR,
    SECOND,
    SENT,
    YAHOO_PROXY,
    clicked,
    fixture,
    opened,
)

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.context import Context
from backstamp.hits.hit import Hit
from backstamp.hits.judge import judge
from backstamp.hits.judgement import Judgement

CATALOGUE = load_catalogue()
AGENTS = fixture("agents.toml")["sample"]


def judged(hit: Hit, sent_at: int | None = SENT) -> Judgement:
    return judge(hit, Context(sent_at, hit.at + HOUR), CATALOGUE)


@pytest.mark.parametrize("sample", AGENTS, ids=lambda sample: f"{sample['fetcher']}-{sample['agent'][-24:]}")
def test_who_a_user_agent_stands_for_and_what_it_says(sample):
    open_, click = judged(opened(sample["agent"])), judged(clicked(sample["agent"]))
    assert (open_.fetcher, open_.verdict) == (sample["fetcher"], sample["open"])
    if "click" in sample:
        assert (click.fetcher, click.verdict) == (sample["fetcher"], sample["click"])


def test_every_named_fact_is_found_by_a_user_agent_that_has_its_pattern():
    found = {judged(opened(fact.pattern)).fetcher for fact in CATALOGUE.fetchers if fact.how != "regex"}
    assert {"scanner:virustotal", "unfurler:telegram", "http-library:wget", "mail-client:postbox", "hey-proxy"} <= found
    assert "browser" not in found


def test_head_is_a_check_whoever_asks():
    for agent in (CHROME, GOOGLE_PROXY, "curl/8.5.0", None):
        judgement = judged(clicked(agent, method="HEAD"))
        assert (judgement.fetcher, judgement.verdict, judgement.certainty) == ("head-request", "machine", "certain")


def test_a_prefetch_by_its_own_words_is_a_machine():
    judgement = judged(clicked(CHROME, headers=(("user-agent", CHROME), ("sec-purpose", "prefetch"))))
    assert (judgement.fetcher, judgement.verdict) == ("prefetch", "machine")
    assert "sec-purpose: prefetch" in judgement.evidence[0].words


def test_gmails_prefetch_is_a_machine_and_certain_from_google_only():
    genuine, borrowed = judged(opened(GMAIL_PREFETCH, "108.177.2.32")), judged(opened(GMAIL_PREFETCH, HOME))
    assert (genuine.fetcher, genuine.verdict, genuine.certainty) == ("gmail-prefetch", "machine", "certain")
    assert (borrowed.verdict, borrowed.certainty) == ("machine", "probable")
    assert "somebody may be using its name" in borrowed.evidence[0].words


def test_gmails_image_proxy_an_hour_after_sending_is_likely_a_person():
    judgement = judged(opened(GOOGLE_PROXY, GOOGLE_ADDRESS))
    assert (judgement.fetcher, judgement.verdict) == ("gmail-image-proxy", "likely-human")
    assert judgement.certainty == "certain"


@pytest.mark.parametrize("seconds", [9, 14, 26, 59])
def test_gmails_image_proxy_within_a_minute_is_only_possible(seconds):
    judgement = judged(opened(GOOGLE_PROXY, GOOGLE_ADDRESS, SENT + seconds * SECOND))
    assert judgement.verdict == "possible"
    assert (
        f"{float(seconds):.{int(seconds < 10)}f} seconds after the message was accepted" in judgement.evidence[0].words
    )


def test_gmails_image_proxy_203_seconds_after_sending_was_a_confirmed_reader():
    assert judged(opened(GOOGLE_PROXY, GOOGLE_ADDRESS, SENT + 203 * SECOND)).verdict == "likely-human"


def test_gmails_image_proxy_is_only_possible_when_the_time_of_sending_is_not_known():
    judgement = judged(opened(GOOGLE_PROXY, GOOGLE_ADDRESS), sent_at=None)
    assert (judgement.verdict, judgement.evidence[0].rule) == ("possible", "gmail-proxy-time-unknown")


def test_gmails_name_from_elsewhere_is_not_believed():
    judgement = judged(opened(GOOGLE_PROXY, HOME))
    assert (judgement.fetcher, judgement.verdict) == ("spoofed:gmail-image-proxy", "possible")
    assert HOME in judgement.evidence[0].words


def test_gmails_name_without_an_address_can_not_be_verified():
    judgement = judged(opened(GOOGLE_PROXY, "unknown"))
    assert (judgement.fetcher, judgement.verdict) == ("unverified:gmail-image-proxy", "possible")


def test_other_image_proxies_need_no_delay():
    assert judged(opened(YAHOO_PROXY, HOME, SENT + 5 * SECOND)).verdict == "likely-human"


def test_thunderbird_as_it_was_measured_is_a_mail_client():
    headers = tuple((name, value) for name, value in fixture("thunderbird.toml")["headers"])
    judgement = judged(opened(None, "127.0.0.1", SENT + 2 * SECOND, headers=headers))
    assert (judgement.fetcher, judgement.verdict) == ("mail-client:thunderbird", "likely-human")


def test_ua_parser_names_the_clients_that_the_catalogue_does_not():
    judgement = judged(opened("Evolution/3.52.3.1"))
    assert (judgement.fetcher, judgement.title, judgement.verdict) == (
        "mail-client:evolution",
        "Evolution",
        "likely-human",
    )
