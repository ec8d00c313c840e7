"""Events folded to likely openings: what one machine asked about one name within seconds.

A mail program that shows one picture asks for A, AAAA and HTTPS records, repeats what is not answered at once, then
connects: one opening, many lines. Events of one client and one name belong together where no more than ``GAP`` lies
between one and the next, whichever log they stand in and in whatever order they come. Resolvers ask again within 5 s,
twice or three times (resolv.conf(5), options timeout and attempts); ``GAP`` leaves room for that.

What this cannot see: an opening for which a cache had the answer leaves no look-up.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from sys import intern

from backstamp.recipient.hunt.clock import LATEST
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.growing import Growing, Key
from backstamp.recipient.hunt.opening import Opening

GAP = 15_000_000
"""Microseconds without an event that end an opening."""
MOST_OPENINGS = 100_000
"""Openings that are kept; the rest are counted."""
_FEWEST_TO_COMPACT = 10_000
_NEARLY_ALL = 0.9
"""Of the most, so many are full: joining is worth its time only where it makes room for many."""


class Folding:
    """Put events in, in any order; take openings out.

    The result does not depend on the order. Time is linear in the number of events, up to sorting; memory is bounded.

    Args:
        wanted_url: tells URLs that must not be lost among many.
        most: openings to keep.

    Attributes:
        left_out: events that began an opening too many.
    """

    def __init__(self, wanted_url: Callable[[str], bool] = lambda _: False, most: int = MOST_OPENINGS) -> None:
        self.left_out = 0
        self._wanted_url, self._most = wanted_url, most
        self._growing: dict[Key, Growing] = {}
        self._done: list[Growing] = []
        self._compact_at = min(_FEWEST_TO_COMPACT, most)
        self._full = False

    def add(self, event: Event) -> None:
        """One more event; a time that cannot be shown (``clock.shown``) is none."""
        at = event.at if event.at is not None and 0 <= event.at < LATEST else -1
        key = (event.client, event.host, at < 0)
        growing = self._growing.get(key)
        if growing is None or not growing.first - GAP <= at <= growing.last + GAP:
            if len(self._growing) + len(self._done) >= self._compact_at and not self._has_room():
                self.left_out += 1
                return
            if growing is not None:
                self._done.append(growing)
            key = growing.key if growing else (intern(event.client), event.host, at < 0)
            growing = self._growing[key] = Growing(key, at)
        growing.add(event, at, self._wanted_url)

    def openings(self) -> list[Opening]:
        """All of them, by time, those without one last. Once only, after all events."""
        self._compact()
        held = list(self._all())
        self._growing, self._done = {}, []
        made = []
        while held:
            made.append(held.pop().opening())
        made.sort(key=_order)
        self.left_out += sum(opening.events for opening in made[self._most :])
        return made[: self._most]

    def _has_room(self) -> bool:
        """Joining what belongs together makes room, since logs need not be in order; done ever more rarely."""
        if not self._full:
            self._compact()
            held = len(self._growing) + len(self._done)
            self._full = held > _NEARLY_ALL * self._most
            self._compact_at = 0 if self._full else max(self._compact_at, min(2 * held, self._most))
        return not self._full

    def _all(self) -> Iterable[Growing]:
        return chain(self._growing.values(), self._done)

    def _compact(self) -> None:
        by_key: dict[Key, list[Growing]] = {}
        for growing in self._all():
            by_key.setdefault(growing.key, []).append(growing)
        self._growing, self._done = {}, []
        for key, several in by_key.items():
            joined = _joined(several)
            self._growing[key] = joined.pop()
            self._done += joined


def _order(opening: Opening) -> tuple[bool, int, str, str]:
    return opening.first is None, opening.first or 0, opening.client, opening.host


def _joined(several: list[Growing]) -> list[Growing]:
    several.sort(key=lambda growing: growing.first)
    joined = several[:1]
    for growing in several[1:]:
        if growing.first <= joined[-1].last + GAP:
            joined[-1].join(growing)
        else:
            joined.append(growing)
    return joined
