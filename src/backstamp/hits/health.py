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
