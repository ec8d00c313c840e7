"""Times as logs write them, in microseconds since 1970: the year that is missing, the zone that is not said."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_MONTHS = {
    month: number
    for number, month in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
LATEST = 253_402_214_400_000_000
"""Microseconds; from 1970 to before this, a day before the year 10000, a time can be shown in every zone."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TODAY = timedelta(days=1)
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Clock:
    """What a log does not say of its times.

    Attributes:
        newest: no line is younger than a day after this (the file's time of change, with its zone); gives lines their
            year, and tells day from month where both could be.
        zone: of times without one.
    """

    newest: datetime
    zone: tzinfo = UTC

    def iso(self, text: str) -> int | None:
        """A time as of ISO 8601 (RFC 3339), with or without zone, also with a comma before the fraction."""
        try:
            when = datetime.fromisoformat(text.replace(",", "."))
            return microseconds(when if when.tzinfo else when.replace(tzinfo=self.zone))
        except (ValueError, OverflowError):
            return None

    def syslog(self, text: str) -> int | None:
        """``Nov  1 16:00:53`` (RFC 3164), in the latest year that does not lie after ``newest``."""
        return _in_the_latest_year(self, text)

    def dated(self, text: str) -> int | None:
        """Day, month's name, year, time: ``21-Nov-2026 16:00:53.123`` or ``21/Nov/2026:16:00:53 +0100``."""
        whole, point, rest = text.partition(".")
        at = _dated(self, whole)
        return at if at is None or not point else at + _fraction(rest)

    def of(self, year: int, month: int, day: int, hour: int, minute: int, second: int) -> int | None:
        """A time in the log's zone; None for what is none."""
        return _instant(self.zone, year, month, day, hour, minute, second)

    def _local(
        self,
        year: int,
        month: int,
        day: int,
        hour: int,
        minute: int,
        second: int,
        fraction: int = 0,
        zone: tzinfo | None = None,
    ) -> int | None:
        try:
            when = datetime(year, month, day, hour, minute, min(second, 59), fraction, tzinfo=zone or self.zone)
            return microseconds(when)
        except (ValueError, OverflowError):
            return None


def epoch(text: str) -> int | None:
    """Seconds since 1970 with or without a fraction, to the microsecond."""
    seconds, _, fraction = text.partition(".")
    if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > 12:
        return None
    return int(seconds) * 1_000_000 + _fraction(fraction)


def microseconds(when: datetime) -> int:
    """Microseconds since 1970-01-01 UTC."""
    return (when - _EPOCH) // _MICROSECOND


def shown(at: int | None) -> int | None:
    """The same moment; None for what no calendar of ours can show, such as made-up times in the year 33658."""
    return at if at is None or 0 <= at < LATEST else None


def _offset(zone: str, *, negative: bool) -> tzinfo | None:
    digits = zone.strip().replace(":", "")
    if len(digits) != 4 or not digits.isdigit():
        return None
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if negative else minutes)) if minutes < 1440 else None


def _fraction(digits: str) -> int:
    """Digits behind the point as microseconds; 0 for anything else."""
    return int(digits[:6].ljust(6, "0")) if digits[:6].isascii() and digits[:6].isdigit() else 0


@lru_cache(maxsize=4096)
def _in_the_latest_year(clock: Clock, text: str) -> int | None:
    """Remembered, since many lines of a log share their second."""
    numbers = [int(number[:4]) for number in _NUMBERS.findall(text)]
    if len(numbers) != 4:
        return None
    newest, month = microseconds(clock.newest + _TODAY), _MONTHS.get(text[:3], 0)
    for year in range(clock.newest.year + 1, clock.newest.year - 9, -1):
        at = _instant(clock.zone, year, month, *numbers)
        if at is not None and at <= newest:
            return at
    return None


@lru_cache(maxsize=4096)
def _dated(clock: Clock, text: str) -> int | None:
    main, _, zone = text.partition(" +") if " +" in text else text.partition(" -")
    digits = _NUMBERS.findall(main)
    if len(digits) != 5:
        return None
    day, year, hour, minute, second = (int(number[:4]) for number in digits)
    offset = _offset(zone, negative=" -" in text) if zone else None
    return _instant(offset or clock.zone, year, _MONTHS.get(text[3:6], 0), day, hour, minute, second)


def _instant(zone: tzinfo, year: int, month: int, day: int, hour: int, minute: int, second: int) -> int | None:
    """None where there is no such day or time; a leap second is the second before it."""
    try:
        return microseconds(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone))
    except (ValueError, OverflowError):
        return None
