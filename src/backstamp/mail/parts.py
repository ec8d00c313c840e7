"""The part map: a message as a tree of MIME parts, each one a set of byte ranges of the original.

Nothing is decoded or copied. Joining the ranges gives the message back, whatever it is: broken boundaries, missing
terminators and odd line ends only make the map coarser. It is read in one pass, without recursion, so that neither the
number of parts nor their depth has a limit.
"""

from dataclasses import dataclass, field

from backstamp.mail.delimiters import Delimiters
from backstamp.mail.headers import Field, Structured, line_end_of, read_content_type, read_fields, read_token
from backstamp.mail.part import MESSAGE_TYPES, Part
from backstamp.mail.splice import Span
from backstamp.mail.transfer import PLAIN

__all__ = ["Part", "part_map"]

_MAX_NUMBERED = 50  # levels; the deepest nesting seen in real mail is below 10
_TYPE, _ENCODING, _DISPOSITION = "content-type", "content-transfer-encoding", "content-disposition"
_STRUCTURED = frozenset({_TYPE, _ENCODING, _DISPOSITION})
_NOTHING = Structured("", {})


def part_map(message: bytes) -> Part:
    """Read any octets as a message; never raises, linear in their number in time and memory.

    Source of the rules: RFC 2046 section 5.1 (multipart) and 5.2.1 (message), RFC 2045 (defaults). A delimiter ends
    every part inside the multipart that it belongs to. An embedded message is the one child of the part that embeds
    it, unless that part is transfer-encoded. The line break before a delimiter belongs to the delimiter, except where
    it is a header's.
    """
    return _Reader(message).read()


@dataclass(slots=True)
class _Open:
    """A part whose end is not yet reached.

    Attributes:
        boundary: of a multipart whose parts are looked for; empty otherwise, and once it is closed.
        part_type: the default type of the parts in it.
    """

    number: str
    fields: tuple[Field, ...]
    start: int
    separator: Span
    kind: Structured
    encoding: str
    disposition: Structured
    boundary: bytes = b""
    part_type: str = "text/plain"
    children: list[Part] = field(default_factory=list)

    def closed(self, end: int) -> Part:
        return Part(
            self.number,
            self.fields,
            Span(self.start, self.separator.start),
            self.separator,
            Span(self.separator.end, end),
            self.kind.value,
            self.kind.parameters,
            self.encoding,
            self.disposition.value,
            "filename" in self.disposition.parameters or "name" in self.kind.parameters,
            tuple(self.children),
        )


class _Reader:
    """Reads one message: a stack of the parts that are open, the message itself at the bottom."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._line_end = line_end_of(message)
        self._delimiters = Delimiters(message, self._line_end)
        self._stack: list[_Open] = []
        self._count = 0

    def read(self) -> Part:
        position = self._open(0, "text/plain")
        while delimiter := self._delimiters.next(position):
            self._end_parts(delimiter.level + 1, self._before_break(delimiter.start))
            position = delimiter.end
            multipart = self._stack[-1]
            if delimiter.closing:
                self._forget_boundary(multipart)
            else:
                position = self._open(position, multipart.part_type)
        self._end_parts(1, len(self._message))
        return self._stack.pop().closed(len(self._message))

    def _open(self, start: int, default_type: str) -> int:
        """Open the part that begins at an offset, with the messages embedded in it; returns where the body begins."""
        part = self._push(start, default_type)
        while part.kind.value in MESSAGE_TYPES and part.encoding in PLAIN:
            part = self._push(part.separator.end, "text/plain")
        if part.kind.value.startswith("multipart/"):
            self._open_multipart(part)
        return part.separator.end

    def _push(self, start: int, default_type: str) -> _Open:
        fields, separator = read_fields(
            self._message, start, len(self._message), line_end=self._line_end, ends_before=self._is_delimiter
        )
        kind, encoding, disposition = self._structured(fields, default_type)
        part = _Open(self._number(), fields, start, separator, kind, encoding.value or "7bit", disposition)
        self._stack.append(part)
        return part

    def _is_delimiter(self, line: int) -> bool:
        return self._delimiters.at(line) is not None

    def _structured(self, fields: tuple[Field, ...], default_type: str) -> tuple[Structured, Structured, Structured]:
        """Type, encoding and disposition: the first field of each name counts, as mail clients read it."""
        raw: dict[str, bytes] = {}
        for each in fields:
            if each.name in _STRUCTURED and each.name not in raw:
                raw[each.name] = self._message[each.value_start : each.value_end]
        kind = read_content_type(raw[_TYPE]) if _TYPE in raw else Structured(default_type, {})
        encoding = read_token(raw[_ENCODING]) if _ENCODING in raw else _NOTHING
        return kind, encoding, read_token(raw[_DISPOSITION]) if _DISPOSITION in raw else _NOTHING

    def _number(self) -> str:
        self._count += 1
        if not self._stack:
            return "1"
        parent = self._stack[-1]
        if len(self._stack) < _MAX_NUMBERED:
            return f"{parent.number}.{len(parent.children) + 1}"
        return f"{parent.number.partition('~')[0]}~{self._count}"

    def _open_multipart(self, part: _Open) -> None:
        boundary = part.kind.parameters.get("boundary", "").encode("latin-1", "replace")
        if self._delimiters.open(boundary, len(self._stack) - 1):
            part.boundary = boundary
        if part.kind.value == "multipart/digest":
            part.part_type = "message/rfc822"

    def _end_parts(self, level: int, end: int) -> None:
        """End all open parts from a level on, each a child of the one below it; level 0 is the message itself."""
        while len(self._stack) > level:
            part = self._stack.pop()
            self._forget_boundary(part)
            end = max(end, part.separator.end)
            self._stack[-1].children.append(part.closed(end))

    def _forget_boundary(self, part: _Open) -> None:
        if part.boundary:
            self._delimiters.close(part.boundary)
            part.boundary = b""

    def _before_break(self, line: int) -> int:
        return line - 2 if self._message[line - 2 : line] == b"\r\n" else line - 1
