"""Counts against a truth, and shares where there is none."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """How a rule did against the truth.

    Attributes:
        right: called, and true.
        wrong: called, and not true.
        missed: not called, and true.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was called that is true, 0 to 1; None where nothing was called."""
        called = self.right + self.wrong
        return self.right / called if called else None

    @property
    def recall(self) -> float | None:
        """The share of what is true that was called, 0 to 1; None where nothing is true."""
        true = self.right + self.missed
        return self.right / true if true else None

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def score(called: frozenset[int], true: frozenset[int], among: Iterable[int]) -> Score:
    """Count what was called against what is true, among some references."""
    looked = frozenset(among)
    called, true = called & looked, true & looked
    return Score(len(called & true), len(called - true), len(true - called))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some references were called; nothing says whether rightly."""

    called: int
    all: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.called / self.all if self.all else 0.0
