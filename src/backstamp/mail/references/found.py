"""What a room of the finder hands to the document: an address in a text, not yet resolved or placed in the message."""

from typing import NamedTuple

from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import Row
from backstamp.mail.references.tags import Attribute
from backstamp.mail.splice import Span
from backstamp.mail.visible import Appearance


class Found(NamedTuple):
    """An address in a text.

    Attributes:
        kind, trigger, vector, note: as in ``Reference``.
        value: decoded, not yet stripped.
        span: in the text, of what is written for it.
        looks: how the element looks that has it; None where that is not told.
        base: what it is resolved against instead of the document's base; None for that.
        named: the URL where the value is none by itself (an address, a host); empty where nothing can be fetched.
    """

    kind: Kind
    trigger: Trigger
    vector: str
    value: str
    span: Span
    note: str = ""
    looks: Appearance | None = None
    base: str | None = None
    named: str | None = None

    def seen(self, base: str | None, looks: Appearance | None) -> "Found":
        """The same with its base, and with the looks of its element."""
        if self.base is base and self.looks is looks:
            return self
        kind, trigger, vector, value, span, note, _, _, named = self
        return Found(kind, trigger, vector, value, span, note, looks, base, named)


def whole(attribute: Attribute, row: Row, vector: str) -> Found:
    """The whole value of an attribute is the address."""
    return Found(row.kind, row.trigger, vector, attribute.text, attribute.span, row.note)


def piece(attribute: Attribute, row: Row, vector: str, value: str, place: Span) -> Found:
    """A piece of a decoded value is the address."""
    return Found(row.kind, row.trigger, vector, value, attribute.raw_span(place), row.note)
