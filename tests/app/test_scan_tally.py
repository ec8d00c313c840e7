"""The sums over a mailbox stay small, whatever is in it."""

import io

import pytest
from rich.console import Console
from tests.app.scans import LINK, finding, leak, scanned

from backstamp.app import scan_tally
from backstamp.app.scan_render_mailbox import summary, worst
from backstamp.app.scan_tally import Tally, sender_address, top
from backstamp.app.scanning import Line
from backstamp.recipient.finding import Confidence, FindingKind
from backstamp.recipient.sources.source import Unreadable


def tallied(keep: int = 5) -> Tally:
    tally = Tally(keep=keep)
    for number in range(10):
        tally.add(scanned(finding(vendor="Watch Ltd"), path=f"{number}.eml", subject=f"News {number}"))
    tally.add(
        scanned(
            finding(leaks=(leak(),)), finding(LINK, FindingKind.CLICK), sender="Other <o@o.example>", subject="Leaky"
        )
    )
    tally.add(scanned(finding(confidence=Confidence.POSSIBLE)))
    tally.add(scanned(subject="Clean"))
    tally.add(Unreadable("x.msg", "no"))
    return tally


def test_messages_are_counted() -> None:
    tally = tallied()
    assert (tally.messages, tally.tracked, tally.perhaps, tally.leaking, tally.unread) == (13, 11, 1, 1, 1)
    assert [(name, each.messages, each.opens, each.clicks, each.leaks) for name, each in top(tally.watchers, 2)] == [
        ("Watch Ltd", 10, 10, 0, 0),
        ("go.watch.example", 1, 0, 1, 0),
    ]
    assert {name: (each.tracked, each.messages) for name, each in tally.senders.items()} == {
        "n@s.example": (10, 12),
        "o@o.example": (1, 1),
    }


def test_those_that_tell_most_are_kept_and_no_more() -> None:
    tally = tallied(keep=3)
    assert len(tally.worst) == 3
    assert [each.scanned.scan.subject for each in tally.worst] == ["Leaky", "News 0", "News 1"]
    assert [each.scanned.scan.subject for each in tally.kept] == ["News 0", "News 1", "Leaky"]


def test_lines_are_counted_and_nothing_else() -> None:
    tally = Tally()
    assert tally.add(Line("1.eml", 10, True, "{}")) is None
    assert (tally.messages, tally.octets, tally.tracked, tally.worst) == (1, 10, 1, [])


def test_names_without_end_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_tally, "MAX_NAMES", 10)
    tally = Tally(keep=1)
    for number in range(50):
        tally.add(scanned(finding(f"https://h{number}.example/"), sender=f"s{number}@s.example"))
    assert len(tally.watchers) == len(tally.senders) == 11
    assert tally.watchers[scan_tally.OTHERS].messages == 40


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Ada <Ada@A.example>", "ada@a.example"),
        ("ada@a.example", "ada@a.example"),
        ("Ada", "Ada"),
        ("", "(no sender)"),
        ("<", "<"),
    ],
)
def test_senders_go_by_their_address(sender: str, address: str) -> None:
    assert sender_address(sender) == address


def shown(tally: Tally) -> str:
    file = io.StringIO()
    console = Console(file=file, width=100, highlight=False)
    console.print(summary(tally))
    console.print(worst(tally.worst, tally))
    return " ".join(file.getvalue().split())


def test_the_summary_says_how_many_by_whom_and_from_whom() -> None:
    told = shown(tallied())
    for words in (
        "11 of 13 messages (85 %) tell on their reader.",
        "1 carry the reader's own data",
        "1 more hold something that could track, and need not.",
        "1 could not be read.",
        "Watch Ltd 10 10 – –",
        "n@s.example 10 12 –",
        "The 5 that tell most, of 11",
        "Leaky",
        "contains your e-mail address ada@reader.example.",
    ):
        assert words in told, words


def test_a_clean_mailbox_is_told_in_a_line() -> None:
    tally = Tally()
    for _ in range(3):
        tally.add(scanned())
    assert shown(tally) == "No tracking was found in 3 messages."
