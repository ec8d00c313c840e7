"""One message's cleaning as a report: from the engine's values to what people and programs are told."""

from collections import Counter

from backstamp.app.clean_models import CleanedReference, CleanReport, LeftReference
from backstamp.app.cleaning import STDIN, Done
from backstamp.recipient.clean.cleaned import Change, Left
from backstamp.recipient.clean.record import NAME

_URL = 2000
_DEEDS = {
    "removed": "{} removed",
    "alt text": "{} replaced by their text",
    "defused": "{} defused",
    "unwrapped": "{} unwrapped",
    "stripped": "{} stripped of tracking parameters",
    "completed": "{} written in full",
    "marked": "{} marked",
}


def clean_report(done: Done) -> CleanReport:
    """All there is to tell of one message."""
    cleaned = done.cleaned
    return CleanReport(
        path=done.path,
        sender=done.scan.sender if done.scan else "",
        subject=done.scan.subject if done.scan else "",
        outcome=_outcome(done),
        changes=tuple(map(_changed, cleaned.changes)) if cleaned else (),
        left=tuple(map(_left, cleaned.left)) if cleaned else (),
        broke=cleaned.broke if cleaned else (),
        undo=cleaned is not None and any(edit.new.startswith(NAME.encode()) for edit in cleaned.edits),
        octets_before=done.before,
        octets_after=len(done.message),
    )


def _outcome(done: Done) -> str:
    if done.undone is not None:
        return "restored" if done.undone else "not restored"
    if done.cleaned is None:
        return "failed"
    return "cleaned" if done.cleaned.edits else "untouched"


def _changed(change: Change) -> CleanedReference:
    reference, finding = change.reference, change.finding
    return CleanedReference(
        part=reference.part,
        vector=reference.vector,
        url=(reference.url or reference.value)[:_URL],
        deed=change.deed.value,
        new=change.new[:_URL],
        kind=finding.kind.value if finding else None,
        vendor=finding.vendor if finding else None,
        confidence=finding.confidence.value if finding else None,
    )


def _left(left: Left) -> LeftReference:
    reference = left.reference
    return LeftReference(
        part=left.part,
        vector=reference.vector if reference else None,
        url=(reference.url or reference.value)[:_URL] if reference else None,
        why=left.why,
    )


def summary(report: CleanReport) -> str:
    """One line."""
    name = "Standard input" if report.path == STDIN else report.path
    if report.outcome == "restored":
        return f"{name}: the original, octet for octet."
    if report.outcome == "not restored":
        return f"{name}: no original to give back: it was not cleaned, or changed since. It is as it came."
    counts = Counter(change.deed for change in report.changes)
    said = [words.format(counts[deed]) for deed, words in _DEEDS.items() if counts[deed]]
    what = ", ".join(said) if said else "nothing to clean"
    broke = f" {len(report.broke)} signature(s) no longer hold." if report.broke else ""
    return f"{name}: {what}.{broke}" if report.outcome != "failed" else f"{name}: not cleaned."
