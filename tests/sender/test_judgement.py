"""Whether a link is rewritten: who objects, and in which words."""

import pytest

from backstamp.mail.splice import Span
from backstamp.sender.destination import Destination, NoLink
from backstamp.sender.judgement import MAX_URL, House, Links, Verdict
from backstamp.sender.meaning import OWN_UNSUBSCRIBE, Meaning
from backstamp.sender.own import own_stamps
from backstamp.sender.places import Found
from backstamp.sender.policy import Policy
from backstamp.sender.regions import QUOTED, Region, Regions
from backstamp.sender.url_pattern import url_pattern
from backstamp.tokens.urls import link_url

TOKEN = "Ab-_" * 11
BASE = "https://links.shop.example/mail"
LEFT = Destination("https://a.example/", "")


def house(base_url: str = BASE, unsubscribe: tuple[str, ...] = (), policy: Policy | None = None) -> House:
    return House(base_url, own_stamps(base_url), Meaning(unsubscribe), policy.leaves if policy else None)


def verdict(value: str, text: str = "", links: Links | None = None) -> Verdict:
    return (links or Links(house())).judge([Found(0, len(value), '"', None, value, text)])[0]


def reason(value: str, text: str = "", links: Links | None = None) -> str:
    found = verdict(value, text, links)
    assert isinstance(found, NoLink), found
    return found.reason


def test_a_link_that_nobody_objects_to_leads_where_it_leads() -> None:
    assert verdict("https://a.example#top", "the shop") == Destination("https://a.example/", "#top")


def test_verdicts_come_in_the_order_of_the_links() -> None:
    values = ["https://a.example/", "mailto:a@b.example", "https://b.example/unsubscribe", "https://c.example/"]
    found = [Found(place, place + 1, '"', None, value, "") for place, value in enumerate(values)]
    kinds = [type(found) for found in Links(house()).judge(found)]
    assert kinds == [Destination, NoLink, NoLink, Destination]


def test_a_place_in_quoted_mail_is_asked_before_all_else() -> None:
    links = Links(house(), Regions([Region(Span(0, 1), QUOTED)]))
    assert reason("mailto:ada@sender.example", links=links) == QUOTED


@pytest.mark.parametrize("base_url", ["https://t.example", "https://T.Example", "https://T.Example:8443/x"])
def test_an_own_link_leads_where_it_led_and_never_nests(base_url: str) -> None:
    links = Links(house(base_url))
    assert verdict(link_url(base_url, TOKEN, "https://a.example/"), links=links) == LEFT
    assert verdict(link_url(base_url, TOKEN, "https://a.example/").replace("T.E", "t.e"), links=links) == LEFT


def test_an_own_link_to_what_is_spared_is_spared() -> None:
    unsubscribe = "https://shop.example/leave/7"
    links = Links(house(unsubscribe=(unsubscribe,)))
    assert reason(link_url(BASE, TOKEN, unsubscribe), links=links) == OWN_UNSUBSCRIBE


@pytest.mark.parametrize("base_url", ["https://t.example", "https://T.Example"])
@pytest.mark.parametrize("page", ["/l/x", "/o/x.gif", f"/r/{TOKEN}"])
def test_the_collectors_own_pages_stay(base_url: str, page: str) -> None:
    assert reason(base_url + page, links=Links(house(base_url))) == "leads to the collector itself"


def test_other_pages_of_the_collectors_host_are_links_as_any() -> None:
    assert isinstance(verdict("https://links.shop.example/about"), Destination)
    assert isinstance(verdict("https://links.shop.example.evil.example/mail/l/x"), Destination)


def test_text_that_names_another_domain_keeps_its_link() -> None:
    assert "names example.com" in reason("https://example.com/a", "www.example.com")
    assert "names example.com" in reason("https://shop.example/a", "https://example.com/")


def test_text_that_names_the_collectors_own_domain_is_no_lie() -> None:
    assert isinstance(verdict("https://www.shop.example/a", "https://www.shop.example/a"), Destination)


def test_exactly_2048_characters_are_stamped_and_one_more_is_not() -> None:
    room = MAX_URL - len(link_url(BASE, TOKEN, "https://a.example/"))
    assert isinstance(verdict(f"https://a.example/{'x' * room}"), Destination)
    assert "Outlook" in reason(f"https://a.example/{'x' * (room + 1)}")
    assert "Outlook" in reason(f"https://a.example/{'x' * (room - 4)}#frag")
    assert "Outlook" in reason(f"https://a.example/{'&' * (room // 3 + 1)}"), "as it is written, three octets each"


def test_the_policy_is_asked_last() -> None:
    policy = Policy(links=(("shop.example", url_pattern("shop.example")),))
    links = Links(house(policy=policy))
    assert reason("https://shop.example/x", links=links) == "the policy says so (shop.example)"
    assert "unsubscribing" in reason("https://shop.example/unsubscribe", links=links)
    assert verdict("https://a.example/", links=links) == LEFT


def test_a_base_makes_relative_links_into_links() -> None:
    assert reason("/sale") == "a relative link"
    links = Links(house(), base="https://a.example/news/")
    assert verdict("/sale", links=links) == Destination("https://a.example/sale", "")
