"""Where a finding stands, for people: the part, the line in its text, and the tag or field as written."""

from dataclasses import dataclass

from backstamp.mail.edit import Looked, look_at
from backstamp.mail.part import Part
from backstamp.mail.parts import part_map
from backstamp.mail.references.reference import Reference
from backstamp.mail.splice import Span

_AROUND = 160
"""Characters of context on either side at most."""
_MARKED = 400
_SHARED = 4
"""Characters that a place may be off: in base64 octets that are neighbours share a character."""
_NEAR = 1000
"""Octets of a header's line that are looked at on either side."""
_BREAKS = ("\n", "\r")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reference stands.

    Attributes:
        part: the number of the part.
        where: ``header`` or ``text``: what ``line`` counts in.
        line: from 1, in the part's header or in its text with the transfer encoding undone.
        before: what stands in front of it in its tag, or in its line.
        marked: itself, as written; cut where it is long.
        after: what stands behind it in its tag, or in its line.
    """

    part: str
    where: str
    line: int
    before: str
    marked: str
    after: str


class _Lines:
    """Counts the lines of a text; asked for rising places, all counting together is linear."""

    def __init__(self, text: str | bytes, start: int = 0) -> None:
        self._text, self._start = text, start
        self._at, self._line = start, 1

    def of(self, offset: int) -> int:
        if offset < self._at:
            self._at, self._line = self._start, 1
        text = self._text
        self._line += (
            text.count("\n", self._at, offset) if isinstance(text, str) else text.count(b"\n", self._at, offset)
        )
        self._at = offset
        return self._line


@dataclass(slots=True)
class _Text:
    """A part's text; ``origin`` and ``offset`` are the last place that was asked for, in the message and in it."""

    looked: Looked
    lines: _Lines
    origin: int = 0
    offset: int = 0

    def find(self, origin: int) -> int:
        """The character that stands at a place of the message: origins rise, so halving finds it."""
        low = self.offset if origin >= self.origin else 0
        step = 1
        length = len(self.looked.text)
        while low + step < length and self._ends(low + step) <= origin:
            low, step = low + step, 2 * step
        high = min(low + step, length)
        while low < high:
            middle = (low + high) // 2
            if self._ends(middle) <= origin:
                low = middle + 1
            else:
                high = middle
        self.origin, self.offset = origin, low
        return low

    def _ends(self, offset: int) -> int:
        return self.looked.origin(Span(offset, offset + 1)).end


class Places:
    """The places of one message's references, asked for in their order; each part is decoded once.

    Args:
        message: all octets.
    """

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._parts = {part.number: part for part in part_map(message).walk()}
        self._texts: dict[str, _Text] = {}
        self._headers: dict[str, _Lines] = {}

    def of(self, reference: Reference) -> Place:
        """Where it stands; of what is inside an encoded message, as much as can be said."""
        part = self._parts.get(reference.part)
        if part is None:
            return Place(reference.part, "text", 1, "", _cut(reference.raw), "")
        if reference.span.start < part.body.start:
            return self._in_header(reference, part)
        return self._in_text(reference, part)

    def _in_header(self, reference: Reference, part: Part) -> Place:
        lines = self._headers.setdefault(part.number, _Lines(self._message, part.header.start))
        start, end = reference.span
        begin = max(part.header.start, self._message.rfind(b"\n", 0, start) + 1, start - _NEAR)
        close = self._message.find(b"\n", end, end + _NEAR)
        close = close if close >= 0 else min(end + _NEAR, part.body.start)
        pieces = (self._message[begin:start], self._message[start : min(end, start + _NEAR)], self._message[end:close])
        return _place(part.number, "header", lines.of(start), *(each.decode("utf-8", "replace") for each in pieces))

    def _in_text(self, reference: Reference, part: Part) -> Place:
        known = self._texts.get(part.number)
        if known is None:
            looked = look_at(self._message, part)
            known = self._texts[part.number] = _Text(looked, _Lines(looked.text))
        text = known.looked.text
        at = known.find(reference.span.start)
        exact = text.find(reference.raw, at, at + len(reference.raw) + _SHARED)
        at = max(at, exact)
        end = at + len(reference.raw) if exact >= 0 else at
        marked = text[at:end] or reference.raw
        begin, close = _element(text, at, end)
        return _place(part.number, "text", known.lines.of(at), text[begin:at], marked, text[end:close])


def _place(part: str, where: str, line: int, before: str, marked: str, after: str) -> Place:
    before = before if len(before) <= _AROUND else "…" + before[-_AROUND:]
    after = after if len(after) <= _AROUND else after[:_AROUND] + "…"
    return Place(part, where, line, before, _cut(marked), after)


def _cut(text: str) -> str:
    return text if len(text) <= _MARKED else text[: _MARKED - 1] + "…"


def _element(text: str, start: int, end: int) -> tuple[int, int]:
    """The tag around a run of text; where there is none near, its line."""
    opened = text.rfind("<", max(0, start - 4 * _AROUND), start)
    closed = text.find(">", end, end + 4 * _AROUND)
    if opened >= 0 and closed >= 0 and text.find(">", opened, start) < 0:
        return opened, closed + 1
    begin = max(max(text.rfind(each, max(0, start - _NEAR), start) for each in _BREAKS) + 1, start - _NEAR, 0)
    ends = [found for found in (text.find(each, end, end + _NEAR) for each in _BREAKS) if found >= 0]
    return begin, min(ends, default=min(len(text), end + _NEAR))
