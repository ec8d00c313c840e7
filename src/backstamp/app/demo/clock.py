"""A clock that can be moved on, so that an afternoon of mail fits into a few seconds."""

import threading
import time
from collections.abc import Callable


def monotonic_us() -> int:
    """Microseconds since some fixed moment; never goes back."""
    return time.monotonic_ns() // 1000


class DemoClock:
    """Microseconds since 1970-01-01 UTC, running at real speed between jumps, and never going back.

    Args:
        start: the moment it shows when it is made, microseconds since 1970-01-01 UTC.
        ticks: what drives it: microseconds from any origin, never going back.

    It may be read from any thread.
    """

    def __init__(self, start: int, ticks: Callable[[], int] = monotonic_us) -> None:
        self._ticks = ticks
        self._offset = start - ticks()
        self._jumping = threading.Lock()

    def __call__(self) -> int:
        """The moment it shows now."""
        return self._ticks() + self._offset

    def jump_to(self, moment: int) -> None:
        """Move on to ``moment``; a moment that has passed already changes nothing."""
        with self._jumping:
            self._offset += max(0, moment - self())
