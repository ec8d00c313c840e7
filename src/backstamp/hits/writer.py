"""Group commit: every hit is on the disk before its request is answered, and a slow disk is shared by all who wait.

All requests waiting share one transaction, and the next batch forms while the last one syncs; there is no timer. One
thread owns the store's file and does nothing but commit batches. Everything else (the batches, the health, who
waits) belongs to the event loop's thread, so there is no lock.

When the disk fails, readers come first: whoever waits is answered at once, the hits stay in memory up to a bound, and
the store is tried again every second. A batch whose commit broke off in the middle is written again, so after an I/O
error a hit may stand in the store twice, but is not lost. A hit that can never be stored is left out, counted and
told; the others of its batch are stored.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import structlog

from backstamp.errors import StoreError
from backstamp.hits.health import Alarm, Health, Log, Status
from backstamp.hits.hitfile import Appended, HitFile
from backstamp.hits.schema import Row

KEEP = 100_000
"""Hits kept in memory while the store fails; about 1 kB each with a browser's headers."""

KEEP_CHARACTERS = 128 * 2**20
"""Of headers kept in memory while the store fails: a client with long headers shall not fill the memory."""

LARGEST_BATCH = 5_000
"""Rows in one transaction, so that a long queue drains in steps."""

TICK = 1.0
"""Seconds between two looks at a store that fails or hangs."""

PATIENCE = 5.0
"""Seconds after which a commit that does not return counts as a failure."""

_Waiting = list[tuple[Row, asyncio.Future[None]]]


def _microseconds() -> int:
    return time.time_ns() // 1000


