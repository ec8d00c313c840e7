"""Quoted-printable (RFC 2045 section 6.7), decoded with a map back: an edit re-encodes only the lines it touches.

Reading is lenient as mail clients are: an equals sign that begins no escape stands for itself.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import product

from backstamp.mail.splice import Edit, in_order, splice

MAX_LINE = 76
"""Characters of an encoded line without its line break (RFC 2045 section 6.7, rule 5)."""

_ESCAPE = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*+(?:\r?\n|\r?\Z))")
_DIGITS = "0123456789ABCDEFabcdef"
_OCTETS = {f"={pair}".encode(): bytes.fromhex(pair) for pair in map("".join, product(_DIGITS, repeat=2))}
# An equals sign in front of an edit that stands for itself, and might form an escape with what follows it now.
_LONELY = re.compile(rb"=([0-9A-Fa-f]?|[ \t]*+)\Z")
_UNSAFE = re.compile(rb"[^\t -<>-~]|[ \t]\Z")
_LINE = re.compile(rb"([^\r\n]*+)(\r?\n|\r|\Z)")


def decode(body: bytes) -> bytes:
    """Undo the encoding: escapes become octets, soft line breaks vanish, all else stays."""
    return _ESCAPE.sub(lambda match: _OCTETS.get(match[0], b""), body)


class QuotedPrintable:
    """One quoted-printable body.

    Attributes:
        decoded: its octets without the encoding.
    """

    __slots__ = ("_body", "_decoded_at", "_encoded_at", "decoded")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.decoded = decode(body)
        # Parallel lists of places where the two run on together again; a soft line break gives two entries.
        # Filled by the first edit.
        self._decoded_at: list[int] = []
        self._encoded_at: list[int] = []

    def _align(self) -> None:
        length = position = 0
        self._mark(0, 0)
        for match in _ESCAPE.finditer(self._body):
            start, end = match.span()
            length += start - position
            if match[0] in _OCTETS:
                length += 1
            else:
                self._mark(length, start)
            self._mark(length, end)
            position = end

    def _mark(self, decoded: int, encoded: int) -> None:
        self._decoded_at.append(decoded)
        self._encoded_at.append(encoded)

    def _start(self, offset: int) -> int:
        """Where the decoded octet at ``offset`` stands in the body, behind soft line breaks in front of it."""
        if offset == len(self.decoded):
            return self._end(offset)  # an equals sign may end the body; what is added goes in front of it
        place = bisect_right(self._decoded_at, offset) - 1
        return self._encoded_at[place] + offset - self._decoded_at[place]

    def _end(self, offset: int) -> int:
        """Where the octets before ``offset`` end in the body, ahead of soft line breaks."""
        place = bisect_left(self._decoded_at, offset)
        if place < len(self._decoded_at) and self._decoded_at[place] == offset:
            return self._encoded_at[place]
        return self._encoded_at[place - 1] + offset - self._decoded_at[place - 1]

    def edited(self, edits: Iterable[Edit[bytes]], newline: bytes) -> bytes:
        """The body with edits applied.

        Args:
            edits: non-overlapping, offsets in ``decoded``.
            newline: the line break of the part, for new soft line breaks.

        Returns:
            A body that decodes to the spliced octets. Encoded lines without an edit stay; those with one are at
            most 76 characters long.
        """
        ordered = in_order(edits, len(self.decoded))
        if not self._decoded_at:
            self._align()
        return splice(self._body, self._line_edits(ordered, newline))

    def _line_edits(self, ordered: list[Edit[bytes]], newline: bytes) -> Iterator[Edit[bytes]]:
        """Edits of whole encoded lines; edits that share a line are done together."""
        first = last = done = 0
        pieces: list[bytes] = []
        for edit in ordered:
            start = self._start(edit.start)
            end = max(start, self._end(edit.end))
            if not pieces or start > last:
                if pieces:
                    yield self._line(first, last, [*pieces, self._body[done:last]], newline)
                found = self._body.rfind(b"\n", last, start)
                first = last if found < 0 else found + 1
                pieces, done = [], first
                last = self._content_end(end)
            elif end > last:
                last = self._content_end(end)
            pieces += (_LONELY.sub(rb"=3D\1", self._body[done:start]), _quoted(edit.new))
            done = end
        if pieces:
            yield self._line(first, last, [*pieces, self._body[done:last]], newline)

    def _line(self, start: int, end: int, pieces: list[bytes], newline: bytes) -> Edit[bytes]:
        soft = self._body[end : end + 1] == b"="
        return Edit(start, end, _wrapped(b"".join(pieces), newline, MAX_LINE - soft))

    def _content_end(self, position: int) -> int:
        """The end of the line around ``position``, ahead of its line break, soft or hard."""
        found = self._body.find(b"\n", position)
        content = self._body[position : len(self._body) if found < 0 else found]
        stripped = content.removesuffix(b"\r")
        soft = stripped.rstrip(b" \t")
        return position + (len(soft) - 1 if soft.endswith(b"=") else len(stripped))


def encode(octets: bytes, newline: bytes) -> bytes:
    """Encode octets; line feeds, alone or after a carriage return, stay line breaks as they are.

    Args:
        octets: anything.
        newline: put after the equals sign of a soft line break.
    """
    lines = _quoted(octets).splitlines(keepends=True)
    return b"".join(_wrapped_line(line, newline) for line in lines)


def _wrapped_line(line: bytes, newline: bytes) -> bytes:
    content = line.rstrip(b"\r\n")
    return _wrapped(content, newline, MAX_LINE) + line[len(content) :]


def _quoted(octets: bytes) -> bytes:
    """Escape what must be escaped, without breaking lines."""
    if b"\n" not in octets and b"\r" not in octets:
        return _escaped(octets)
    return b"".join(
        _escaped(match[1]) + (b"=0D" if match[2] == b"\r" else match[2]) for match in _LINE.finditer(octets)
    )


def _escaped(line: bytes) -> bytes:
    return _UNSAFE.sub(lambda match: b"=%02X" % match[0][0], line)


def _wrapped(line: bytes, newline: bytes, last_limit: int) -> bytes:
    """Break an encoded line with soft line breaks; ``last_limit`` is the room in the last piece."""
    pieces: list[bytes] = []
    position = 0
    while len(line) - position > last_limit:
        cut = position + MAX_LINE - 1
        cut -= next((back for back in (1, 2) if line[cut - back : cut - back + 1] == b"="), 0)
        pieces += (line[position:cut], b"=", newline)
        position = cut
    pieces.append(line[position:])
    return b"".join(pieces)
