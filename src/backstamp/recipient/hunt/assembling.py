"""Look-ups that a log tells on several lines, put together: the question, its answer, the aliases between them.

Questions wait in a row of bounded length; an answer is added to the questions it belongs to, and whatever leaves the
row is told. So memory is bounded, and events come out in the order of their lines.
"""

from collections import deque
from collections.abc import Iterator

from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.formats.told import Part, Told

_WAITING = 1000
_PATIENCE = 30_000_000  # microseconds between question and answer
_MOST_ALIASES = 32
_MOST_OPEN = 64  # questions for one name

_Key = tuple[str, str, int, str, str]


class _Waiting:
    """A question, and what was answered so far."""

    __slots__ = ("addresses", "aliases", "blocked", "event", "line", "outcome", "port", "told")

    def __init__(self, told: Told, line: int) -> None:
        self.told = told
        self.line = line
        self.event = told.event
        self.aliases = list(told.event.aliases)
        self.addresses = list(told.event.addresses)
        self.outcome, self.blocked, self.port = told.event.outcome, told.event.blocked, told.event.port

    def whole(self, file: str) -> Event:
        """What is known by now."""
        event = self.event
        return Event(
            event.at,
            event.client,
            event.host,
            event.means,
            event.what,
            event.url,
            tuple(self.aliases),
            tuple(self.addresses),
            self.outcome,
            self.blocked,
            file,
            self.line,
            self.port,
        )

    def takes(self, told: Told) -> bool:
        """Whether an answer to its name can be its own: nothing that both say differs."""
        own, event = self.event, told.event
        return (
            _same(own.client, event.client)
            and _same(self.port, event.port)
            and _same(own.what, event.what)
            and _same(self.told.tie, told.tie)
            and (own.at is None or event.at is None or -_PATIENCE <= event.at - own.at <= _PATIENCE)
        )

    def add(self, told: Told) -> None:
        """The answer's facts; an alias that leads on says nothing final."""
        event = told.event
        for address in event.addresses:
            if address not in self.addresses and len(self.addresses) < _MOST_ALIASES:
                self.addresses.append(address)
        for alias in event.aliases:
            self.alias(alias)
        self.outcome = event.outcome or self.outcome
        self.blocked = self.blocked or event.blocked
        self.port = self.port or event.port

    def alias(self, name: str) -> None:
        """One more name that the answer led through."""
        if name not in self.aliases and name != self.event.host and len(self.aliases) < _MOST_ALIASES:
            self.aliases.append(name)


class Assembler:
    """Put lines of one log in, in their order; take events out.

    Args:
        file: the log's path, as events name it.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._row: deque[_Waiting] = deque()
        self._open: dict[str, list[_Waiting]] = {}
        self._early: dict[_Key, _Waiting] = {}
        self._run: list[_Waiting] = []
        self._last: Told | None = None

    def add(self, told: Told, line: int) -> Iterator[Event]:
        """What the next line tells, and its number; yields events that are complete, or waited long enough."""
        if told.part is Part.WHOLE and not self._row:
            yield told.event.placed(self._file, line)
            return
        if told.part is Part.ANSWER:
            self._answer(told, line)
        else:
            self._close()
            if not self._answered_early(told):
                self._wait(told, line)
        while len(self._row) > _WAITING:
            yield self._leave()

    def _answered_early(self, told: Told) -> bool:
        """Programs with several threads may write the answer before its question."""
        return bool(told.event.port or told.tie) and told.part is Part.QUESTION and _key(told) in self._early

    def rest(self) -> Iterator[Event]:
        """All that still waits; the log is at its end."""
        while self._row:
            yield self._leave()

    def _answer(self, told: Told, line: int) -> None:
        """An answer continues an alias, repeats the name before it (a second address), or begins anew."""
        last = self._last
        if last is not None and last.leads and last.tie == told.tie:
            for waiting in self._run:
                waiting.alias(told.event.host)
        elif last is None or _key(last) != _key(told):
            self._begin(told, line)
        for waiting in self._run:
            if _same(waiting.event.what, told.event.what):
                waiting.add(told)
        self._last = told

    def _begin(self, told: Told, line: int) -> None:
        self._close()
        self._run = [waiting for waiting in self._open.get(told.event.host, ()) if waiting.takes(told)]
        if not self._run and told.event.client:
            self._run = [self._wait(told, line)]
            self._early[_key(told)] = self._run[0]

    def _close(self) -> None:
        """The answer before is complete: its questions take no other, but for types that were not answered yet."""
        for waiting in self._run:
            if waiting.addresses or waiting.outcome:
                self._forget(waiting)
        self._run, self._last = [], None

    def _wait(self, told: Told, line: int) -> _Waiting:
        waiting = _Waiting(told, line)
        self._row.append(waiting)
        if told.part is Part.QUESTION:
            same = self._open.setdefault(told.event.host, [])
            same.append(waiting)
            del same[:-_MOST_OPEN]
        return waiting

    def _leave(self) -> Event:
        waiting = self._row.popleft()
        self._forget(waiting)
        key = _key(waiting.told)
        if self._early.get(key) is waiting:
            del self._early[key]
        return waiting.whole(self._file)

    def _forget(self, waiting: _Waiting) -> None:
        """It takes no answers any more."""
        same = self._open.get(waiting.told.event.host, [])
        if waiting in same:
            same.remove(waiting)
            if not same:
                del self._open[waiting.told.event.host]


def _key(told: Told) -> _Key:
    """What an answer and its question have in common where both say all."""
    event = told.event
    return event.host, event.client, event.port, event.what, told.tie


def _same(one: object, other: object) -> bool:
    """Equal, or one of them unknown."""
    return not one or not other or one == other
