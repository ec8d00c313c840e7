"""What a scan says of each reference, asked by the place where it stands."""

from dataclasses import dataclass

from backstamp.mail.references.reference import Reference
from backstamp.mail.splice import Span
from backstamp.recipient.finding import Finding, Scan

_Key = tuple[str, Span, str, str]
"""Part, place, vector and value."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of a scan, by reference."""

    _by_key: dict[_Key, Finding]

    @classmethod
    def of(cls, scan: Scan) -> "Findings":
        """Those of a scan of the very message that is cleaned."""
        return cls({_key(finding.reference): finding for finding in scan.findings})

    def about(self, reference: Reference) -> Finding | None:
        """What is said of a reference that is placed in the message; None where nothing is."""
        return self._by_key.get(_key(reference)) if self._by_key else None

    def at(self, span: Span, part: str, reference: Reference) -> Finding | None:
        """The same of one that is placed at a span of the message, in a part of it."""
        return self._by_key.get((part, span, reference.vector, reference.value)) if self._by_key else None

    def within(self, span: Span) -> int:
        """How many certain or probable ones stand in a run of the message."""
        return sum(
            finding.sure and span.start <= finding.reference.span.start < span.end for finding in self._by_key.values()
        )


def _key(reference: Reference) -> _Key:
    return reference.part, reference.span, reference.vector, reference.value
