"""Delimiter lines: where the parts of the multiparts that are open at a place begin and end (RFC 2046 section 5.1.1).

One search over the message stops only at lines that begin with "--"; whose delimiter such a line is, a table of the
open boundaries says. So the cost does not depend on how many multiparts are open.
"""

from typing import NamedTuple

# RFC 2046 section 5.1.1: transport padding. More than one CR is seen where CRLF was translated twice.
_BLANK = b" \t\r\n"
_NO_LEVEL = 1 << 62


class Delimiter(NamedTuple):
    """A line that is a delimiter.

    Attributes:
        level: the level (as given to ``Delimiters.open``) of the multipart that it belongs to.
        start: offset of its first hyphen.
        end: offset of the line that follows.
        closing: whether it is the last one of its multipart.
    """

    level: int
    start: int
    end: int
    closing: bool


class Delimiters:
    """The open boundaries of one message, and the search for their lines."""

    def __init__(self, message: bytes, line_end: bytes) -> None:
        self._message, self._line_end = message, line_end
        self._search_for = line_end + b"--"
        self._levels: dict[bytes, int] = {}

    def open(self, boundary: bytes, level: int) -> bool:
        """Look for a boundary from now on.

        Returns:
            False if nothing can be found by it: it is blank, or that of an outer multipart, whose lines they all are.
        """
        boundary = boundary.rstrip(_BLANK)
        if not boundary or boundary in self._levels:
            return False
        self._levels[boundary] = level
        return True

    def close(self, boundary: bytes) -> None:
        """Look no longer for a boundary that was opened."""
        del self._levels[boundary.rstrip(_BLANK)]

    def next(self, position: int) -> Delimiter | None:
        """The first delimiter line at or after the beginning of a line."""
        if not self._levels:
            return None
        found = self._message.find(self._search_for, max(position - 1, 0))
        while found >= 0:
            delimiter = self.at(found + 1)
            if delimiter is not None:
                return delimiter
            found = self._message.find(self._search_for, found + 1)
        return None

    def at(self, line: int) -> Delimiter | None:
        """The delimiter that a line is, if it is one; of colliding boundaries the outer one counts.

        Args:
            line: offset of a line that begins with "--".
        """
        found = self._message.find(self._line_end, line)
        end = len(self._message) if found < 0 else found + 1
        text = self._message[line + 2 : end].rstrip(_BLANK)
        level = self._levels.get(text, _NO_LEVEL)
        closed = self._levels.get(text[:-2], _NO_LEVEL) if text.endswith(b"--") else _NO_LEVEL
        if level == closed:
            return None
        return Delimiter(min(level, closed), line, end, closed < level)
