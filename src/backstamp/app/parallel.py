"""Work on many messages with all processors: results in order, memory bounded, Ctrl-C clean.

A few messages are done here, as processes take longer to start. More are handed out in batches of some 256 KB.
"""

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain
from typing import TypeVar

from backstamp.recipient.sources.source import Source, Unreadable

FEW_MESSAGES = 60
FEW_OCTETS = 3_000_000
"""What is done in this process: it takes about as long as starting others."""
_BATCH_MESSAGES = 32
_BATCH_OCTETS = 256 * 1024

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
    if not more:
        return _here(make, first)
    from backstamp.app.parallel_processes import elsewhere  # noqa: PLC0415 - loads what runs processes

    return elsewhere(make, chain(first, batches), jobs)


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
