"""The clock at the edge: microseconds since 1970-01-01 UTC, and how such a moment is written for people."""

import time
from datetime import UTC, datetime


def now_us() -> int:
    """Microseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1000


def moment(microseconds: int) -> datetime:
    """The moment as a datetime in UTC.

    Args:
        microseconds: since 1970-01-01 UTC.
    """
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
