"""One MIME part in place: byte ranges of the original, and what its header says of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backstamp.mail.headers import Field
from backstamp.mail.splice import Span

MESSAGE_TYPES = frozenset({"message/rfc822", "message/global"})
"""Types of a part that is a whole message (RFC 2046 section 5.2.1, RFC 6532 section 3.7)."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One MIME part in place; every method is linear in what it gives and uses no recursion.

    Attributes:
        number: "1" for the message itself, "1.2" for its second child, and so on; the message inside an embedding
            part "1.2" is "1.2.1". Below level 50 a part is numbered "<its ancestor at level 50>~<how-many'th part of
            the message it is>", so that numbers stay short and distinct.
        fields: the header fields in order; their spans adjoin.
        header: from the first field to the end of the last.
        separator: the empty line after the header, empty where it is missing.
        body: all that follows; in a multipart it holds the children and what stands between them.
        content_type: lower case, "text/plain" when nothing readable is said (RFC 2045 section 5.2), "message/rfc822"
            when nothing is said in a multipart/digest (RFC 2046 section 5.1.5).
        parameters: of the Content-Type, lower-case names.
        transfer_encoding: lower case, "7bit" when nothing is said (RFC 2045 section 6.1).
        disposition: lower case ("inline", "attachment", …), empty when nothing is said.
        has_filename: whether the part names a file (Content-Disposition filename or Content-Type name).
        children: the parts of a multipart, in order, or the one message that is embedded; empty for a leaf.
    """

    number: str
    fields: tuple[Field, ...] = field(repr=False)
    header: Span
    separator: Span
    body: Span
    content_type: str
    parameters: dict[str, str]
    transfer_encoding: str
    disposition: str
    has_filename: bool
    children: tuple["Part", ...] = field(repr=False)

    @property
    def holds_message(self) -> bool:
        """Whether this part is a whole message; if it is transfer-encoded, that message is not among the children."""
        return self.content_type in MESSAGE_TYPES

    @property
    def spans(self) -> tuple[Span, ...]:
        """All ranges of this part in order, those of its children included: joined, they are the part."""
        spans: list[Span] = []
        position = self.header.start
        waiting: list[Part | int] = [self]
        while waiting:
            item = waiting.pop()
            next_position = item if isinstance(item, int) else item.header.start
            if position < next_position:
                spans.append(Span(position, next_position))
            position = next_position
            if isinstance(item, Part):
                spans += (*(each.span for each in item.fields), item.separator)
                position = item.body.start
                waiting += (item.body.end, *reversed(item.children))
        return tuple(spans)

    def walk(self) -> Iterator["Part"]:
        """This part and everything below it, in the order of the message."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting += reversed(part.children)

    def own(self) -> Iterator["Part"]:
        """Like ``walk``, without what is inside embedded messages; the parts that embed them are there."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            if not part.holds_message:
                waiting += reversed(part.children)

    def raw_values(self, message: bytes, name: str) -> list[bytes]:
        """The raw values of all header fields of a name (lower case), as they stand in ``message``."""
        return [message[each.value_start : each.value_end] for each in self.fields if each.name == name]
