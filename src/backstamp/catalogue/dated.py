"""Lists that change are kept by day, and a hit is judged by the list of its own day.

A list covers a day when it is the newest one not after that day and at most ``COVERS_DAYS`` older; a list older than
that still covers the day where a later list says the same of the address, for what held before and after held
between. Without a covering list the nearest one is asked, and its answer is never more than probable. (Why it
matters: the one relay address with a published observation, 104.28.9.182 of 2021-09-05, had left Apple's list by
April 2024.)
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from backstamp.catalogue.ranges import Address, RangeSet
from backstamp.errors import CatalogueError

COVERS_DAYS = 90
"""How many days a list speaks for after its own (the relay list of July 2025 held 99.8 % of the IPv4 space of
August 2026, that of July 2023 93.5 %: comparison of published mirrors)."""

Kept = TypeVar("Kept")


class Answer(StrEnum):
    """What the lists say of an address on a day."""

    IN_LIST = "in-list"
    """A list that covers the day holds it."""
    NOT_IN_LIST = "not-in-list"
    """A list that covers the day does not hold it."""
    PROBABLE = "probable"
    """No list covers the day; the nearest one, or a coarse network, holds it."""
    UNKNOWN = "unknown"
    """No list covers the day, and nothing else speaks for it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The answer with what it rests on.

    Attributes:
        answer: what the lists say.
        dated: day of the list that was asked; None where a coarse network or nothing answered.
        where: the coarse network that answered (``104.28.0.0/16``, ``AS36183``), else empty.
        source: source of the coarse network, else empty.
    """

    answer: Answer
    dated: date | None = None
    where: str = ""
    source: str = ""


class ByDay(Generic[Kept]):
    """Things kept by day, opened when they are first asked for.

    Args:
        openers: day and how to open what was kept on it. An opener may raise CatalogueError.
    """

    def __init__(self, openers: Mapping[date, Callable[[], Kept]]) -> None:
        self.days = tuple(sorted(openers))
        self._openers = dict(openers)
        self._open: dict[date, Kept] = {}

    def at(self, day: date) -> Kept:
        """What was kept on exactly ``day``."""
        if day not in self._open:
            self._open[day] = self._openers[day]()
        return self._open[day]

    def around(self, day: date) -> tuple[date | None, date | None]:
        """The newest day not after ``day``, and the first day after it; None where there is none."""
        after = bisect_right(self.days, day)
        return (
            self.days[after - 1] if after else None,
            self.days[after] if after < len(self.days) else None,
        )

    def nearest(self, day: date) -> tuple[date, Kept] | None:
        """What stands for ``day``: the newest not after it, else the first after it; None where nothing is kept."""
        before, after = self.around(day)
        chosen = before or after
        return None if chosen is None else (chosen, self.at(chosen))


def listed(lists: ByDay[RangeSet], address: Address, day: date) -> Listed:
    """What the lists say of ``address`` on ``day``. Raises CatalogueError where a list cannot be read."""
    before, after = lists.around(day)
    if before is None:
        if after is None:
            return Listed(Answer.UNKNOWN)
        return _uncovered(address in lists.at(after), after)
    held = address in lists.at(before)
    covers = (day - before).days <= COVERS_DAYS or (after is not None and (address in lists.at(after)) == held)
    if covers:
        return Listed(Answer.IN_LIST if held else Answer.NOT_IN_LIST, before)
    return _uncovered(held, before)


def _uncovered(held: bool, dated: date) -> Listed:
    return Listed(Answer.PROBABLE if held else Answer.UNKNOWN, dated)


def dated_files(folder: Path | None, stem: str, ending: str) -> dict[date, Path]:
    """The files ``stem-YYYY-MM-DD.ending`` in ``folder`` by day; none where the folder is missing.

    Raises:
        CatalogueError: the folder cannot be read, or a file's name has no real day.
    """
    if folder is None:
        return {}
    try:
        paths: Iterable[Path] = sorted(folder.glob(f"{stem}-*.{ending}"))
    except OSError as problem:
        raise CatalogueError(f"catalogue folder {folder} cannot be read: {problem.strerror}") from None
    found = {}
    for path in paths:
        try:
            found[date.fromisoformat(path.name[len(stem) + 1 : -len(ending) - 1])] = path
        except ValueError:
            raise CatalogueError(
                f"{path}: the name must be {stem}-YYYY-MM-DD.{ending}; rename the file or move it away"
            ) from None
    return found
