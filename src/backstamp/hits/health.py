"""How the hit store is doing: one value for whoever asks, and an alarm for the operator."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


class Status(StrEnum):
    """Whether hits reach the disk."""

    OK = "ok"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the hit store at one moment.

    Attributes:
        status: ``ok``, or ``failing`` while hits cannot be written.
        since: when that status began, microseconds since 1970-01-01 UTC.
        why: what went wrong and what to do, for the operator; empty while ok.
        stored: hits written since the start.
        waiting: hits taken but not written yet.
        lost: hits that could be neither written nor kept.
    """

    status: Status
    since: int
    why: str
    stored: int
    waiting: int
    lost: int


class Log(Protocol):
    """The part of a structlog logger that the alarm speaks to."""

    def error(self, event: str, **facts: Any) -> Any:
        """Something is wrong."""

    def warning(self, event: str, **facts: Any) -> Any:
        """Something is worth reading."""


class Alarm:
    """Tells the operator of each change at once, and of a lasting failure once a minute: never once per hit.

    Args:
        log: where to.
        path: the file it is about.
        monotonic: seconds on a clock that never jumps.
    """

    REMIND_AFTER = 60.0

    def __init__(self, log: Log, path: Path, monotonic: Callable[[], float]) -> None:
        self._log = log
        self._path = str(path)
        self._monotonic = monotonic
        self._told_at = 0.0
        self._refusal_told_at: float | None = None

    def failing(self, health: Health) -> None:
        """Tell that hits do not reach the disk."""
        self._told_at = self._monotonic()
        self._log.error(
            "hits cannot be stored; readers are still answered",
            store=self._path,
            why=health.why,
            waiting=health.waiting,
            lost=health.lost,
        )

    def remind(self, health: Health) -> None:
        """Tell again, if the last time is a minute ago."""
        if self._monotonic() - self._told_at >= self.REMIND_AFTER:
            self.failing(health)

    def recovered(self, health: Health) -> None:
        """Tell that all is well again, and what it cost."""
        self._log.warning("hits are stored again", store=self._path, stored=health.stored, lost=health.lost)

    def moved(self) -> None:
        """Tell that the store's file lost its name to another one, or to none."""
        self._log.error(
            "the hit store was moved away or replaced while it was written to; a new one has been begun",
            store=self._path,
            advice="stop the server before moving its files; the hits taken before are where the old file is now",
        )

    def refused(self, health: Health, why: str) -> None:
        """Tell of hits that can never be stored, unless that was told less than a minute ago."""
        now = self._monotonic()
        if self._refusal_told_at is None or now - self._refusal_told_at >= self.REMIND_AFTER:
            self._refusal_told_at = now
            self._log.error("a hit cannot be stored and was left out", store=self._path, why=why, lost=health.lost)
