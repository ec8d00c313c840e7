from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.agents import LONGEST_USER_AGENT
from backstamp.catalogue.catalogue import load_catalogue

LOOK = load_catalogue().agents.look
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36 Edg/126.0.0.0"
)
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Safari/605.1.15"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("user_agent", "title", "released_by"),
    [
        (EDGE, "Microsoft Edge 126", date(2024, 6, 13)),
        (EDGE.partition(" Edg")[0], "Chrome 126", date(2024, 6, 11)),
        (SAFARI, "Safari 17.5", date(2024, 5, 13)),
        (IPHONE, "Safari 17.5", date(2024, 5, 13)),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128", date(2024, 7, 9)),
        ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer 11", date(2013, 10, 17)),
        (EDGE.replace("126", "999"), "Microsoft Edge 999", None),
        (EDGE.replace("Edg/", "OPR/"), "Opera 126", None),
    ],
)
def test_browsers_are_named_and_dated_by_their_version(user_agent, title, released_by):
    browser = LOOK(user_agent).browser
    assert browser is not None
    assert (browser.title, browser.released_by) == (title, released_by)


def test_a_version_between_two_anchors_is_no_older_than_the_later_one_allows():
    browser = LOOK(EDGE.partition(" Edg")[0].replace("126", "77")).browser
    assert browser is not None
    assert browser.released_by == date(2019, 10, 22)


def test_words_without_the_common_beginning_are_no_browser():
    assert LOOK("Chrome/126.0.0.0").browser is None


def test_an_exact_string_matches_only_itself():
    assert [fact.name for fact in LOOK("Mozilla/5.0").facts] == ["apple-bare"]
    assert LOOK("Mozilla/5.0 ").facts == ()


def test_ua_parser_names_mail_clients_that_we_do_not():
    assert LOOK("Evolution/3.52.3.1").client == "Evolution"
    assert LOOK("something of its own").client is None


def test_a_user_agent_beyond_all_bounds_matches_nothing():
    assert LOOK("curl/8 " + "x" * LONGEST_USER_AGENT).facts == ()
    assert LOOK("").facts == ()


@given(st.text(max_size=300))
def test_any_text_can_be_looked_up(text):
    for user_agent in (text, "Mozilla/5.0 (" + text, "Mozilla/5.0 Chrome/" + text):
        assert LOOK(user_agent) == LOOK(user_agent)
