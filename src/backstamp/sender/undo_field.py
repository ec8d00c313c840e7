"""The X-Backstamp-Undo header: the record from which a stamped message is restored, and who stamped it.

A tag list as in DKIM (RFC 6376 section 3.2): ``v=1; b=<base URL>; g=amp|raw; d=<base64>``. ``g`` says how ampersands
were written, ``d`` is the record of ``mail.undo``. It holds nothing of the recipient: all copies carry the same one.
"""

import re
from dataclasses import dataclass
from functools import partial

from backstamp.mail import record_field, undo
from backstamp.mail.headers import Field
from backstamp.mail.parts import Part
from backstamp.mail.splice import Edit
from backstamp.sender.marks import expected

NAME = "X-Backstamp-Undo"
_TAGS = re.compile(rb"\s*+v=1;\s*+b=([\x21-\x3a\x3c-\x7e]++);\s*+g=(amp|raw);\s*+d=([A-Za-z0-9+/=\s]*+)")


@dataclass(frozen=True, slots=True)
class UndoField:
    """A field that was found.

    Attributes:
        field: where it stands.
        base_url: of the collector whose stamps the message carries.
        entities: whether ampersands in links were written ``&amp;``.
        record: what ``mail.undo`` takes.
    """

    field: Field
    base_url: str
    entities: bool
    record: bytes

    def restore(self, message: bytes) -> bytes | None:
        """The message before it was stamped, octet for octet, or None if it has been changed since."""
        return undo.undo(message, self.record, partial(expected, entities=self.entities), self.field.span)


def write(root: Part, record: bytes, base_url: str, newline: bytes, *, entities: bool) -> Edit[bytes]:
    """Put a record at the top of a message's header, behind an mbox "From " line.

    Args:
        root: the message's part map.
        record: from ``mail.undo``.
        base_url: of the collector.
        newline: the line break of the header.
        entities: whether ampersands in links are written ``&amp;``.
    """
    head = f"{NAME}: v=1; b={base_url}; g={'amp' if entities else 'raw'};"
    return record_field.write(root, head, record, newline)


def find(message: bytes, root: Part) -> UndoField | None:
    """The topmost well-formed field of a message, or None."""
    for field in root.fields:
        if field.name == NAME.lower():
            match = _TAGS.fullmatch(message[field.value.start : field.value.end])
            record = record_field.decoded(match[3]) if match else None
            if match and record is not None:
                return UndoField(field, match[1].decode("ascii"), match[2] == b"amp", record)
    return None
