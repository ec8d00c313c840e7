"""The story of a scan: who watches, what is learned when, what is given away, what to do."""

from pathlib import Path

import pytest
from tests.app.scans import LINK, PIXEL, finding, leak, scanned

from backstamp.app.scan_story import Story, host_of, story
from backstamp.mail.references.reference import Trigger
from backstamp.recipient.finding import Confidence, Finding, FindingKind

CLICK, POSSIBLE, PROBABLE = FindingKind.CLICK, Confidence.POSSIBLE, Confidence.PROBABLE


def told(*findings: Finding) -> Story:
    return story(scanned(*findings))


RECEIPT = finding("mailto:boss@s.example", FindingKind.RECEIPT, per_recipient=None, trigger=Trigger.AUTOMATIC)


@pytest.mark.parametrize(
    ("findings", "headline"),
    [
        ((), "No tracking was found in this message."),
        (
            (finding(confidence=POSSIBLE),),
            "Nothing in this message tracks you for certain or in all probability; 1 address in it could.",
        ),
        ((finding(per_recipient=None),), "This message tells px.watch.example when you open it."),
        (
            (finding(vendor="Watch Ltd"),),
            "This message tells Watch Ltd when you open it, and knows you by a number of your own.",
        ),
        (
            (finding(leaks=(leak(),)),),
            "This message tells px.watch.example when you open it, and knows you by your address.",
        ),
        (
            (finding(vendor="W", per_recipient=None), finding(LINK, CLICK, vendor="W", per_recipient=None)),
            "This message tells W when you open it and which links you follow.",
        ),
        (
            (finding(vendor="A", per_recipient=None), finding(LINK, vendor="B", per_recipient=None)),
            "This message tells 2 companies (A, B) when you open it.",
        ),
        ((RECEIPT,), "This message asks your mail program to tell the sender that you read it."),
        (
            tuple(finding(f"https://{name}.example/", per_recipient=None) for name in "abcde"),
            "This message tells 5 parties (a.example, b.example, 3 more) when you open it.",
        ),
    ],
)
def test_the_headline_is_the_verdict(findings: tuple[Finding, ...], headline: str) -> None:
    assert told(*findings).headline == headline


def test_what_a_vendors_host_serves_is_the_vendors() -> None:
    (watcher,) = told(finding(LINK, CLICK, vendor="W"), finding(LINK + "2", CLICK, PROBABLE)).watchers
    assert watcher.name == "W"
    assert watcher.hosts == ("go.watch.example",)
    assert watcher.confidence is Confidence.CERTAIN


def test_findings_that_are_alike_are_one_group() -> None:
    (watcher,) = told(*(finding(f"{LINK}/{number}", CLICK) for number in range(120))).watchers
    assert [len(group.members) for group in watcher.groups] == [120]


def test_openings_come_before_clicks_and_the_surest_first() -> None:
    watchers = told(
        finding("https://a.example/", CLICK),
        finding("https://b.example/"),
        finding("https://c.example/", confidence=PROBABLE),
    ).watchers
    assert [each.name for each in watchers] == ["b.example", "a.example", "c.example"]


def test_what_is_only_possible_stands_apart() -> None:
    one = told(finding(), finding("https://maybe.example/", confidence=POSSIBLE))
    assert [each.name for each in one.watchers] == ["px.watch.example"]
    assert [each.name for each in one.possible] == ["maybe.example"]


def test_each_moment_says_who_learns_unless_all_do() -> None:
    learned = {
        each.when: each.who for each in told(finding(), finding(LINK, CLICK, per_recipient=None), RECEIPT).learned
    }
    assert learned == {
        "On open": (1,),
        "On click": (2,),
        "Who you are": (1,),
        "On forward": (1, 2),
        "By receipt": (3,),
    }
    assert {each.who for each in told(finding()).learned} == {()}


def test_the_same_leak_is_told_once_and_addresses_first() -> None:
    from backstamp.recipient.finding import LeakOf

    name = leak(what=LeakOf.NAME, value="Ada")
    given = told(finding(leaks=(name, leak())), finding(PIXEL, CLICK, leaks=(leak(),))).given
    assert [(each.datum, each.times) for each in given] == [(LeakOf.ADDRESS, 2), (LeakOf.NAME, 1)]
    assert given[0].to == "px.watch.example"


def test_a_file_can_be_cleaned_and_the_command_copied_into_a_shell(tmp_path: Path) -> None:
    (tmp_path / "my letter.eml").write_bytes(b"")
    commands = [step.command for step in story(scanned(finding(), path=f"{tmp_path}/my letter.eml#3")).steps]
    assert commands[0] == f"backstamp clean '{tmp_path}/my letter.eml' -o cleaned"
    assert commands[1] == "backstamp hunt LOG --domain px.watch.example"
    assert not any("clean" in step.command for step in told(finding()).steps)
    assert not told().steps


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.example:80/x@y", "a.example"),
        ("//a.example/x", ""),
        ("https://user:word@b.example/", "b.example"),
        ("mailto:boss@s.example?subject=x", "s.example"),
        ("https://[2001:db8::1]/x", "[2001:db8::1]"),
        ("cid:1", "1"),
        ("", ""),
    ],
)
def test_hosts_of_urls(url: str, host: str) -> None:
    assert host_of(url) == host
