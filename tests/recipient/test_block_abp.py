"""The filter list, as Brave's blocker reads it (adblock-rust), and by the grammar that all blockers share."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.block_samples import CLICK, CONTENT, HEADING, OPEN, rule, target

from backstamp.recipient.block.registry import load_format
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.targets import targets_from_catalogue

TARGETS = [
    target("o.example.com"),
    target("m.example.com", "/track/open.php?u=", scope=Scope.SHARED),
    target("m.example.com", "/dir/", scope=Scope.SHARED),
    target("m.example.com", "/e/*.gif$", scope=Scope.SHARED),
    target("m.example.com", "/click/", CLICK, scope=Scope.SHARED),
    target("m.example.com", "/pictures/", OPEN, CONTENT, scope=Scope.SHARED),
    target("", "/wf/open?upn=", scope=Scope.SHARED),
    target("", "/e", scope=Scope.SHARED),
    target("192.0.2.7", below=False),
    target("2001:db8::7", below=False),
    target("alone.example.com", below=False),
]
BLOCKED = [
    "https://o.example.com/anything",
    "https://a.o.example.com:8443/x.gif",
    "https://m.example.com/track/open.php?u=1&id=2",
    "https://shop.m.example.com/track/open.php?u=1",
    "https://m.example.com/dir/x",
    "https://m.example.com/e/abc.gif",
    "https://links.shop.example/wf/open?upn=abc",
    "http://192.0.2.7/x",
    "http://[2001:db8::7]/x",
    "https://alone.example.com/x",
]
SPARED = [
    "https://m.example.com/logo.gif",
    "https://m.example.com/e/abc.gift",
    "https://m.example.com/click/x",
    "https://m.example.com/pictures/x.png",
    "https://no.example.com/x",
    "https://notm.example.com/track/open.php?u=1",
    "https://shop.example/track/open.php?u=1",
    "https://shop.example/e",
    "https://a.alone.example.com/x",
]
PROXIES = ["https://proxy.mail.example/image?url={}&s=1", "https://proxy.mail.example/{}"]


def rules(targets: list[Target]) -> list[str]:
    text = load_format("abp").render(targets, HEADING)
    return [line for line in text.splitlines() if not line.startswith(("!", "["))]


def test_the_head_has_what_blockers_read() -> None:
    head = load_format("abp").render(TARGETS, HEADING).splitlines()[:7]
    assert head == [
        "[Adblock Plus 2.0]",
        "! Title: Mail trackers, by Backstamp",
        "! Description: Hosts of a test.",
        "! Version: 202611211600",
        "! Last modified: 2026-11-21T16:00:00Z",
        "! Expires: 30 days",
        "! Made by Backstamp 1.0 on 2026-11-21 at 16:00 UTC.",
    ]


def test_every_rule_is_for_images_is_no_regular_expression_and_comes_with_its_encoded_twin() -> None:
    found = rules(TARGETS)
    assert len(found) == len(set(found))
    for line in found:
        assert line.endswith("$image")
        assert not line.startswith(("||", "@@", "|"))
        pattern = line.removesuffix("$image")
        assert not (pattern.startswith("/") and pattern.endswith("/"))
    assert "//m.example.com/track/open.php?u=$image" in found
    assert "/*%2F%2Fm.example.com%2Ftrack%2Fopen.php%3Fu%3D$image" in found
    assert ".m.example.com%2Fe%2F*.gif$image" in found
    assert not any("click" in line or "pictures" in line for line in found)


Blocks = Callable[..., bool]


@pytest.fixture(scope="module")
def blocks() -> Blocks:
    """Whether Brave's blocker, with our list, would block a request from a page of webmail."""
    adblock = pytest.importorskip("adblock", reason="not installed: adblock, which has wheels for x86-64 alone")
    lists = adblock.FilterSet()
    lists.add_filter_list(load_format("abp").render(TARGETS, HEADING))
    engine = adblock.Engine(lists)

    def blocks(url: str, kind: str = "image") -> bool:
        return bool(engine.check_network_urls(url, "https://mail.example/inbox", kind).matched)

    return blocks


@pytest.mark.parametrize("url", BLOCKED)
def test_images_of_trackers_are_blocked_and_nothing_but_images(blocks: Blocks, url: str) -> None:
    assert blocks(url)
    assert not blocks(url, "document")
    assert not blocks(url, "stylesheet")


@pytest.mark.parametrize("url", [url for url in BLOCKED if ":8443" not in url and "[" not in url])
def test_images_of_trackers_are_blocked_behind_the_proxies_of_webmail(blocks: Blocks, url: str) -> None:
    for proxy in PROXIES:
        assert blocks(proxy.format(quote(url, safe="-_.!~*'()"))), proxy


@pytest.mark.parametrize("url", SPARED)
def test_other_images_are_spared_behind_proxies_as_well(blocks: Blocks, url: str) -> None:
    assert not blocks(url)
    if not url.endswith(".gift"):  # the encoded twin cannot say where a URL ends: the proxy's own goes on behind it
        assert not blocks(PROXIES[0].format(quote(url, safe="-_.!~*'()")))


@given(st.text(max_size=20).map("/".__add__), st.sampled_from(["", "t.example.com"]))
def test_no_path_makes_a_rule_of_another_kind(path: str, host: str) -> None:
    for line in rules([each for each in targets_from_catalogue([rule(host, path)]) if each.path]):
        assert line.isprintable()
        assert line.isascii()
        assert line.endswith("$image")
        assert line.startswith(("/", ".", "%2F"))
        assert not any(syntax in line for syntax in ("##", "#@#", "$$"))
        pattern = line.removesuffix("$image")
        assert not (pattern.startswith("/") and pattern.endswith("/") and len(pattern) > 1)


def test_a_host_that_would_end_its_line_makes_no_rule() -> None:
    hostile = replace(TARGETS[0], host="x\n@@||evil.example")
    assert "evil" not in load_format("abp").render([hostile], HEADING)
