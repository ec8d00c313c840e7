"""Timing several ways of doing one thing on one processor core, in turn, so that a slow moment falls on all of them."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

_SECONDS_PER_TURN = 0.05


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and processes that it starts, on one core."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def best(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds that each way takes once: the best of several rounds, in each of which all take their turn.

    The garbage collector runs as it does in production.
    """
    loops = {name: max(1, int(_SECONDS_PER_TURN / _seconds(way, 2))) for name, way in ways.items()}
    found = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            found[name] = min(found[name], _seconds(way, loops[name]))
    return found


def _seconds(way: Callable[[], object], loops: int) -> float:
    began = time.perf_counter()
    for _ in range(loops):
        way()
    return (time.perf_counter() - began) / loops
