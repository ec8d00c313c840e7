import pytest
from tests.catalogue.mmdb import write_database
from tests.hits.samples import CHROME, HOME, HOUR, SAFARI, SENT, THUNDERBIRD, clicked, opened

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.context import Context
from backstamp.hits.hit import Hit
from backstamp.hits.judge import judge
from backstamp.hits.judgement import Judgement

RELAY, OWNERS = (
    "172.224.224.5",
    {"8.0.0.0/16": 22616, "8.1.0.0/16": 8075, "8.2.0.0/16": 16509, "8.3.0.0/16": 30031, "67.231.145.0/24": 22616},
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    (folder / "relay-2026-05-20.csv").write_text("172.224.224.0/27,GB,GB-ENG,London,\n")
    write_database(folder / "asn-2026-05-20.mmdb", {network: {"asn": asn} for network, asn in OWNERS.items()})
    return load_catalogue(folder)


@pytest.fixture
def judged(catalogue):
    def judge_it(hit: Hit) -> Judgement:
        return judge(hit, Context(SENT, hit.at + HOUR), catalogue)

    return judge_it


def test_relay_address_with_a_full_browser_is_a_person_with_private_relay(judged):
    for hit in (opened(SAFARI, RELAY), clicked(SAFARI, RELAY)):
        judgement = judged(hit)
        assert (judgement.fetcher, judgement.verdict) == ("relay-browser", "likely-human")
        assert "2026-05-20" in judgement.evidence[0].words


def test_relay_address_with_apples_bare_string_says_nothing(judged):
    judgement = judged(opened("Mozilla/5.0", RELAY))
    assert (judgement.fetcher, judgement.verdict, judgement.certainty) == (
        "apple-relay-bare",
        "no-information",
        "certain",
    )


def test_apples_bare_string_from_elsewhere_is_possible_even_from_apples_own_network(judged):
    for address in (HOME, "17.58.0.1", "not an address"):
        judgement = judged(opened("Mozilla/5.0", address))
        assert (judgement.fetcher, judgement.verdict) == ("apple-bare-direct", "possible")


def test_apples_relay_does_not_click(judged):
    judgement = judged(clicked("Mozilla/5.0", RELAY))
    assert (judgement.fetcher, judgement.verdict) == ("unknown", "possible")


def test_microsofts_cloud_proves_nothing_alone(judged):
    for hit in (opened(CHROME, "40.94.29.84"), clicked(CHROME, "40.94.29.84"), clicked(CHROME, "8.1.2.3")):
        judgement = judged(hit)
        assert (judgement.fetcher, judgement.verdict) == ("microsoft-cloud", "possible")


def test_a_named_mail_client_on_microsofts_rented_desktops_is_a_mail_client(judged):
    assert judged(opened(THUNDERBIRD, "8.1.2.3")).fetcher == "mail-client:thunderbird"


def test_a_vendors_network_makes_a_person_merely_possible(judged):
    for address, name in [("67.231.146.1", "proofpoint"), ("8.3.0.1", "mimecast"), ("209.222.82.1", "barracuda")]:
        judgement = judged(clicked(CHROME, address))
        assert (judgement.fetcher, judgement.verdict, judgement.certainty) == (
            f"vendor-network:{name}",
            "possible",
            "probable",
        )


def test_a_secure_web_gateway_carries_people_and_is_told(judged):
    judgement = judged(clicked(CHROME, "8.0.1.2"))
    assert (judgement.fetcher, judgement.verdict) == ("browser", "likely-human")
    assert "Zscaler" in judgement.evidence[1].words


def test_a_gateways_number_overrules_a_vendors_network(judged):
    assert judged(clicked(CHROME, "67.231.145.1")).fetcher == "browser"


def test_browsers_and_mail_clients_on_rented_computers_are_possible(judged):
    for agent in (CHROME, THUNDERBIRD):
        judgement = judged(opened(agent, "8.2.0.1"))
        assert (judgement.fetcher, judgement.verdict) == ("hosting-browser", "possible")


def test_a_browser_of_two_years_ago_does_not_click_for_sure(judged):
    old = CHROME.replace("142", "123")
    assert judged(clicked(old)).verdict == "possible"
    assert "2024-03-19" in judged(clicked(old)).evidence[0].words
    assert judged(opened(old)).verdict == "likely-human"


def test_the_same_browser_was_young_once(judged):
    old = CHROME.replace("142", "123")
    assert judged(clicked(old, at=SENT - 365 * 24 * HOUR)).fetcher == "browser"
    assert (
        judge(clicked(old, at=SENT - 365 * 24 * HOUR), Context(None, SENT), load_catalogue()).verdict == "likely-human"
    )


def test_refuted_networks_are_judged_like_any_other(judged):
    for address in ("198.54.117.1", "216.163.176.1", "17.1.1.1"):
        assert judged(clicked(CHROME, address)).verdict == "likely-human"
