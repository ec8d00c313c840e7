"""A text with its ordinary URL escapes undone, and where each octet stood in it."""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

_UNIT = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_VALUE = re.compile(r"[^?&=/;#]{6,}+")
_DELIMITER = re.compile(r"[._~,|:!$*-]")
_LAST_DELIMITER = re.compile(r"(.*)[._~,|:!$*-][^._~,|:!$*-]*+", re.DOTALL)
_MIN_VALUE = 6
# Quoted-printable that nobody decoded: soft line breaks, also with the break turned into a blank, and the equals sign.
_SOFT_BREAK = re.compile(r"=(?:\r?\n|[ \t])[ \t]*|=3D")


def is_damaged(text: str) -> bool:
    """Whether a text looks as if its quoted-printable was not decoded; a value that begins with 3D looks so too."""
    return "=" in text and _SOFT_BREAK.search(text) is not None


class EscapedValue(NamedTuple):
    """A value without its escapes, and where it stands; or a piece of it (not ``whole``)."""

    octets: bytes
    start: int
    end: int
    whole: bool


def escaped_values(text: str) -> Iterator[EscapedValue]:
    """Values with escapes in them, undone: what may be binary, or hold signs that delimit elsewhere.

    Yields:
        Each of them; where something is put in front or behind with a delimiter, also what is left without that.
    """
    if "%" not in text:
        return
    for match in _VALUE.finditer(text):
        if _ESCAPE.search(match[0]):
            start, end = match.span()
            first, last = _DELIMITER.search(match[0]), _LAST_DELIMITER.fullmatch(match[0])
            begins = [start, start + first.end()] if first else [start]
            ends = [end, start + last.end(1)] if last else [end]
            for begin, stop in product(begins, ends):
                octets = unquote_to_bytes(text[begin:stop])
                if stop - begin >= _MIN_VALUE:
                    yield EscapedValue(octets, begin, stop, whole=stop - begin == end - start)


class Flat:
    """One text, flattened; its octets as latin-1 characters."""

    __slots__ = ("_kept", "_starts", "octets", "source", "text")

    def __init__(self, source: str, *, mended: bool = False) -> None:
        """Take a text as it stands in a message; ``mended`` undoes quoted-printable that is left in it."""
        if not source.isascii():
            source = source.encode("utf-8", "replace").decode()  # lone surrogates, one for one
        self.source = source
        self._kept: list[int] | None = None
        self._starts: list[int] | None = None
        if mended:
            source = self._mended()
        self.octets = unquote_to_bytes(source) if "%" in source else source.encode()
        self.text = self.octets.decode("latin-1")

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the flat text stands in the source."""
        if len(self.text) == len(self.source):
            return start, end
        starts = self._all_starts()
        return starts[min(start, len(starts) - 1)], starts[min(end, len(starts) - 1)]

    def values(self) -> Iterator[EscapedValue]:
        """The values between the delimiters of a URL, if they hold escapes, as ``escaped_values`` gives them."""
        if self._kept is None:
            yield from escaped_values(self.source)

    def _mended(self) -> str:
        """The source without soft line breaks; notes which characters are kept."""
        pieces, self._kept, position = [], [], 0
        for match in _SOFT_BREAK.finditer(self.source):
            end = match.start() + (match[0][1] == "3")
            pieces.append(self.source[position:end])
            self._kept += range(position, end)
            position = match.end()
        pieces.append(self.source[position:])
        self._kept += range(position, len(self.source) + 1)
        return "".join(pieces)

    def _all_starts(self) -> list[int]:
        """For each character of the flat text, and its end, the place in the source."""
        if self._starts is None:
            kept = self._kept
            mended = self.source if kept is None else "".join(self.source[index] for index in kept[:-1])
            starts: list[int] = []
            for match in _UNIT.finditer(mended):
                octets = 1 if len(match[0]) == 3 else len(match[0].encode("utf-8", "replace"))
                starts += [match.start()] * octets
            starts.append(len(mended))
            self._starts = starts if kept is None else [kept[index] for index in starts]
        return self._starts
