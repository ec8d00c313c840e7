"""What is to be blocked, from the catalogue: its rules as they stand, and the hosts behind them as a whole."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.recipient.block.hosts import is_site, too_big, usable_host
from backstamp.recipient.block.layout import is_address, one_line, parents
from backstamp.recipient.block.scan_targets import targets_from_scan
from backstamp.recipient.block.target import Scope, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["targets_from_catalogue", "targets_from_scan"]

_SAFE = "".join(map(chr, range(0x21, 0x7F))).replace("#", "")
_TELLING = re.compile(r"(?:open|opens|openrate|opentrack|pixel|pixels|beacon|beacons|px)[0-9]{0,2}\.")
"""First labels that say what the whole host is for, where rules name only some of its paths."""
_MOST_NAMES = 4
_CERTAINTIES = ("certain", "probable", "weak")


def targets_from_catalogue(rules: Iterable[TrackerRule]) -> list[Target]:
    """Targets of rules: one for each rule with a path, and one for each host as a whole.

    A host is ``Scope.OPEN`` only where a rule says that everything on it serves opens, or its name does, and no rule
    of the host, of one above or of one below it serves anything else. Where only some of its paths are known, it is
    ``Scope.SHARED``: nobody knows what else it serves. Public suffixes and giants are never targets as a whole.

    Returns:
        In a fixed order, without doubles. Rules whose host is no host name are left out.
    """
    known = _Known()
    placed = [(host, rule) for rule in rules if (host := _host(rule)) is not None]
    for host, rule in placed:
        if host:
            known.add(host, rule)
    targets = [_of_rule(host, rule, known) for host, rule in placed if rule.path]
    targets += [known.whole(host) for host in known.own if not blocks_strangers(host)]
    return sorted(set(targets), key=_order)


def _order(target: Target) -> tuple[str | list[Serves], ...]:
    """All that two different targets can differ in."""
    return target.host, target.path, target.vendor, target.source, target.certainty, sorted(target.serves)


def _host(rule: TrackerRule) -> str | None:
    """The rule's host, "" for any; None where it is none."""
    if not rule.host:
        return "" if rule.path else None
    return usable_host(rule.host)


def _of_rule(host: str, rule: TrackerRule, known: "_Known") -> Target:
    scope = known.scope(host) if host else Scope.SHARED
    below = bool(host) and not is_address(host)
    path = quote(rule.path, safe=_SAFE)
    source = one_line(f"rule {rule.name} ({rule.source}, {rule.dated})")
    return Target(one_line(rule.vendor), host, below, path, scope, rule.serves, rule.certainty, source)


class _Known:
    """What the rules say of hosts and of those above and below them."""

    def __init__(self) -> None:
        self.own: dict[str, list[TrackerRule]] = defaultdict(list)
        self._serves: dict[str, set[Serves]] = defaultdict(set)
        self._below: dict[str, set[Serves]] = defaultdict(set)

    def add(self, host: str, rule: TrackerRule) -> None:
        self.own[host].append(rule)
        self._serves[host] |= rule.serves
        for parent in _parents(host):
            self._below[parent] |= rule.serves

    def scope(self, host: str) -> Scope:
        """Of a host with rules of its own, or with none."""
        above = _parents(host)
        serves = self._serves.get(host, set()) | self._below.get(host, set())
        serves = serves.union(*(self._serves.get(parent, set()) for parent in above))
        rules = [rule for name in (host, *above) for rule in self.own.get(name, ())]
        whole = any(not rule.path for rule in rules) or (_TELLING.match(host) is not None and not is_site(host))
        return Scope.OPEN if serves == {Serves.OPEN} and whole and not blocks_strangers(host) else Scope.SHARED

    def whole(self, host: str) -> Target:
        rules = self.own[host]
        certainty = min((rule.certainty for rule in rules), key=_CERTAINTIES.index)
        vendor = _several(sorted({one_line(rule.vendor) for rule in rules}))
        source = "rules " + _several(sorted({one_line(rule.name) for rule in rules}))
        scope, serves = self.scope(host), frozenset(self._serves[host])
        return Target(vendor, host, not is_address(host), "", scope, serves, certainty, source)


def blocks_strangers(host: str) -> bool:
    """Whether the name is too big to block as a whole; an address never is."""
    return not is_address(host) and too_big(host)


def _parents(host: str) -> "Sequence[str]":
    return () if is_address(host) else tuple(parents(host))


def _several(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
