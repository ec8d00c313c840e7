"""Scanning one message: every reference judged, by signals that are told."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from backstamp.catalogue.tracker import TrackerRule
from backstamp.catalogue.trackers import TrackerBook
from backstamp.catalogue.wrappers import known_wrappers
from backstamp.mail.part import Part
from backstamp.mail.parts import part_map
from backstamp.mail.references.encoded_words import decoded_words
from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.mail.structured import unfolded
from backstamp.recipient.address import address
from backstamp.recipient.dates import received
from backstamp.recipient.evidence import Facts, evidence, names
from backstamp.recipient.finding import Confidence, Decoded, Finding, FindingKind, Leak, Scan, Signal
from backstamp.recipient.leaks.finder import LeakFinder, Looked
from backstamp.recipient.links.opaque import opaque
from backstamp.recipient.links.unwrap import unwrap
from backstamp.recipient.meaning import kind_of
from backstamp.recipient.reader import reader_of, senders_of
from backstamp.recipient.survey import SHOWN, Survey, survey
from backstamp.recipient.verdict import verdict

_MAX_FIELD = 4096
MAX_SEARCHED = 3_000_000
"""What may be spent on looking for leaks in one message, in octets (``LeakFinder.spent``).

Of 492 real messages one needs half of it, and the next 2 %.
"""
_NOTHING = Looked((), ())


def scan(message: bytes, trackers: TrackerBook, me: Sequence[str] = ()) -> Scan:
    """Judge every reference of a message; never raises, whatever the octets, and fetches nothing.

    Args:
        message: all octets.
        trackers: the catalogue.
        me: the reader's own addresses and names, such as ``ada@example.org`` or ``Ada Lovelace <ada@example.org>``; the
            message's header adds those that it is addressed to.
    """
    root = part_map(message)
    found = list(references(message, root))
    fields = list(_fields(message, root))
    reader = reader_of(message, root, me)
    judge = _Judge(survey(found, fields), trackers, fields, LeakFinder(reader, senders_of(message, root)))
    loading = [one.order for one in found if one.trigger in SHOWN and is_remote(one.url)]
    last = loading[-1] if loading else -1
    findings = tuple(finding for one in found if (finding := judge.finding(one, last=one.order == last)))
    said: dict[str, str] = {}
    for name, value in fields:
        said.setdefault(name, value)
    return Scan(
        said.get("message-id", "").strip(),
        decoded_words(said.get("from", "")),
        decoded_words(said.get("subject", "")),
        said.get("date", ""),
        reader,
        len(found),
        findings,
        received(message, root),
    )


def _fields(message: bytes, root: Part) -> Iterator[tuple[str, str]]:
    for field in root.fields:
        if field.name:
            start, end = field.value_start, field.value_end
            yield field.name, unfolded(message[start : min(end, start + _MAX_FIELD)])


class _Judged(NamedTuple):
    """A finding without its reference; the fields are those of ``Finding``, in their order."""

    kind: FindingKind
    vendor: str | None
    confidence: Confidence
    per_recipient: bool | None
    signals: tuple[Signal, ...]
    leaks: tuple[Leak, ...]
    decoded: tuple[Decoded, ...]


class _Judge:
    """Judges the references of one message; what stands in it several times is looked at once."""

    def __init__(
        self, whole: Survey, trackers: TrackerBook, fields: Sequence[tuple[str, str]], leaks: LeakFinder
    ) -> None:
        self._whole, self._trackers, self._leaks = whole, trackers, leaks
        self._sent_through = {match.vendor: match.field for match in trackers.senders(fields)}
        self._looked: dict[str, Looked] = {}
        self._known: dict[str, tuple[str, tuple[TrackerRule, ...]]] = {}
        self._judged: dict[tuple[object, ...], _Judged] = {}

    def finding(self, one: Reference, *, last: bool) -> Finding | None:
        """The finding of a reference; None where there is nothing to tell."""
        if one.kind is Kind.RECEIPT:
            return _receipt(one)
        if one.trigger is Trigger.NEVER:
            return None
        return self._remote(one, last=last) if is_remote(one.url) else self._inside(one)

    def _remote(self, one: Reference, *, last: bool) -> Finding:
        """The finding of a remote reference; those that are alike in all that signals look at are judged once."""
        alike = (one.url, one.trigger, one.kind, one.vector, one.appearance, last)
        judged = self._judged.get(alike)
        if judged is None:
            judged = self._judged[alike] = self._judge(one, last=last)
        return Finding(one, *judged)

    def _judge(self, one: Reference, *, last: bool) -> _Judged:
        url, rules = self._about(one.url or "", shown=one.trigger in SHOWN)
        looked = self._look(one.url or "")
        clicked = one.trigger is Trigger.CLICK
        facts = Facts(
            one,
            address(url),
            self._whole,
            rules,
            looked.leaks,
            _wrapper(url) if clicked else None,
            self._sent_through,
            last,
        )
        signals = evidence(facts)
        said = names(signals)
        confidence, per_recipient = verdict(said, shown=facts.shown)
        return _Judged(
            kind_of(one, said),
            _vendor(rules, said, confidence),
            confidence,
            per_recipient,
            signals,
            looked.leaks,
            looked.decoded,
        )

    def _inside(self, one: Reference) -> Finding | None:
        """What is fetched from nobody (cid:, mailto:) is told where it holds the reader's data."""
        telling = one.value.lower().startswith("cid:") or one.vector.startswith("header List-")
        looked = self._look(one.value) if telling else _NOTHING
        if not looked.leaks:
            return None
        signals = evidence(Facts(one, address(""), self._whole, leaks=looked.leaks))
        said = names(signals)
        confidence = verdict(said, shown=False)[0]
        return Finding(one, kind_of(one, said), None, confidence, True, signals, looked.leaks, looked.decoded)

    def _look(self, text: str) -> Looked:
        if text not in self._looked:
            self._looked[text] = self._leaks.look(text) if self._leaks.spent < MAX_SEARCHED else _NOTHING
        return self._looked[text]

    def _about(self, url: str, *, shown: bool) -> tuple[str, tuple[TrackerRule, ...]]:
        """A URL as it is judged, and what the catalogue knows of it; a picture behind a proxy is judged itself."""
        if url not in self._known:
            inner = unwrap(url, guess=False) if shown else None
            rules = self._trackers.match(inner.url) if inner else ()
            self._known[url] = inner.url if inner else url, rules or self._trackers.match(url)
        return self._known[url]


def _vendor(rules: Sequence[TrackerRule], said: frozenset[str], confidence: Confidence) -> str | None:
    """Who is behind a URL; by a shape that others have too only where the finding is sure for other reasons."""
    named = "known-vendor" in said or ("known-shape" in said and confidence is not Confidence.POSSIBLE)
    return rules[0].vendor or None if rules and named else None


def _wrapper(url: str) -> str | None:
    """What is known of a link that leads through somebody."""
    known = opaque(url)
    if known:
        return known
    through = unwrap(url, guess=False)
    return f"it leads through {_titles()[through.through[0]]} to {through.url[:100]}" if through else None


@cache
def _titles() -> dict[str, str]:
    """Of wrappers, by their names."""
    return {wrapper.name: wrapper.title for wrapper in known_wrappers().wrappers}


def _receipt(one: Reference) -> Finding:
    field = one.vector.removeprefix("header ")
    said = Signal("receipt-request", f"{field} asks the reader's mail program for an answer to {one.value[:100]}")
    return Finding(one, kind_of(one, frozenset()), None, Confidence.CERTAIN, None, (said,))
