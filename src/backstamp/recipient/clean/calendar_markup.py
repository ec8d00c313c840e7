"""HTML inside a calendar's value (``X-ALT-DESC``): its edits, told in terms of the calendar's text."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from backstamp.mail.references.content_line import ContentLine, content_lines
from backstamp.mail.splice import Edit, Span

_NAMES = frozenset({"X-ALT-DESC", "STYLED-DESCRIPTION"})
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_TO_ESCAPE = re.compile(r"[\\;,]|\r?\n")


@dataclass(frozen=True, slots=True)
class InnerMarkup:
    """A value that is HTML.

    Attributes:
        name: of the property.
        text: the value, its escapes undone.
        span: of the whole value in the calendar's text.
    """

    name: str
    text: str
    span: Span
    _line: ContentLine
    _shifts: tuple[tuple[int, int], ...]

    def outside(self, edit: Edit[str]) -> Edit[str]:
        """An edit of ``text`` as one of the calendar's text, its new text escaped (RFC 5545 section 3.3.11)."""
        place = self._line.value_span(Span(self._raw(edit.start), self._raw(edit.end)))
        return Edit(*place, _TO_ESCAPE.sub(_escape, edit.new))

    def _raw(self, offset: int) -> int:
        found = bisect_right(self._shifts, (offset, 1 << 60)) - 1
        return offset + (self._shifts[found][1] if found >= 0 else 0)


def inner_markup(text: str) -> Iterator[InnerMarkup]:
    """Every value of a calendar that is HTML, as ``mail.references.calendar`` reads it."""
    for line in content_lines(text):
        if line.name in _NAMES and "<" in line.value:
            yield _read(line)


def _read(line: ContentLine) -> InnerMarkup:
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = []
    position = 0
    for removed, match in enumerate(_ESCAPED.finditer(line.value), start=1):
        pieces += (line.value[position : match.start()], "\n" if match[1] in "nN" else match[1])
        position = match.end()
        shifts.append((position - removed, removed))
    text = "".join([*pieces, line.value[position:]])
    return InnerMarkup(line.name, text, line.value_span(Span(0, len(line.value))), line, tuple(shifts))


def _escape(match: re.Match[str]) -> str:
    return "\\n" if "\n" in match[0] else f"\\{match[0]}"
