"""What many scans come to: sums that stay small however large the mailbox, and the messages that tell most."""

import heapq
from dataclasses import dataclass, field

from backstamp.app.scan_story import Story, story
from backstamp.app.scanning import Line, Result
from backstamp.recipient.sources.source import Unreadable

MAX_NAMES = 50_000
"""Different watchers and senders that are counted by name; the rest are counted together."""
OTHERS = "(others)"
MAX_UNREADABLE = 1000


@dataclass(slots=True)
class Counted:
    """How often somebody was met, in messages."""

    messages: int = 0
    tracked: int = 0
    opens: int = 0
    clicks: int = 0
    leaks: int = 0


@dataclass(slots=True)
class Tally:
    """The sums of many scans.

    Attributes:
        keep: how many of the messages that tell most are kept with all their findings.
        tell_all: whether every message is to be told.
        messages: scanned.
        octets: of them.
        tracked: of these.
        perhaps: messages that are not tracked and hold something that could.
        leaking: messages that carry data known to be the reader's.
        unreadable: what could not be read, the first ``MAX_UNREADABLE``.
        unread: how many could not be read.
        watchers: by name.
        senders: by address.
    """

    keep: int = 5
    tell_all: bool = False
    messages: int = 0
    octets: int = 0
    tracked: int = 0
    perhaps: int = 0
    leaking: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    unread: int = 0
    watchers: dict[str, Counted] = field(default_factory=dict)
    senders: dict[str, Counted] = field(default_factory=dict)
    _worst: list[tuple[tuple[int, ...], int, Story]] = field(default_factory=list)

    def add(self, result: Result) -> Story | None:
        """Count one result; returns its story, where it is wanted."""
        if isinstance(result, Unreadable):
            self.unread += 1
            if len(self.unreadable) < MAX_UNREADABLE:
                self.unreadable.append(result)
            return None
        self.messages += 1
        self.octets += result.octets
        if isinstance(result, Line):
            self.tracked += result.tracked
            return None
        scan = result.scan
        sender = _named(self.senders, sender_address(scan.sender))
        sender.messages += 1
        if not scan.tracked:
            self.perhaps += bool(scan.findings)
            if self.messages > self.keep and not self.tell_all:
                return None
        told = story(result)
        if scan.tracked:
            self._count_tracked(told, sender)
        self._keep(told)
        return told

    def _count_tracked(self, told: Story, sender: Counted) -> None:
        leaking = any(each.known for each in told.given)
        self.tracked += 1
        self.leaking += leaking
        sender.tracked += 1
        sender.leaks += leaking
        for watcher in told.watchers:
            counted = _named(self.watchers, watcher.name)
            counted.messages += 1
            counted.opens += watcher.on_open
            counted.clicks += watcher.on_click
            counted.leaks += any(leak.known for each in watcher.findings for leak in each.leaks)
            sender.opens += watcher.on_open
            sender.clicks += watcher.on_click

    def _keep(self, told: Story) -> None:
        known = sum(each.known for each in told.given)
        weight = (
            len(told.watchers) > 0,
            known > 0,
            len(told.watchers),
            sum(len(each.findings) for each in told.watchers),
        )
        entry = ((*weight, -self.messages), self.messages, told)
        if len(self._worst) < self.keep:
            heapq.heappush(self._worst, entry)
        else:
            heapq.heappushpop(self._worst, entry)

    @property
    def worst(self) -> list[Story]:
        """The stories that were kept, the one that tells most first."""
        return [told for _, _, told in sorted(self._worst, key=lambda entry: entry[0], reverse=True)]

    @property
    def kept(self) -> list[Story]:
        """The same in the order of the mailbox."""
        return [told for _, _, told in sorted(self._worst, key=lambda entry: entry[1])]


def sender_address(sender: str) -> str:
    """The address of a From field, lower-case; the field itself where it has none."""
    inside = sender.rpartition("<")[2].partition(">")[0] if "<" in sender else sender
    return (inside.strip().lower() if "@" in inside else sender.strip())[:320] or "(no sender)"


def top(counted: dict[str, Counted], count: int) -> list[tuple[str, Counted]]:
    """Those in most tracked messages, the first by name among equals."""

    def weight(item: tuple[str, Counted]) -> tuple[int, str]:
        return -(item[1].tracked or item[1].messages), item[0]

    return heapq.nsmallest(count, counted.items(), key=weight)


def _named(counted: dict[str, Counted], name: str) -> Counted:
    if name not in counted and len(counted) >= MAX_NAMES:
        name = OTHERS
    return counted.setdefault(name, Counted())
