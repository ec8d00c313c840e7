"""A header field that carries a record: a tag list (RFC 6376 section 3.2), the record in base64 as its last tag.

``X-Name: v=1; a=…;`` and then, folded, ``d=<base64>``. What stamps a message and what cleans one both leave their undo
record in such a field of their own.
"""

import base64
import binascii

from backstamp.mail.parts import Part
from backstamp.mail.splice import Edit

_WIDTH = 76


def write(root: Part, head: str, record: bytes, newline: bytes) -> Edit[bytes]:
    """Put a record at the top of a message's header, behind an mbox "From " line.

    Args:
        root: the message's part map.
        head: the field's name and its tags but the last, as ``X-Name: v=1;``.
        record: any octets.
        newline: the line break of the header.
    """
    code = base64.b64encode(record)
    lines = [code[place : place + _WIDTH - 1] for place in range(0, len(code), _WIDTH - 1)]
    top = next((field.span.start for field in root.fields if field.name), root.header.end)
    return Edit(top, top, (newline + b" ").join([head.encode("ascii", "replace"), b"d=", *lines]) + newline)


def decoded(code: bytes) -> bytes | None:
    """The record behind ``d=``, blanks and folds between; None where it is no base64."""
    try:
        return base64.b64decode(b"".join(code.split()), validate=True)
    except binascii.Error:
        return None
