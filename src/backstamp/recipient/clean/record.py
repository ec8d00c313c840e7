"""The X-Backstamp-Cleaned header: the record from which the original of a cleaned message comes back.

It holds what the edits replaced, compressed and in base64 (``mail.undo``): no client finds an address in it. It stays
with the message where that is moved or attached, and is not part of what a forward or a reply quotes.
"""

import re

from backstamp.mail import record_field, undo
from backstamp.mail.headers import Field
from backstamp.mail.parts import Part, part_map
from backstamp.mail.splice import Edit

NAME = "X-Backstamp-Cleaned"
_TAGS = re.compile(rb"\s*+v=1;\s*+d=([A-Za-z0-9+/=\s]*+)")
_MOST = 20
"""Records that are undone of one message: cleanings with other options, one after another."""


def write(root: Part, original: bytes, edits: list[Edit[bytes]], newline: bytes) -> Edit[bytes]:
    """The record of edits, as an insertion at the top of the header.

    Args:
        root: part map of the original.
        original: the message before the edits.
        edits: all of them, in order.
        newline: the line break of the header.
    """
    return record_field.write(root, f"{NAME}: v=1;", undo.record(original, edits, _same), newline)


def restore(message: bytes) -> bytes | None:
    """The message before it was cleaned, octet for octet, with the fields that servers have put in front since.

    Returns:
        None where it carries no record, or the record does not belong to it: it was changed since.
    """
    restored: bytes | None = None
    for _ in range(_MOST):
        once = restore_once(message if restored is None else restored)
        if once is None:
            break
        restored = once
    return restored


def restore_once(message: bytes) -> bytes | None:
    """The message before the last cleaning; None as in ``restore``."""
    found = _found(message)
    return undo.undo(message, found[1], _same, found[0].span) if found else None


def _found(message: bytes) -> tuple[Field, bytes] | None:
    """The topmost well-formed field of a message, and its record."""
    for field in part_map(message).fields:
        if field.name == NAME.lower():
            match = _TAGS.fullmatch(message[field.value.start : field.value.end])
            record = record_field.decoded(match[1]) if match else None
            if record is not None:
                return field, record
    return None


def _same(new: bytes) -> bytes:
    """What stood in the place of a new value cannot be told from it; what both have in common is not written twice."""
    return new
