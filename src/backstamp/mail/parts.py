"""The part map: a message as a tree of MIME parts, each one a set of byte ranges of the original.

Nothing is decoded or copied. Joining the ranges gives the message back, whatever it is: broken boundaries, missing
terminators and bare LF only make the map coarser. An embedded message (message/rfc822) is one opaque leaf.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backstamp.mail.headers import Field, Structured, read_content_type, read_fields, read_token
from backstamp.mail.splice import Span

MAX_DEPTH = 100
"""Multiparts nested deeper than this stay one opaque leaf; the deepest seen in real mail is below 10."""

MAX_DELIMITERS = 20_000
"""Lines that look like a delimiter and are examined, in one message: a bound for hostile mail."""

_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*+(?:\r?\n|\r?\Z)")


@dataclass(frozen=True, slots=True)
class Part:
    """One MIME part in place.

    Attributes:
        number: "1" for the message itself, "1.2" for its second child, and so on.
        fields: the header fields in order; their spans adjoin.
        header: from the first field to the end of the last.
        separator: the empty line after the header, empty where it is missing.
        body: all that follows; in a multipart it holds the children and what stands between them.
        content_type: lower case, "text/plain" when nothing readable is said (RFC 2045 section 5.2).
        parameters: of the Content-Type, lower-case names.
        transfer_encoding: lower case, "7bit" when nothing is said (RFC 2045 section 6.1).
        disposition: lower case ("inline", "attachment", …), empty when nothing is said.
        has_filename: whether the part names a file (Content-Disposition filename or Content-Type name).
        children: the parts of a multipart, in order; empty for a leaf.
    """

    number: str
    fields: tuple[Field, ...]
    header: Span
    separator: Span
    body: Span
    content_type: str
    parameters: dict[str, str]
    transfer_encoding: str
    disposition: str
    has_filename: bool
    children: tuple["Part", ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """All ranges of this part in order, those of its children included: joined, they are the part."""
        spans = [*(field.span for field in self.fields), self.separator]
        position = self.body.start
        for child in self.children:
            spans += (Span(position, child.header.start), *child.spans)
            position = child.body.end
        return (*spans, Span(position, self.body.end))

    def walk(self) -> Iterator["Part"]:
        """This part and everything below it, in the order of the message."""
        yield self
        for child in self.children:
            yield from child.walk()

    def raw_values(self, message: bytes, name: str) -> list[bytes]:
        """The raw values of all header fields of a name (lower case), as they stand in ``message``."""
        return [message[field.value.start : field.value.end] for field in self.fields if field.name == name]


def part_map(message: bytes) -> Part:
    """Read any octets as a message; never raises, linear in their number.

    Source of the rules: RFC 2046 section 5.1 (multipart), RFC 2045 (defaults).
    """
    return _Reader(message).part(Span(0, len(message)), "1", "text/plain", 1)


class _Reader:
    """Reads one message; keeps the count of delimiters already spent."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._left = MAX_DELIMITERS

    def part(self, span: Span, number: str, default_type: str, depth: int) -> Part:
        fields, separator = read_fields(self._message, *span)
        body = Span(separator.end, span.end)
        kind = self._structured(fields, "content-type", default_type)
        disposition = self._structured(fields, "content-disposition", "")
        return Part(
            number=number,
            fields=fields,
            header=Span(span.start, separator.start),
            separator=separator,
            body=body,
            content_type=kind.value,
            parameters=kind.parameters,
            transfer_encoding=self._structured(fields, "content-transfer-encoding", "").value or "7bit",
            disposition=disposition.value,
            has_filename="filename" in disposition.parameters or "name" in kind.parameters,
            children=self._children(body, kind, number, depth),
        )

    def _structured(self, fields: tuple[Field, ...], name: str, default: str) -> Structured:
        """The first field of a name, read; mail clients take the first of several too."""
        for field in fields:
            if field.name == name:
                raw = self._message[field.value.start : field.value.end]
                return read_content_type(raw) if name == "content-type" else read_token(raw)
        return Structured(default, {})

    def _children(self, body: Span, kind: Structured, number: str, depth: int) -> tuple[Part, ...]:
        boundary = kind.parameters.get("boundary", "").rstrip()
        if not kind.value.startswith("multipart/") or not boundary or depth > MAX_DEPTH:
            return ()
        default = "message/rfc822" if kind.value == "multipart/digest" else "text/plain"
        spans = list(self._between(body, b"--" + boundary.encode("latin-1", "replace")))
        return tuple(
            self.part(span, f"{number}.{place}", default, depth + 1) for place, span in enumerate(spans, start=1)
        )

    def _between(self, body: Span, delimiter: bytes) -> Iterator[Span]:
        """What stands between delimiter lines; the line break before a delimiter belongs to it."""
        start = -1
        for line, after, closing in self._delimiters(body, delimiter):
            if start >= 0:
                yield Span(start, max(start, self._before_break(line)))
            start = after
            if closing:
                return
        if start >= 0:
            yield Span(start, body.end)

    def _delimiters(self, body: Span, delimiter: bytes) -> Iterator[tuple[int, int, bool]]:
        """Each delimiter line: where it starts, where it ends, whether it is the closing one."""
        message, position = self._message, body.start
        while self._left > 0:
            found = message.find(delimiter, position, body.end)
            if found < 0:
                return
            self._left -= 1
            position = found + len(delimiter)
            at_line_start = found == body.start or message[found - 1 : found] == b"\n"
            match = _AFTER_BOUNDARY.match(message, position, body.end) if at_line_start else None
            if match:
                position = match.end()
                yield found, position, match[1] is not None

    def _before_break(self, line: int) -> int:
        return line - 2 if self._message[line - 2 : line] == b"\r\n" else line - 1
