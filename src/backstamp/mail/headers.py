"""Header blocks: where each field stands.

Reading is lenient (RFC 5322 section 4 and what is really sent): a bare LF ends a line, a blank may stand before the
colon, a line that is no field ends the block. What a structured value says is read in ``structured``.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from backstamp.mail.splice import Span
from backstamp.mail.structured import Structured, read_content_type, read_token, unfolded

__all__ = ["Field", "Structured", "line_end_of", "read_content_type", "read_fields", "read_token", "unfolded"]


def _field_pattern(line_end: bytes) -> re.Pattern[bytes]:
    """A whole field: its name, what follows the colon with its folded lines, and the end of the last line.

    RFC 5322 section 3.6.8 (names are printable ASCII) and section 4.5 (blanks before the colon are obsolete, yet seen).
    """
    line = b"[^%b]*+" % line_end
    name = rb"(?:([!-9;-~]++)[ \t]*+:|>?From )"
    return re.compile(name + b"(%b(?:%b[ \t]%b)*+)(?:%b|\\Z)" % (line, line_end, line, line_end))


_FIELD = {line_end: _field_pattern(line_end) for line_end in (b"\n", b"\r")}
# The empty line; a CRLF that was translated twice is CR CR LF.
_EMPTY_LINE = {b"\n": re.compile(rb"\r*+\n"), b"\r": re.compile(rb"\r")}


class Field(NamedTuple):
    """One header field in place, as offsets: a message may have very many of them.

    Attributes:
        name: lower case; empty for an mbox "From " line in front of the block.
        start: of the whole field.
        value_start: behind the colon.
        value_end: of the value with its folds, without the last line break.
        end: of the whole field with the last line break.
    """

    name: str
    start: int
    value_start: int
    value_end: int
    end: int

    @property
    def span(self) -> Span:
        """The whole field with its folded lines and the last line break."""
        return Span(self.start, self.end)

    @property
    def value(self) -> Span:
        """What follows the colon, with its folds, up to the last line break."""
        return Span(self.value_start, self.value_end)


def line_end_of(message: bytes) -> bytes:
    """The octet that ends each line: LF, or CR in a message that has no LF at all (files of old Macintoshes)."""
    return b"\n" if b"\n" in message or b"\r" not in message else b"\r"


def read_fields(
    message: bytes,
    start: int,
    end: int,
    *,
    line_end: bytes | None = None,
    ends_before: Callable[[int], bool] | None = None,
) -> tuple[tuple[Field, ...], Span]:
    """Find the fields between two offsets; linear in what is read, whatever the octets.

    Args:
        message: holds the block.
        start: where the block begins.
        end: where it ends at the latest.
        line_end: from ``line_end_of``, if the caller knows it.
        ends_before: asked about the offset of each line that begins with "--" and looks like a field: a delimiter of
            a multipart ends the block, even one with a colon in its boundary.

    Returns:
        The fields, adjoining from ``start`` on, and the span of the empty line that ends the block (empty where it is
        missing). The body begins where that span ends.
    """
    line_end = line_end or line_end_of(message)
    fields: list[Field] = []
    match_field = _FIELD[line_end].match
    position = start
    while position < end and (match := match_field(message, position, end)):
        name = match[1]
        if name is None and position != start:
            break
        if ends_before is not None and name is not None and name.startswith(b"--") and ends_before(position):
            break
        fields.append(_field(message, match))
        position = match.end()
    empty = _EMPTY_LINE[line_end].match(message, position, end)
    return tuple(fields), Span(position, empty.end() if empty else position)


def _field(message: bytes, match: re.Match[bytes]) -> Field:
    name, (start, end), (value_start, value_end) = match[1], match.span(), match.span(2)
    if value_end > value_start and message[value_end - 1] == 13:  # CR
        value_end -= 1
    if name is None:
        return Field("", start, start, value_end, end)
    return Field(name.decode("ascii").lower(), start, value_start, value_end, end)
