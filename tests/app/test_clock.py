"""The clock at the edge."""

import time
from datetime import UTC, datetime

import time_machine

from backstamp.app.clock import moment, now_us


def test_now_is_in_microseconds_since_1970() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, 0, 0, 250_000, UTC), tick=False):
        assert now_us() == 1_795_262_400_250_000
    assert abs(now_us() / 1_000_000 - time.time()) < 5


def test_a_moment_is_written_in_utc() -> None:
    assert moment(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert moment(1_795_262_400_250_000).isoformat() == "2026-11-21T12:00:00.250000+00:00"
