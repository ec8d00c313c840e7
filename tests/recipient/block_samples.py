"""Rules and targets that the tests of block lists share."""

from datetime import UTC, date, datetime
from typing import Literal

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.recipient.block.format import Heading
from backstamp.recipient.block.target import Scope, Target

HEADING = Heading(datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "1.0", "hosts of a test")
OPEN, CLICK, CONTENT = Serves.OPEN, Serves.CLICK, Serves.CONTENT

Certainty = Literal["certain", "probable", "weak"]


def rule(
    host: str, path: str = "", *serves: Serves, certainty: Certainty = "certain", name: str = "", vendor: str = "Vendor"
) -> TrackerRule:
    """A rule; it serves opens where nothing is said."""
    named = name or f"{host or 'any'}{path}"
    return TrackerRule(named, vendor, frozenset(serves or {OPEN}), host, path, certainty, "a test", date(2026, 11, 21))


def target(
    host: str,
    path: str = "",
    *serves: Serves,
    below: bool = True,
    scope: Scope = Scope.OPEN,
    certainty: str = "certain",
    vendor: str = "Vendor",
    source: str = "a test",
) -> Target:
    """A target; it serves opens where nothing is said."""
    return Target(vendor, host, below, path, scope, frozenset(serves or {OPEN}), certainty, source)
