"""Processes that work on batches of messages: started afresh, prepared once, and gone without a word on Ctrl-C.

They are never forked, as threads may run. Ctrl-C reaches the process that started them alone; it tells the others to
leave after the message at hand. They leave too when it is gone, however it ended.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

from backstamp.app.parallel import Batch, Make, Outcome
from backstamp.errors import MailboxError
from backstamp.recipient.sources.source import Source, Unreadable

_AHEAD = 3
"""Batches for each process that are read before their results are taken."""


def elsewhere(make: Make[Outcome], batches: Iterator[Batch], jobs: int) -> Generator[Outcome | Unreadable, None, None]:
    """Do the work in other processes; results in the order of the batches.

    Args:
        make: prepares the work, in each process once.
        batches: read no further ahead than the processes need.
        jobs: how many processes.

    Raises:
        MailboxError: a process was killed.
    """
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
    _Worker.stop = stop
    parent = parent_process()

    def leave_with_parent() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=leave_with_parent, daemon=True).start()
    _Worker.work = make()


def _work(batch: Batch) -> list[Any]:
    done: list[Any] = []
    for each in batch:
        if _Worker.stop.is_set():
            break
        done.append(_Worker.work(each) if isinstance(each, Source) else each)
    return done
