"""Content lines of calendars and contact cards: folded lines joined, name, parameters and value in place.

Sources: RFC 5545 section 3.1 (iCalendar), RFC 6350 section 3.2 and 3.3 (vCard); bare LF is read too.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from backstamp.mail.splice import Span

_LOGICAL = re.compile(r"[^\r\n]++(?:\r?\n[ \t][^\r\n]*+)*+")
_FOLD = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"(?:[A-Za-z0-9-]++\.)?([A-Za-z0-9-]++)(?=[;:])")
_PARAMETER = re.compile(r";([A-Za-z0-9-]++)(?:=((?:\"[^\"]*+\"|[^\";:,]++|,)*+))?+")


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One logical line.

    Attributes:
        name: upper case, without its group.
        parameters: upper-case names; values without quotes, with their spans in the unfolded line.
        value: what follows the colon.
    """

    name: str
    parameters: dict[str, tuple[str, Span]]
    value: str
    _value_start: int
    _start: int
    _folds: tuple[tuple[int, int], ...]

    def value_span(self, place: Span) -> Span:
        """Where a piece of the value stands in the text."""
        return self.span(Span(self._value_start + place.start, self._value_start + place.end))

    def span(self, place: Span) -> Span:
        """Where a piece of the unfolded line stands in the text."""
        return Span(self._offset(place.start, at_end=False), self._offset(place.end, at_end=place.end > place.start))

    def _offset(self, unfolded: int, *, at_end: bool) -> int:
        """A fold stands before the character that follows it."""
        place = bisect_right(self._folds, (unfolded - at_end, 1 << 60)) - 1
        return self._start + unfolded + (self._folds[place][1] if place >= 0 else 0)


def content_lines(text: str) -> Iterator[ContentLine]:
    """Every line of a calendar or card that has a name and a value; other lines are left out."""
    for match in _LOGICAL.finditer(text):
        line = _read(match[0], match.start())
        if line is not None:
            yield line


def _read(raw: str, start: int) -> ContentLine | None:
    folds: list[tuple[int, int]] = []
    pieces: list[str] = []
    position = removed = 0
    for fold in _FOLD.finditer(raw):
        pieces.append(raw[position : fold.start()])
        removed += len(fold[0])
        position = fold.end()
        folds.append((position - removed, removed))
    line = "".join([*pieces, raw[position:]])
    name = _NAME.match(line)
    if name is None:
        return None
    parameters, end = _parameters(line, name.end())
    if line[end : end + 1] != ":":
        return None
    return ContentLine(name[1].upper(), parameters, line[end + 1 :], end + 1, start, tuple(folds))


def _parameters(line: str, position: int) -> tuple[dict[str, tuple[str, Span]], int]:
    parameters: dict[str, tuple[str, Span]] = {}
    while match := _PARAMETER.match(line, position):
        position = match.end()
        value = match[2] or ""
        quoted = len(value) > 1 and value[0] == value[-1] == '"'
        span = Span(match.start(2) + 1, match.end(2) - 1) if quoted else Span(*match.span(2))
        if match[2]:
            parameters.setdefault(match[1].upper(), (line[slice(*span)], span))
    return parameters, position
