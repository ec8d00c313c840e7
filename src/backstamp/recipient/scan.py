"""Scanning one message: every reference judged, by signals that are told."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from backstamp.catalogue.tracker import TrackerRule
from backstamp.mail.part import Part
from backstamp.mail.parts import part_map
from backstamp.mail.references.encoded_words import decoded_words
from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.mail.structured import unfolded
from backstamp.recipient.address import address
from backstamp.recipient.evidence import Facts, evidence, names
from backstamp.recipient.finding import Confidence, Finding, FindingKind, Scan, Signal
from backstamp.recipient.reader import Reader
from backstamp.recipient.survey import SHOWN, Survey, survey
from backstamp.recipient.verdict import verdict

_MAX_FIELD = 4096


class Trackers(Protocol):
    """What is asked of the catalogue."""

    def match(self, url: str) -> tuple[TrackerRule, ...]:
        """The rules that know a URL, the strongest first."""
        ...


def scan(message: bytes, trackers: Trackers, me: Sequence[str] = ()) -> Scan:
    """Judge every reference of a message; never raises, whatever the octets, and fetches nothing.

    Args:
        message: all octets.
        trackers: the catalogue.
        me: the reader's own addresses and names; the message's header adds those that it is addressed to.
    """
    root = part_map(message)
    found = list(references(message, root))
    fields = list(_fields(message, root))
    whole = survey(found, fields)
    shown = [one.order for one in found if one.trigger in SHOWN and is_remote(one.url)]
    last = shown[-1] if shown else -1
    findings = (_finding(one, whole, trackers, last=one.order == last) for one in found)
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name, value)
    return Scan(
        first.get("message-id", "").strip(),
        decoded_words(first.get("from", "")),
        decoded_words(first.get("subject", "")),
        first.get("date", ""),
        Reader(tuple(one.lower() for one in me)),
        len(found),
        tuple(finding for finding in findings if finding),
    )


def _fields(message: bytes, root: Part) -> Iterator[tuple[str, str]]:
    for field in root.fields:
        if field.name:
            raw = message[field.value.start : min(field.value.end, field.value.start + _MAX_FIELD)]
            yield field.name, unfolded(raw)


def _finding(one: Reference, whole: Survey, trackers: Trackers, *, last: bool) -> Finding | None:
    if one.kind is Kind.RECEIPT:
        said = Signal(
            "receipt-request", f"{one.vector.removeprefix('header ')} asks for an answer to {one.value[:100]}"
        )
        return Finding(one, FindingKind.RECEIPT, None, Confidence.CERTAIN, None, (said,))
    if one.trigger is Trigger.NEVER or not is_remote(one.url):
        return None
    rules = trackers.match(one.url or "")
    facts = Facts(one, address(one.url or ""), whole, rules, last=last)
    signals = evidence(facts)
    confidence, per_recipient = verdict(names(signals), shown=facts.shown)
    vendor = rules[0].vendor if rules and rules[0].certainty != "weak" else None
    return Finding(one, _kind(one, names(signals)), vendor, confidence, per_recipient, signals)


def _kind(one: Reference, signals: frozenset[str]) -> FindingKind:
    if one.kind in {Kind.AVATAR, Kind.CERTIFICATE}:
        return FindingKind.AUTH
    if one.kind is Kind.PREFETCH:
        return FindingKind.PREFETCH
    if one.kind in {Kind.STYLE, Kind.FONT}:
        return FindingKind.STYLE
    if one.trigger in SHOWN:
        seen = one.kind in {Kind.IMAGE, Kind.MEDIA, Kind.FRAME, Kind.OBJECT} and "invisible" not in signals
        return FindingKind.CONTENT if seen and not {"unsized", "program"} <= signals else FindingKind.OPEN
    clicked = one.trigger in {Trigger.CLICK, Trigger.SUBMIT} or one.kind is Kind.UNSUBSCRIBE
    return FindingKind.CLICK if clicked else FindingKind.OTHER
