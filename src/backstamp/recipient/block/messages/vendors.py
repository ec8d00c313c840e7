"""Targets by scope and vendor, each group under a symbol as SpamAssassin and Rspamd name their rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from backstamp.recipient.block.fitting import vendor_name
from backstamp.recipient.block.target import Scope, Target

PREFIXES = {Scope.OPEN: "BACKSTAMP_", Scope.SHARED: "BACKSTAMP_S_"}
WEAK = "BACKSTAMP_WEAK"
"""Of all weak shapes together."""
WEAK_TITLE = "Common shapes of URL: they say something only together with a picture of one pixel."
LONGEST = 22
"""Characters of a rule's name that SpamAssassin's documentation recommends as the most (Mail::SpamAssassin::Conf)."""


@dataclass(frozen=True, slots=True)
class VendorRules:
    """What one vendor is known by on hosts of one scope.

    Attributes:
        symbol: unique in the file, such as ``BACKSTAMP_MAILCHIMP``; letters, digits and underscores.
        vendor: for people, on one line.
        scope: of all the hosts.
        targets: at least one.
    """

    symbol: str
    vendor: str
    scope: Scope
    targets: tuple[Target, ...]

    @property
    def description(self) -> str:
        """What a report says of it."""
        where = "" if self.scope is Scope.OPEN else " (shared host)"
        return f"Tracked by {self.vendor[: 39 - len(where)].rstrip()}{where}"


def by_vendor(targets: Iterable[Target]) -> list[VendorRules]:
    """The targets by scope and vendor, in the order in which these turn up first."""
    groups: dict[tuple[Scope, str], list[Target]] = {}
    for target in targets:
        groups.setdefault((target.scope, vendor_name(target)), []).append(target)
    taken = {WEAK}
    return [
        VendorRules(_symbol(vendor, PREFIXES[scope], taken), vendor, scope, tuple(members))
        for (scope, vendor), members in groups.items()
    ]


def _symbol(vendor: str, prefix: str, taken: set[str]) -> str:
    """A symbol that is not taken yet; takes it."""
    plain = re.sub(r"[^A-Z0-9]+", "_", vendor.upper()).strip("_") or "UNKNOWN"
    symbol, number = prefix + plain[: LONGEST - len(prefix)].rstrip("_"), 1
    while symbol in taken:
        number += 1
        tail = f"_{number}"
        symbol = prefix + plain[: LONGEST - len(prefix) - len(tail)].rstrip("_") + tail
    taken.add(symbol)
    return symbol
