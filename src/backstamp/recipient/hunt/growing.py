"""An opening while events are still added to it."""

from collections.abc import Callable
from sys import intern
from typing import Any

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.opening import LogLine, Opening, Reach

_MOST_LINES = 6
_MOST_NAMES = 16
_MOST_URLS = 50
_LONGEST_URL = 4096
_NO_ADDRESS = {"NXDOMAIN", "SERVFAIL", "REFUSED"}
_ADDRESS_TYPES = {"A", "AAAA", "ANY", ""}

Key = tuple[str, str, bool]
"""Client, host, and whether the events bear no time."""
_MEANS = 3
_Line = tuple[int, str, int, str, str]
"""The fields of a ``LogLine``, in their order."""


class Growing:
    """An opening that events are added to, in any order; what is kept of them is bounded, and the same in any order.

    There may be many of these, so that each holds as few objects as can be: texts that many have in common stand in
    memory once, and lines are plain tuples of texts and numbers, which the garbage collector need not walk through.
    """

    __slots__ = (
        "addresses",
        "aliases",
        "answered",
        "asked",
        "connected",
        "connections",
        "fetched",
        "first",
        "key",
        "last",
        "lines",
        "lookups",
        "refused",
        "requests",
        "urls",
    )

    def __init__(self, key: Key, at: int) -> None:
        self.key = key
        self.first = self.last = at
        self.lookups = self.connections = self.requests = 0
        self.answered = self.asked = self.connected = self.fetched = self.refused = False
        self.lines: tuple[_Line, ...] = ()
        self.urls: tuple[tuple[bool, str], ...] = ()
        self.aliases: tuple[str, ...] = ()
        self.addresses: tuple[str, ...] = ()

    def add(self, event: Event, at: int, wanted_url: Callable[[str], bool]) -> None:
        """One more event; ``at`` is -1 where it bears no time."""
        self.first, self.last = min(self.first, at), max(self.last, at)
        self._passes(event)
        self._line((at, event.file, event.line, event.means.value, intern(event.what)))
        if event.url:
            url = event.url[:_LONGEST_URL]
            self.urls = _kept(self.urls, (not wanted_url(url), url), _MOST_URLS)
        if event.aliases:
            self._leads_through(event.aliases[:_MOST_NAMES])
        for address in event.addresses:
            self.addresses = _kept(self.addresses, address, _MOST_NAMES)

    def _passes(self, event: Event) -> None:
        """Count it, and see what was let through."""
        self.refused = self.refused or event.blocked
        if event.means is Means.REQUEST:
            self.requests += 1
            self.fetched = self.fetched or not event.blocked
        elif event.means is Means.CONNECTION:
            self.connections += 1
            self.connected = self.connected or not event.blocked
        else:
            self.lookups += 1
            if not event.blocked and event.outcome.upper() not in _NO_ADDRESS:
                self.asked = True
                told = bool(event.outcome or event.addresses)
                self.answered = self.answered or (told and event.what in _ADDRESS_TYPES)

    def _line(self, line: _Line) -> None:
        """Of each kind the first few lines are kept."""
        if not self.lines:
            self.lines = (line,)
            return
        alike = [other for other in self.lines if other[_MEANS] == line[_MEANS]]
        full = len(alike) >= _MOST_LINES
        if full and line >= alike[-1]:
            return
        dropped = alike[-1] if full else None
        self.lines = tuple(sorted((*(other for other in self.lines if other is not dropped), line)))

    def _leads_through(self, aliases: tuple[str, ...]) -> None:
        """The longest chain is kept, whichever came first."""
        self.aliases = max(self.aliases, aliases, key=lambda chain: (len(chain), chain))

    def join(self, other: "Growing") -> None:
        """All of another one of the same client and name."""
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.lookups += other.lookups
        self.connections += other.connections
        self.requests += other.requests
        self.answered, self.asked = self.answered or other.answered, self.asked or other.asked
        self.connected, self.fetched = self.connected or other.connected, self.fetched or other.fetched
        self.refused = self.refused or other.refused
        for line in other.lines:
            self._line(line)
        for url in other.urls:
            self.urls = _kept(self.urls, url, _MOST_URLS)
        for address in other.addresses:
            self.addresses = _kept(self.addresses, address, _MOST_NAMES)
        self._leads_through(other.aliases)

    def opening(self) -> Opening:
        """What it has become."""
        client, host, timeless = self.key
        return Opening(
            client,
            host,
            None if timeless else self.first,
            None if timeless else self.last,
            self.lookups,
            self.connections,
            self.requests,
            self._reach(),
            tuple([url for _, url in self.urls]),
            self.aliases,
            self.addresses,
            tuple([LogLine(*line) for line in self.lines]),
        )

    def _reach(self) -> Reach:
        """A refusal counts though the HTTPS record beside it was answered, or a log beside it tells no answer."""
        if self.fetched:
            return Reach.FETCHED
        if self.connected:
            return Reach.CONNECTED
        if self.requests or self.connections:
            return Reach.REFUSED
        if self.answered or (self.asked and not self.refused):
            return Reach.ASKED
        return Reach.REFUSED if self.refused else Reach.UNANSWERED


def _kept(kept: tuple[Any, ...], value: Any, most: int) -> tuple[Any, ...]:
    """With one more, sorted and without doubles, of which only the first are kept."""
    if (len(kept) >= most and value >= kept[-1]) or value in kept:
        return kept
    return tuple(sorted((*kept, value))[:most])
