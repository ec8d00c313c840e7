"""What an importer gathers while it reads a list: rules, exceptions, and an honest count of what it left."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from backstamp.catalogue.tracker import Serves, TrackerException, TrackerList, TrackerRule
from backstamp.catalogue.tracker_read import KeptList, is_host, is_path
from backstamp.errors import CatalogueError

MOST_RULES = 500_000
"""Rules and exceptions of one list (the largest that was seen, of CNAME-cloaked mail trackers, has some 98,000)."""

ALL = frozenset({Serves.OPEN, Serves.CLICK, Serves.CONTENT})
OPEN = frozenset({Serves.OPEN})

_SHOWN = 120
_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Skipped:
    """Lines of a list that made no rule, for one reason.

    Attributes:
        reason: a clause for people.
        count: how many.
        example: the first of them, shortened.
    """

    reason: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A list, read.

    Attributes:
        kept: the list as it is kept.
        skipped: what made no rule, the most frequent reason first.
    """

    kept: KeptList
    skipped: tuple[Skipped, ...]


class Gathering:
    """Rules of one list while it is read; equal places are one rule that serves what any of them serves.

    Args:
        file: what to call the list in an error.
    """

    def __init__(self, file: str) -> None:
        self.title = ""
        self.licence = ""
        self._file = file
        self._rules: dict[tuple[str, str], tuple[str, frozenset[Serves]]] = {}
        self._exceptions: dict[tuple[str, str], None] = {}
        self._skipped: dict[str, tuple[int, str]] = {}

    def rule(self, host: str, path: str, serves: frozenset[Serves], line: str, vendor: str = "") -> None:
        """Take one rule; ``line`` is counted as skipped where ``host`` and ``path`` make none."""
        if not self._fits(host, path, line):
            return
        known = self._rules.get((host, path))
        self._rules[host, path] = (vendor, serves) if known is None else (known[0] or vendor, serves | known[1])
        self._bound()

    def exception(self, host: str, path: str, line: str) -> None:
        """Take one exception, as ``rule`` takes a rule."""
        if self._fits(host, path, line):
            self._exceptions[host, path] = None
            self._bound()

    def skip(self, reason: str, line: str) -> None:
        """Count a line that makes no rule."""
        count, example = self._skipped.get(reason, (0, line[:_SHOWN]))
        self._skipped[reason] = (count + 1, example)

    def imported(self, name: str, licence: str, day: date) -> Imported:
        """What was gathered.

        Args:
            name: of the list.
            licence: as it is to be noted.
            day: of the import.

        Raises:
            CatalogueError: there is no rule at all.
        """
        if not self._rules:
            raise CatalogueError(f"{self._file}: holds no rule that could be used; is --format right?")
        about = TrackerList(name, self.title or self._file, licence, self._file, day)
        rules = tuple(
            TrackerRule(
                f"{name}:{host}{path}", vendor, serves, host, path, _certainty(host, path), about.title, day, name
            )
            for (host, path), (vendor, serves) in self._rules.items()
        )
        exceptions = tuple(TrackerException(host, path, name) for host, path in self._exceptions)
        told = sorted(self._skipped.items(), key=lambda each: -each[1][0])
        skipped = tuple(Skipped(reason, count, example) for reason, (count, example) in told)
        return Imported(KeptList(about, rules, exceptions), skipped)

    def _fits(self, host: str, path: str, line: str) -> bool:
        if (host or path) and is_host(host) and is_path(path):
            return True
        self.skip("no host or path that could stand in a rule", line)
        return False

    def _bound(self) -> None:
        if len(self._rules) + len(self._exceptions) > MOST_RULES:
            raise CatalogueError(f"{self._file}: more than {MOST_RULES:,} rules: this cannot be such a list")


def _certainty(host: str, path: str) -> Literal["probable", "weak"]:
    """A list that others made never proves anything alone; a path without two telling words in it, even less."""
    words = "".join(character if character.isalnum() else " " for character in path).split()
    telling = [word for word in words if len(word) >= _LETTERS]
    return "probable" if host or len(telling) > 1 else "weak"