class Writer:
    """The one writer of a hit store. All methods are for the event loop's thread.

    Args:
        path: the store's file; created where there is none.
        loop: the event loop that the requests run on.
        keep: hits to keep in memory while the store fails; more are counted as lost.
        clock: microseconds since 1970-01-01 UTC.
        log: where the operator reads.
    """

    def __init__(
        self,
        path: Path,
        loop: asyncio.AbstractEventLoop,
        *,
        keep: int = KEEP,
        clock: Callable[[], int] = _microseconds,
        log: Log | None = None,
    ) -> None:
        self._path = path
        self._loop = loop
        self._keep = keep
        self._room = KEEP_CHARACTERS
        self._clock = clock
        self._alarm = Alarm(log or structlog.get_logger(), path, loop.time)
        self._batches: SimpleQueue[list[Row] | None] = SimpleQueue()
        self._waiting: _Waiting = []
        self._in_flight: _Waiting = []
        self._takes_all = True
        self._handed_over_at = 0.0
        self._why = ""
        self._since = clock()
        self._stored = 0
        self._lost = 0
        self._stopping: asyncio.Future[None] | None = None
        self._answered: asyncio.Future[None] = loop.create_future()
        self._answered.set_result(None)

    @property
    def health(self) -> Health:
        """How the store is doing now."""
        return Health(
            status=Status.FAILING if self._why else Status.OK,
            since=self._since,
            why=self._why,
            stored=self._stored,
            waiting=len(self._waiting) + len(self._in_flight),
            lost=self._lost,
        )

    def start(self) -> None:
        """Open the store and begin.

        Raises:
            StoreError: it cannot be opened.
        """
        file = HitFile(self._path)
        self._thread = Thread(target=self._commit_batches, args=(file,), name="hit-writer", daemon=True)
        self._thread.start()
        self._ticker = self._loop.call_later(TICK, self._tick)

    def add(self, row: Row) -> asyncio.Future[None]:
        """Take a hit.

        Returns:
            Done when the hit is durable, or when there is no use in waiting for that: see ``health``.
        """
        if self._why or self._stopping:
            self._take_without_promise(row)
            return self._answered
        waiting = self._waiting
        if not waiting and not self._in_flight:
            self._loop.call_soon(self._hand_over)  # soon, not now: those who arrive in the same breath come along
        reader = self._loop.create_future()
        waiting.append((row, reader))
        return reader

    async def stop(self) -> None:
        """Commit everything taken, then let go of the store; what cannot be written by then is lost, and told."""
        self._ticker.cancel()
        self._stopping = self._loop.create_future()
        self._hand_over()
        if self._in_flight:
            await asyncio.wait([self._stopping], timeout=PATIENCE)
        self._batches.put(None)
        await self._loop.run_in_executor(None, self._thread.join, PATIENCE)
        unwritten = self._in_flight + self._waiting
        if unwritten:
            self._in_flight, self._waiting = [], []
            self._lost += len(unwritten)
            self._why = self._why or f"hit store {self._path}: the disk did not answer before the end; look at the disk"
            _answer(unwritten)
            self._alarm.failing(self.health)

    def _take_without_promise(self, row: Row) -> None:
        size = len(row[-1])
        if self._stopping or len(self._waiting) + len(self._in_flight) >= self._keep or size > self._room:
            self._lost += 1
        else:
            self._room -= size
            self._waiting.append((row, self._answered))

    def _hand_over(self) -> None:
        """Give the thread what waits, unless it is busy."""
        if self._in_flight or not self._waiting:
            return
        batch, rest = self._waiting, []
        if len(batch) > LARGEST_BATCH:
            batch, rest = batch[:LARGEST_BATCH], batch[LARGEST_BATCH:]
        self._in_flight, self._waiting = batch, rest
        self._takes_all = not rest
        self._handed_over_at = self._loop.time()
        self._batches.put([row for row, _ in batch])

    def _committed(self, done: Appended) -> None:
        batch, self._in_flight = self._in_flight, []
        self._stored += len(batch) - len(done.refused)
        self._lost += len(done.refused)
        self._tell(done)
        if self._why and self._takes_all:
            self._recover()
        self._hand_over()  # the next batch syncs while this one is answered
        _answer(batch)
        if self._stopping and not self._in_flight:
            self._stopping.set_result(None)

    def _failed(self, why: str) -> None:
        self._waiting, self._in_flight = self._in_flight + self._waiting, []
        self._fail(why)
        if self._stopping:
            self._stopping.set_result(None)

    def _fail(self, why: str) -> None:
        """Readers come first: whoever waits is answered now."""
        changed = not self._why
        self._why = why
        _answer(self._in_flight)
        _answer(self._waiting)
        if changed:
            self._since = self._clock()
            self._alarm.failing(self.health)

    def _tell(self, done: Appended) -> None:
        if done.moved:
            self._alarm.moved()
        if done.refused:
            self._alarm.refused(self.health, done.refused[0])

    def _recover(self) -> None:
        self._why = ""
        self._room = KEEP_CHARACTERS
        self._since = self._clock()
        self._alarm.recovered(self.health)

    def _tick(self) -> None:
        """Once a second: notice a commit that hangs, try again where one failed, remind the operator."""
        self._ticker = self._loop.call_later(TICK, self._tick)
        if not self._why and self._in_flight and self._loop.time() - self._handed_over_at > PATIENCE:
            self._fail(f"hit store {self._path}: the disk has not answered for {PATIENCE:.0f} s; look at the disk")
        if self._why:
            self._alarm.remind(self.health)
            self._hand_over()

    def _commit_batches(self, file: HitFile) -> None:
        """The thread: commit what it is given until it is given None."""
        with suppress(RuntimeError):  # the loop was closed without stop(): nobody is left to tell
            while (rows := self._batches.get()) is not None:
                try:
                    done = file.append(rows)
                except StoreError as error:
                    self._loop.call_soon_threadsafe(self._failed, error.operator)
                else:
                    self._loop.call_soon_threadsafe(self._committed, done)
        file.close()


def _answer(batch: _Waiting) -> None:
    """Wake those who still wait; a client that has gone has cancelled its own."""
    for _, reader in batch:
        if not reader.done():
            reader.set_result(None)
