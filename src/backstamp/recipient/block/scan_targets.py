"""What is to be blocked, from a scan: the hosts that its findings lead to, and the shapes of their URLs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.errors import UsageError
from backstamp.recipient.block.glob import address_of
from backstamp.recipient.block.hosts import is_site, too_big
from backstamp.recipient.block.layout import is_address, one_line, parents
from backstamp.recipient.block.shape import shape_of
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.finding import Confidence, FindingKind

_SERVES = {
    FindingKind.OPEN: Serves.OPEN,
    FindingKind.PREFETCH: Serves.OPEN,
    FindingKind.CLICK: Serves.CLICK,
}
"""What a kind of finding says of its host; everything else there is needed to show the message."""
_TARGETS = {FindingKind.OPEN, FindingKind.PREFETCH, FindingKind.CLICK, FindingKind.CONTENT}
_MOST_SHAPES = 200
"""Shapes kept of one host; beyond so many the host alone is told."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One finding, as far as it matters here."""

    url: str
    kind: FindingKind
    confidence: Confidence
    vendor: str
    source: str


@dataclass(slots=True)
class _Seen:
    """What was seen of a host, or of one shape of its URLs."""

    vendor: str = ""
    source: str = ""
    certainty: str = ""
    serves: set[Serves] = field(default_factory=set)
    shapes: "dict[str, _Seen]" = field(default_factory=dict)

    def add(self, found: _Found) -> None:
        self.serves.add(_SERVES.get(found.kind, Serves.CONTENT))
        if found.kind not in _TARGETS or found.confidence is Confidence.POSSIBLE:
            return
        self.vendor = self.vendor or found.vendor
        self.source = self.source or found.source
        self.certainty = "certain" if "certain" in {self.certainty, found.confidence} else "probable"


def targets_from_scan(lines: Iterable[str], rules: Iterable[TrackerRule] = ()) -> list[Target]:
    """Targets of what a scan certainly or probably found.

    A host is ``Scope.OPEN`` only where nothing on it was found, in any message, but opens and names looked up ahead;
    where it is no site's own name (``example.com``, ``www.example.com``), which stands for more than mail; and where
    no rule says that it serves more. Only the names that were seen are meant, not those below them.

    Args:
        lines: JSON, as ``backstamp scan --json`` prints it: one message a line; blank lines are skipped.
        rules: of the catalogue, for what is known of these hosts besides.

    Returns:
        In a fixed order, without doubles. URLs without a public host are left out; public suffixes and giants are
        never targets as a whole.

    Raises:
        UsageError: a line is no such JSON; the text says which.
    """
    hosts: dict[str, _Seen] = {}
    for found in _findings(lines):
        address = address_of(found.url)
        if address is None:
            continue
        seen = hosts.setdefault(address.host, _Seen())
        seen.add(found)
        shape = shape_of(address.path)
        if shape and (shape in seen.shapes or len(seen.shapes) < _MOST_SHAPES):
            seen.shapes.setdefault(shape, _Seen()).add(found)
    known = _served(rules)
    made = [target for host, seen in hosts.items() for target in _targets(host, seen, known)]
    return sorted(made, key=lambda target: (target.host, target.path))


def _targets(host: str, seen: _Seen, known: dict[str, set[Serves]]) -> Iterator[Target]:
    if not seen.certainty:
        return
    big = not is_address(host) and too_big(host)
    names = (host,) if is_address(host) else (host, *parents(host))
    serves = seen.serves.union(*(known.get(name, set()) for name in names))
    alone = serves == {Serves.OPEN} and not big and (is_address(host) or not is_site(host))
    scope = Scope.OPEN if alone else Scope.SHARED
    if not big:
        yield Target(seen.vendor, host, False, "", scope, frozenset(serves), seen.certainty, seen.source)
    for shape, one in seen.shapes.items():
        if one.certainty:
            yield Target(one.vendor, host, False, shape, scope, frozenset(one.serves), one.certainty, one.source)


def _served(rules: Iterable[TrackerRule]) -> dict[str, set[Serves]]:
    served: dict[str, set[Serves]] = {}
    for rule in rules:
        if rule.host:
            served.setdefault(rule.host, set()).update(rule.serves)
    return served


def _findings(lines: Iterable[str]) -> Iterator[_Found]:
    for number, line in enumerate(lines, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        message = _message(line, number)
        source = _source(message)
        findings = message.get("findings")
        if not isinstance(findings, list):
            raise UsageError(f"line {number} of the scan: `findings` must be a list")
        for finding in findings:
            yield _finding(finding, number, source)


def _message(line: str, number: int) -> dict[str, object]:
    try:
        message = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"line {number} of the scan is not JSON: {one_line(str(problem))}") from None
    if not isinstance(message, dict):
        raise UsageError(f"line {number} of the scan: must be an object, as `backstamp scan --json` prints it")
    return message


def _source(message: dict[str, object]) -> str:
    for name in ("message_id", "path"):
        if isinstance(value := message.get(name), str) and value:
            return one_line(f"message {value}")
    return "a message"


def _finding(finding: object, number: int, source: str) -> _Found:
    if not isinstance(finding, dict) or not isinstance(url := finding.get("url"), str):
        raise UsageError(f"line {number} of the scan: a finding must be an object with a text `url`")
    try:
        kind, confidence = FindingKind(str(finding.get("kind"))), Confidence(str(finding.get("confidence")))
    except ValueError as problem:
        raise UsageError(f"line {number} of the scan: {one_line(str(problem))}") from None
    vendor = finding.get("vendor")
    return _Found(url, kind, confidence, one_line(vendor) if isinstance(vendor, str) else "", source)
