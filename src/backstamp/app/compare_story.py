"""The story of two copies: what differs and is a tracker beyond doubt, what looks like one and is the same in both.

Values, no looks; the terminal and the HTML report both tell it.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from backstamp.app.compare_words import headline, warnings
from backstamp.app.comparing import Compared
from backstamp.app.learning import Taught
from backstamp.app.printable import printable
from backstamp.app.scan_story import Found, Group, Step, Watcher, host_of, watcher_names
from backstamp.app.scan_words import kind_words
from backstamp.mail.references.reference import Kind
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.compare import Difference, Pair
from backstamp.recipient.finding import Confidence, Finding, FindingKind

_RANK = (FindingKind.OPEN, FindingKind.CONTENT, FindingKind.STYLE, FindingKind.CLICK)


@dataclass(frozen=True, slots=True)
class Change:
    """An address that differs, in its place in the first copy."""

    found: Found
    pair: Pair

    @property
    def leaves(self) -> bool:
        """Whether it is the address for leaving the list, which names its reader because the reader wants it to."""
        return self.found.finding.reference.kind is Kind.UNSUBSCRIBE


def change_words(change: Change, *, doubtful: bool) -> str:
    """What an address that differs is, in a few words.

    Args:
        change: the address.
        doubtful: whether that it differs proves nothing: then no more is claimed than what it is by its place.
    """
    finding = change.found.finding
    if change.leaves:
        return "address for leaving the list"
    return kind_words(replace(finding, confidence=Confidence.POSSIBLE) if doubtful else finding)


@dataclass(frozen=True, slots=True)
class Changes:
    """Addresses of one watcher that differ in the same pieces."""

    members: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The one that stands for all."""
        return self.members[0]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The pieces in which it differs."""
        return self.first.pair.differences


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody who can tell the readers apart, and by what."""

    watcher: Watcher
    groups: tuple[Changes, ...]


@dataclass(frozen=True, slots=True)
class ComparisonStory:
    """Two copies, told.

    Attributes:
        compared: what it is told of.
        headline: what they prove, in a sentence or two.
        warnings: why they may prove less than it seems.
        telling: who can tell the readers apart.
        same: who would be called tracking by one copy alone, by addresses that are the same in both.
        only_second: addresses that only the second copy has.
        taught: what was learnt, where that was wanted.
        steps: what to do.
    """

    compared: Compared
    headline: str
    warnings: tuple[str, ...]
    telling: tuple[Telling, ...]
    same: tuple[Watcher, ...]
    only_second: tuple[Finding, ...]
    taught: Taught | None
    steps: tuple[Step, ...]

    @property
    def tracked(self) -> bool:
        """Whether something differs that counts as tracking: anything but the address for leaving the list."""
        changed = [change for each in self.telling for group in each.groups for change in group.members]
        return any(not change.leaves for change in changed) or any(
            each.reference.kind is not Kind.UNSUBSCRIBE for each in self.only_second
        )


def comparison_story(compared: Compared, taught: Taught | None = None) -> ComparisonStory:
    """Tell two copies.

    Args:
        compared: the copies.
        taught: what was learnt of them; None where nobody wanted to.
    """
    changes, alone = _sorted_out(compared)
    telling = tuple(_telling(changes))
    paired = {id(pair.second) for pair in compared.comparison.pairs if pair.second is not None}
    rest = (each for each in compared.comparison.second.findings if is_remote(each.url) and each.per_recipient)
    return ComparisonStory(
        compared,
        headline(compared),
        tuple(warnings(compared)),
        telling,
        tuple(_watchers(alone)),
        tuple(each for each in rest if id(each) not in paired),
        taught,
        tuple(_steps(compared, telling, taught)),
    )


def _sorted_out(compared: Compared) -> tuple[list[Change], list[Found]]:
    """What differs; and what does not, and would be called tracking by the first copy alone."""
    first = compared.first
    remote = [number for number, each in enumerate(first.scan.findings) if is_remote(each.url)]
    names = watcher_names(first.scan.findings)
    changes: list[Change] = []
    same: list[Found] = []
    for number, pair in zip(remote, compared.comparison.pairs, strict=True):
        if pair.differs:
            changes.append(Change(Found(pair.first, first.places[number], names[number]), pair))
        elif first.scan.findings[number].sure:
            same.append(Found(first.scan.findings[number], first.places[number], names[number]))
    return changes, same


def _telling(changes: Iterable[Change]) -> Iterator[Telling]:
    by_name: dict[str, list[Change]] = {}
    for change in changes:
        by_name.setdefault(change.found.watcher, []).append(change)
    told = [Telling(_watcher(name, [each.found for each in found]), _groups(found)) for name, found in by_name.items()]
    return iter(sorted(told, key=lambda each: (not each.watcher.on_open, not each.watcher.on_click)))


def _groups(changes: Sequence[Change]) -> tuple[Changes, ...]:
    alike: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        finding = change.found.finding
        pieces = tuple(each.where for each in change.pair.differences)
        alike.setdefault((change.leaves, finding.kind, host_of(finding.url), pieces), []).append(change)
    return tuple(Changes(tuple(group)) for group in sorted(alike.values(), key=_weight))


def _weight(group: Sequence[Change]) -> tuple[bool, int]:
    kind = group[0].found.finding.kind
    return group[0].leaves, _RANK.index(kind) if kind in _RANK else len(_RANK)


def _watchers(found: Iterable[Found]) -> Iterator[Watcher]:
    by_name: dict[str, list[Found]] = {}
    for each in found:
        by_name.setdefault(each.watcher, []).append(each)
    return (_watcher(name, members) for name, members in by_name.items())


def _watcher(name: str, found: Sequence[Found]) -> Watcher:
    hosts = dict.fromkeys(filter(None, (host_of(each.finding.url) for each in found)))
    return Watcher(name, tuple(hosts), (Group(tuple(found)),))


def _steps(compared: Compared, telling: Sequence[Telling], taught: Taught | None) -> Iterator[Step]:
    if not telling:
        return
    copies = [shlex.quote(printable(each.path, 200)) for each in (compared.first, compared.second)]
    if taught is None and not compared.doubtful:
        learn = f"backstamp scan --compare {' '.join(copies)} --learn --vendor NAME"
        yield Step(learn, "writes rules for your catalogue: other mail of theirs is known by them from then on")
    if taught is not None and taught.path is not None:
        forget = f"`backstamp catalogue forget {taught.name}` removes them"
        yield Step("backstamp catalogue list", f"shows the rules among all others; {forget}")
    yield Step(f"backstamp scan {copies[0]}", "tells everything about one copy: what is given away, and what to do")
