"""The terminal's account of one message: it fits, it needs no colours, and nothing in mail commands the terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from tests.app.scans import LINK, PIXEL, finding, leak, scanned

from backstamp.app.scan_place import Place
from backstamp.app.scan_render import message
from backstamp.app.scan_story import story
from backstamp.app.scanning import Scanned
from backstamp.recipient.finding import Confidence, Decoded, Finding, FindingKind, Signal


def shown(one: Scanned, width: int = 100, *, everything: bool = False) -> str:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False).print(message(story(one), everything=everything))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def words(*findings: Finding, everything: bool = False) -> str:
    return " ".join(shown(scanned(*findings), everything=everything).split())


def test_the_verdict_is_the_first_line() -> None:
    assert shown(scanned(finding(leaks=(leak(),)))).splitlines()[0].strip() == (
        "This message tells px.watch.example when you open it, and knows you by your address."
    )


def test_a_message_without_tracking_is_told_shortly() -> None:
    told = shown(scanned())
    assert "No tracking was found in this message." in told
    assert "9 addresses looked at; read by ada@reader.example" in told
    assert len(told.splitlines()) < 8


def test_everything_a_person_asks_is_answered() -> None:
    told = words(
        finding(leaks=(leak(),), decoded=(Decoded("YWRh", "base64", "ada"),)), finding(LINK, FindingKind.CLICK)
    )
    for answer in (
        "1. px.watch.example – when you open it; certain",
        "On open (1) that the message was opened",
        "On forward",
        f"The address {PIXEL} contains your e-mail address ada@reader.example. It is written in base64, which anyone can turn back: it is not encrypted and not a hash. It goes to px.watch.example.",
        "tracking image, line 12 in the text of part 1.2: certain",
        f'<img src="{PIXEL}" width="1">',
        "– 1 × 1 pixel by its attributes (invisible)",
        "= YWRh says “ada” (written in base64)",
        "backstamp hunt LOG --domain px.watch.example --domain go.watch.example",
        "Do not forward it as it is",
    ):
        assert answer in told, answer


def test_a_hundred_links_take_one_place_each_stand_for_all() -> None:
    many = [finding(f"{LINK}/{number}", FindingKind.CLICK) for number in range(120)]
    told = shown(scanned(*many))
    assert "and 119 more like it: line 12" in told
    assert len(told.splitlines()) < 50


def test_much_is_cut_and_all_of_it_shown_on_demand() -> None:
    hosts = [finding(f"https://h{number}.example/", confidence=Confidence.POSSIBLE) for number in range(20)]
    watchers = [finding(f"https://w{number}.example/") for number in range(20)]
    assert "and 16 more hosts (-v)" in words(*hosts)
    assert "and 14 more (-v)" in words(*watchers)
    told = words(*hosts, *watchers, everything=True)
    assert all(f"h{number}.example" in told and f"w{number}.example" in told for number in range(20))


@pytest.mark.parametrize("width", [30, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    told = shown(scanned(finding(leaks=(leak(),)), finding(LINK, FindingKind.CLICK, vendor="W" * 60)), width)
    assert max(map(len, told.splitlines())) <= width


def test_nothing_that_came_from_mail_commands_the_terminal() -> None:
    evil = "\x1b[2J\x07\u202e[bold]x[/bold]\r"
    one = scanned(
        finding(
            f"https://{evil}.example/{evil}",
            vendor=evil,
            signals=(Signal("x", evil),),
            decoded=(Decoded(evil, evil, evil),),
        ),
        finding(f"https://{evil}/", leaks=(leak(f"https://{evil}/={evil}", evil, value=evil),)),
        path=f"{evil}.eml",
        subject=evil,
        sender=evil,
    )
    one = replace(one, places=tuple(Place(evil, "text", 1, evil, evil, evil) for _ in one.places))
    for everything in (False, True):
        told = shown(one, everything=everything)
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(told)
        assert "[bold]x[/bold]" in told
