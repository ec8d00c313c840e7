"""Whether a URL is what a target means."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.block_samples import target

from backstamp.recipient.block.glob import Address, Matcher, address_of, target_matches
from backstamp.recipient.block.target import Target

URLS = {
    "https://t.example.com/o/1.gif": True,
    "https://T.EXAMPLE.com:8443/o/1.gif?x=1#y": True,
    "https://a.t.example.com/o/": True,
    "https://not-t.example.com/o/1.gif": False,
    "https://t.example.com.evil.example/o/1.gif": False,
    "https://example.com/o/1.gif": False,
    "https://t.example.com/O/1.gif": False,
    "https://t.example.com/p": False,
    "https://other.example/?u=https://t.example.com/o/1.gif": False,
    "cid:t.example.com/o/1.gif": False,
}


def means(one: Target, url: str) -> bool:
    found = list(Matcher([one]).matching(url))
    address = address_of(url)
    assert bool(found) == (address is not None and target_matches(one, address))
    return bool(found)


@pytest.mark.parametrize(("url", "expected"), URLS.items())
def test_a_target_means_its_host_those_below_and_what_its_path_says(url: str, expected: bool) -> None:
    assert means(target("t.example.com", "/o/"), url) is expected


def test_a_target_of_one_name_alone_does_not_mean_names_below() -> None:
    alone = target("t.example.com", below=False)
    assert means(alone, "https://t.example.com/")
    assert not means(alone, "https://a.t.example.com/")


def test_an_address_has_nothing_below_it() -> None:
    assert means(target("192.0.2.1"), "http://192.0.2.1:8080/x")
    assert means(target("2001:db8::1", below=False), "http://[2001:db8::1]/x")
    assert not means(target("0.2.1"), "http://192.0.2.1/x")


def test_a_branded_target_means_its_path_on_every_host() -> None:
    assert means(target("", "/wf/open?upn="), "https://links.shop.example/wf/open?upn=abc")
    assert not means(target("", "/wf/open?upn="), "https://links.shop.example/x/wf/open?upn=abc")


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("/o", "/open", True),
        ("/o$", "/open", False),
        ("/o$", "/o", True),
        ("/*.gif$", "/a.gif.gif", True),
        ("/*.gif$", "/a.gif?x", False),
        ("/*/open.*$", "/a/open.aspx", True),
        ("/a*a$", "/a", False),
        ("/a**b", "/axb", True),
        ("*open", "/x/open", True),
        ("/a?b", "/axb", False),
        ("/$x", "/$xy", True),
        ("/*", "/", True),
        ("/*$", "/anything", True),
    ],
)
def test_globs(glob: str, text: str, expected: bool) -> None:
    assert target_matches(target("t.example", glob), Address("t.example", text)) is expected


@given(st.text(alphabet="/ab*", max_size=8), st.booleans(), st.text(alphabet="/ab", max_size=10))
def test_globs_say_what_regular_expressions_say(glob: str, ends: bool, text: str) -> None:
    if not glob:
        return
    pattern = re.sub(r"\\\*", ".*", re.escape(glob)) + ("$" if ends else "")
    expected = re.match(pattern, text) is not None
    made = target("t.example", glob + ("$" if ends else ""))
    assert target_matches(made, Address("t.example", text)) is expected


def test_every_target_that_means_a_url_is_found() -> None:
    targets = [target("example.com"), target("t.example.com", "/o"), target("", "/o"), target("u.example.com")]
    found = set(Matcher(targets).matching("https://t.example.com/open"))
    assert found == set(targets[:3])


def test_a_glob_of_many_stars_takes_no_time() -> None:
    heavy = target("t.example", "/" + "a*" * 5000 + "b$")
    assert not target_matches(heavy, Address("t.example", "/" + "a" * 200_000))
