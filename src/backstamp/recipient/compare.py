"""Two copies of one mailing, to two readers: what differs between them tells on its reader beyond doubt.

What is the same in both copies cannot tell one reader from another, whatever it looks like; it may still tell when, and
from which address, somebody opened the message.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from urllib.parse import unquote

from backstamp.mail.references.urls import is_remote
from backstamp.recipient.address import Address, address
from backstamp.recipient.finding import Confidence, Finding, FindingKind, Scan, Signal

_MOST = 2000
"""Findings of either copy up to which they are aligned in their order; of longer ones, place by place."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece of a URL in two copies.

    Attributes:
        where: for people: ``the parameter e``, ``part 3 of the path``, ``the host name``.
        first: in the first copy, percent-decoded; "" where it is missing.
        second: in the second.
    """

    where: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A reference of the first copy and its twin in the second.

    Attributes:
        first: the finding, judged by both copies.
        second: likewise; None where there is no twin.
        differences: the pieces that differ; empty where the URLs are the same, or there is no twin.
    """

    first: Finding
    second: Finding | None
    differences: tuple[Difference, ...]

    @property
    def differs(self) -> bool:
        """Whether its URL is nowhere in the other copy."""
        return self.first.per_recipient is True


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two copies, compared.

    Attributes:
        first: the scan of the first copy; its findings are judged by both.
        second: likewise.
        pairs: the first copy's findings with remote URLs, each with its twin.
        alike: the share of references with the same vector and host in both; below a half these are hardly copies of
            one mailing.
    """

    first: Scan
    second: Scan
    pairs: tuple[Pair, ...]
    alike: float


def compare(first: Scan, second: Scan) -> Comparison:
    """Judge two copies of one mailing by what differs.

    Args:
        first: the scan of one copy.
        second: of the other.
    """
    judged = _judged(first, second), _judged(second, first)
    pairs = tuple(_pairs(judged[0].findings, judged[1].findings))
    matched = sum(pair.second is not None for pair in pairs)
    longest = max(len(pairs), sum(is_remote(one.url) for one in second.findings))
    return Comparison(*judged, pairs, matched / longest if longest else 1.0)


def _judged(one: Scan, other: Scan) -> Scan:
    there = {finding.url for finding in other.findings}
    return replace(one, findings=tuple(_by_both(finding, there) for finding in one.findings))


def _by_both(finding: Finding, there: set[str]) -> Finding:
    if not is_remote(finding.url) or finding.kind is FindingKind.RECEIPT:
        return finding
    if finding.url not in there:
        said = Signal("differs", "the other copy has another URL here: this one is the reader's own")
        return replace(finding, confidence=Confidence.CERTAIN, per_recipient=True, signals=(said, *finding.signals))
    said = Signal("same-in-both", "the other copy has the same URL: it does not tell readers apart")
    return replace(finding, confidence=Confidence.POSSIBLE, per_recipient=False, signals=(said, *finding.signals))


def _pairs(first: Sequence[Finding], second: Sequence[Finding]) -> Iterator[Pair]:
    mine = [finding for finding in first if is_remote(finding.url)]
    theirs = [finding for finding in second if is_remote(finding.url)]
    twins = _twins(mine, theirs)
    for place, finding in enumerate(mine):
        twin = twins.get(place)
        other = theirs[twin] if twin is not None else None
        differing = other is not None and other.url != finding.url
        yield Pair(finding, other, tuple(differences(finding.url, other.url)) if other and differing else ())


def _twins(mine: Sequence[Finding], theirs: Sequence[Finding]) -> dict[int, int]:
    keys = [_key(one) for one in mine], [_key(one) for one in theirs]
    if max(len(mine), len(theirs)) > _MOST:
        return {place: place for place, pair in enumerate(zip(*keys, strict=False)) if pair[0] == pair[1]}
    blocks = SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.reference.vector, finding.reference.kind, address(finding.url).site


def differences(first: str, second: str) -> Iterator[Difference]:
    """The pieces in which two URLs differ.

    Args:
        first: absolute.
        second: likewise.
    """
    one, other = address(first), address(second)
    if one.host != other.host:
        yield Difference("the host name", one.host, other.host)
    yield from _in_path(one, other)
    yield from _in_query(one, other)


def _in_path(one: Address, other: Address) -> Iterator[Difference]:
    segments = one.path.split("/")[1:], other.path.split("/")[1:]
    for place in range(max(map(len, segments))):
        old, new = (unquote(each[place]) if place < len(each) else "" for each in segments)
        if old != new:
            yield Difference(f"part {place + 1} of the path", old, new)


def _in_query(one: Address, other: Address) -> Iterator[Difference]:
    values = _values(one), _values(other)
    for name in dict.fromkeys([*values[0], *values[1]]):
        old, new = values[0].get(name, ""), values[1].get(name, "")
        if old != new:
            yield Difference(f"the parameter {name}" if name else "the query", old, new)


def _values(one: Address) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in one.query.split("&"):
        name, equals, value = pair.partition("=")
        key, text = (unquote(name), unquote(value)) if equals else ("", unquote(name))
        found[key] = f"{found[key]}&{text}" if key in found else text
    return found
