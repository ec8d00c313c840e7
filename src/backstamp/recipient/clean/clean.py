"""Cleaning a message: trackers out, links straight, receipts unasked, and all else byte for byte as it was."""

from collections.abc import Callable
from dataclasses import replace

from backstamp.mail.headers import line_end_of
from backstamp.mail.parts import Part, part_map
from backstamp.mail.splice import Edit, in_order, splice
from backstamp.recipient.clean import record
from backstamp.recipient.clean.broken import broken
from backstamp.recipient.clean.cleaned import Cleaned, Left
from backstamp.recipient.clean.findings import Findings
from backstamp.recipient.clean.found_field import NAME as FOUND
from backstamp.recipient.clean.found_field import found_field
from backstamp.recipient.clean.leaf import Desk
from backstamp.recipient.clean.options import CleanOptions
from backstamp.recipient.clean.policy import Reading
from backstamp.recipient.clean.record import restore
from backstamp.recipient.clean.walk import clean_parts
from backstamp.recipient.finding import Scan
from backstamp.recipient.links.opaque import opaque
from backstamp.recipient.links.parameters import strip_parameters
from backstamp.recipient.links.unwrap import unwrap

__all__ = ["clean", "clean_once", "restore"]

_MOST_GAIN = 200_000
"""Octets by which an original may be longer than twice the cleaned message; a record that makes more is a bomb."""
_NO_RECORD = "the record for --undo could not be made; keep the original"


def clean(message: bytes, scan: Scan, options: CleanOptions = CleanOptions()) -> Cleaned:  # noqa: B008 - it is frozen
    """Clean a message; never raises, whatever the octets.

    Args:
        message: the octets.
        scan: of the same octets.
        options: what the reader wants.

    Returns:
        The message itself, without changes, where there is nothing to do.
    """
    root = part_map(message)
    desk = Desk(Findings.of(scan), options, READING.remembering())
    outcomes = list(clean_parts(message, root, desk))
    edits = [edit for one in outcomes for edit in one.edits]
    broke = tuple(broken(message, root, edits))
    newline = b"\r\n" if b"\r\n" in message[: root.body.start] else line_end_of(message)
    if options.found_header:
        edits += _with_found_field(root, found_field(scan, newline))
    changes = tuple(change for one in outcomes for change in one.changes)
    left = tuple(each for one in outcomes for each in one.left)
    if edits and (options.found_header or options.undo):
        edits += _empty_line(root, newline)
    edits = in_order(edits, len(message))
    bare = Cleaned(splice(message, edits), changes, left, broke, tuple(edits))
    return _with_record(bare, message, root, newline) if options.undo and edits else bare


def clean_once(message: bytes, look: Callable[[bytes], Scan], options: CleanOptions = CleanOptions()) -> Cleaned:  # noqa: B008 - it is frozen
    """Clean a message that may have been cleaned before: then it stays byte for byte as it is.

    What tells a tracker is the company it keeps, and cleaning changes that; so it is not the cleaned message that is
    asked, but its original: if cleaning that gives the very same message, all is done.

    Args:
        message: the octets.
        look: scans octets.
        options: what the reader wants.
    """
    original = restore(message)
    if original is not None and len(original) <= 2 * len(message) + _MOST_GAIN:
        before = clean(original, look(original), options)
        if before.message == message or _behind_fields(before.message, message):
            return Cleaned(message, left=before.left)
    return clean(message, look(message), options)


def _behind_fields(cleaned: bytes, message: bytes) -> bool:
    """Whether two cleaned messages differ only in where the record stands among fields of servers."""
    return _without_record(cleaned) == _without_record(message)


def _without_record(message: bytes) -> bytes:
    fields = [field for field in part_map(message).fields if field.name == record.NAME.lower()]
    return splice(message, [Edit(*field.span, b"") for field in fields[:1]])


def _with_found_field(root: Part, field: bytes) -> list[Edit[bytes]]:
    """The field on top, and none that the sender may have put there."""
    name = FOUND.lower()
    edits = [Edit(*each.span, b"") for each in root.fields if each.name == name]
    top = next((each.span.start for each in root.fields if each.name), root.header.end)
    return [Edit(top, top, field), *edits]


def _empty_line(root: Part, newline: bytes) -> list[Edit[bytes]]:
    """What keeps fields of ours apart from a body that has no header, nor an empty line, in front of it."""
    bare = root.separator.start == root.separator.end and not any(each.name for each in root.fields)
    return [Edit(root.header.end, root.header.end, newline)] if bare else []


def _with_record(bare: Cleaned, original: bytes, root: Part, newline: bytes) -> Cleaned:
    """The cleaned message with its record, which is tried at once."""
    edits = [record.write(root, original, list(bare.edits), newline), *bare.edits]
    message = splice(original, edits)
    if record.restore_once(message) == original:
        return replace(bare, message=message, edits=tuple(edits))
    return replace(bare, left=(*bare.left, Left("1", None, _NO_RECORD)))


def _unwrapped(url: str) -> str:
    found = unwrap(url, guess=False)
    return found.url if found else url


def _stripped(url: str) -> str:
    return strip_parameters(url).url


READING = Reading(_unwrapped, _stripped, opaque)
"""What the catalogue knows of URLs. A guess does not lead a reader anywhere else."""
