"""HTML character references (``&amp;``, ``&#64;``) decoded as browsers do, with a map back to where each stood.

The rules are those of WHATWG HTML sections 13.2.5.72 to 13.2.5.80; the names are those of the standard library's table.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from html.entities import html5
from operator import attrgetter
from typing import NamedTuple

from backstamp.mail.splice import Span

_LONGEST_NAME = max(map(len, html5)) - 1
_REFERENCE = re.compile(rf"&(?:#[xX]([0-9a-fA-F]++);?|#([0-9]++);?|([A-Za-z0-9]{{1,{_LONGEST_NAME}}}+;?))")
_LONGEST_NUMBER = 7
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class _Reference(NamedTuple):
    """One reference: where its characters stand in the decoded text, and where it was written."""

    start: int
    end: int
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text that knows where each of its characters was written."""

    text: str
    _references: tuple[_Reference, ...] = ()

    def raw(self, span: Span) -> Span:
        """Where a run of ``text`` was written.

        Args:
            span: offsets of ``text``. One that cuts through the two characters of a single reference covers it whole.

        Returns:
            Offsets of the text that was decoded.
        """
        if not self._references:
            return span
        start = self._raw(span.start, to_end=False)
        return Span(start, self._raw(span.end, to_end=True) if span.end > span.start else start)

    def _raw(self, offset: int, *, to_end: bool) -> int:
        place = bisect_right(self._references, offset, key=attrgetter("end"))
        if place < len(self._references) and self._references[place].start < offset:
            inside = self._references[place]
            return inside.raw_end if to_end else inside.raw_start
        if place == 0:
            return offset
        before = self._references[place - 1]
        return offset - before.end + before.raw_end


def decode_attribute(raw: str) -> Decoded:
    """Decode an attribute's value as it is written between its quotes.

    A name without its semicolon stays as it is before ``=``, a letter or a digit (``?a=1&copy=2``). A NUL reads as
    U+FFFD (13.2.5.36 to 13.2.5.38); line breaks stay as they are.
    """
    decoded = _decode(raw, in_attribute=True)
    return replace(decoded, text=decoded.text.replace("\0", _REPLACEMENT)) if "\0" in raw else decoded


def decode_text(raw: str) -> Decoded:
    """Decode text between tags; NULs and line breaks stay as they are."""
    return _decode(raw, in_attribute=False)


def _decode(raw: str, *, in_attribute: bool) -> Decoded:
    if "&" not in raw:
        return Decoded(raw)
    pieces: list[str] = []
    references: list[_Reference] = []
    position = length = 0
    for match in _REFERENCE.finditer(raw):
        end, characters = _read(match, in_attribute=in_attribute)
        if not characters:
            continue
        length += match.start() - position
        pieces += (raw[position : match.start()], characters)
        references.append(_Reference(length, length + len(characters), match.start(), end))
        position, length = end, length + len(characters)
    pieces.append(raw[position:])
    return Decoded("".join(pieces), tuple(references))


def _read(match: re.Match[str], *, in_attribute: bool) -> tuple[int, str]:
    """Where the reference ends, and its characters: none for what is no reference."""
    hexadecimal, decimal, name = match.groups()
    if name is None:
        return match.end(), _numeric(hexadecimal, 16) if hexadecimal else _numeric(decimal, 10)
    for size in range(len(name), 1, -1):
        characters = html5.get(name[:size])
        if characters:
            end = match.start(3) + size
            literal = in_attribute and name[size - 1] != ";" and _goes_on(match.string[end : end + 1])
            return end, "" if literal else characters
    return match.end(), ""


def _goes_on(following: str) -> bool:
    return following == "=" or (following.isascii() and following.isalnum())


def _numeric(digits: str, base: int) -> str:
    """The character of a numeric reference (13.2.5.80); 0x80 to 0x9F are read as windows-1252."""
    digits = digits.lstrip("0")
    number = int(digits or "0", base) if len(digits) <= _LONGEST_NUMBER else 0
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return _REPLACEMENT
    if 0x80 <= number <= 0x9F:
        return bytes([number]).decode("cp1252", errors="ignore") or chr(number)
    return chr(number)
