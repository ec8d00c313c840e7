"""Work on many messages with all processors: results in order, memory bounded, Ctrl-C clean.

A few messages are done here, as processes take longer to start. More are handed out in batches of some 256 KB to
processes that are started afresh (never forked: threads may run), each of which prepares itself once. Ctrl-C reaches
this process alone; it tells the others to leave after the message at hand.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain
from multiprocessing import get_context
from typing import Any, TypeVar

from backstamp.errors import MailboxError
from backstamp.recipient.sources.source import Source, Unreadable

FEW_MESSAGES = 60
FEW_OCTETS = 3_000_000
"""What is done in this process: it takes about as long as starting others."""
_BATCH_MESSAGES = 32
_BATCH_OCTETS = 256 * 1024
_AHEAD = 3
"""Batches for each process that are read before their results are taken."""

Outcome = TypeVar("Outcome")
Batch = list[Source | Unreadable]
Make = Callable[[], Callable[[Source], Outcome]]


def in_order(
    make: Make[Outcome], sources: Iterable[Source | Unreadable], *, jobs: int | None = None
) -> Generator[Outcome | Unreadable, None, None]:
    """Do something with every message.

    Args:
        make: prepares the work, in each process once; it goes to other processes by its name.
        sources: messages; what is unreadable is handed on in its place.
        jobs: processes at most; None for as many as there are processors to use.

    Raises:
        MailboxError: a process was killed.
    """
    batches = _batches(iter(sources))
    jobs = jobs or _processors()
    if jobs == 1:
        return _here(make, batches)
    first, more = _few(batches)
    return _elsewhere(make, chain(first, batches), jobs) if more else _here(make, first)


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _few(batches: Iterator[Batch]) -> tuple[list[Batch], bool]:
    """The first batches, and whether there is more than is done here."""
    first: list[Batch] = []
    messages = octets = 0
    for batch in batches:
        first.append(batch)
        messages += len(batch)
        octets += _octets(batch)
        if messages > FEW_MESSAGES or octets > FEW_OCTETS:
            return first, True
    return first, False


def _batches(sources: Iterator[Source | Unreadable]) -> Iterator[Batch]:
    batch: Batch = []
    octets = 0
    for source in sources:
        batch.append(source)
        octets += len(source.octets) if isinstance(source, Source) else 0
        if len(batch) >= _BATCH_MESSAGES or octets >= _BATCH_OCTETS:
            yield batch
            batch, octets = [], 0
    if batch:
        yield batch


def _octets(batch: Batch) -> int:
    return sum(len(each.octets) for each in batch if isinstance(each, Source))


def _here(make: Make[Outcome], batches: Iterable[Batch]) -> Generator[Outcome | Unreadable, None, None]:
    work = make()
    for batch in batches:
        for each in batch:
            yield work(each) if isinstance(each, Source) else each


def _elsewhere(make: Make[Outcome], batches: Iterator[Batch], jobs: int) -> Generator[Outcome | Unreadable, None, None]:
    context = get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(jobs, context, initializer=_prepare, initargs=(make, stop))
    waiting: deque[tuple[Batch, Future[list[Any]]]] = deque()
    try:
        for batch in batches:
            with _unheard_by_children():
                waiting.append((batch, pool.submit(_work, batch)))
            if len(waiting) >= jobs * _AHEAD:
                yield from _taken(*waiting.popleft())
        while waiting:
            yield from _taken(*waiting.popleft())
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _taken(batch: Batch, future: Future[list[Any]]) -> list[Any]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise MailboxError(
            f"a process was killed, perhaps for want of memory, at or near {batch[0].path}; "
            "--jobs 1 scans in one process"
        ) from error


@contextmanager
def _unheard_by_children() -> Iterator[None]:
    """Processes started meanwhile never see Ctrl-C (they inherit what is blocked); this one sees it afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """What one process has prepared."""

    work: Callable[[Source], Any]
    stop: Any


def _prepare(make: Make[Any], stop: Any) -> None:
    import threading  # noqa: PLC0415 - in the other processes alone
    from multiprocessing import parent_process  # noqa: PLC0415 - as above

    _Worker.stop = stop
    parent = parent_process()

    def leave_with_parent() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=leave_with_parent, daemon=True).start()
    _Worker.work = make()


def _work(batch: Batch) -> list[Any]:
    done: list[Any] = []
    for each in batch:
        if _Worker.stop.is_set():
            break
        done.append(_Worker.work(each) if isinstance(each, Source) else each)
    return done
