"""A text with its ordinary URL escapes undone, and where each octet stood in it."""

import re
from urllib.parse import unquote_to_bytes

_UNIT = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
# Quoted-printable that nobody decoded: soft line breaks, also with the break turned into a blank, and the equals sign.
_SOFT_BREAK = re.compile(r"=(?:\r?\n|[ \t])[ \t]*|=3[Dd]")


class Flat:
    """One text, flattened; its octets as latin-1 characters."""

    __slots__ = ("_kept", "_starts", "octets", "source", "text")

    def __init__(self, source: str) -> None:
        """Take a text as it stands in a message."""
        self.source = source
        self._kept: list[int] | None = None
        self._starts: list[int] | None = None
        if "=" in source and _SOFT_BREAK.search(source):
            source = self._mended()
        self.octets = unquote_to_bytes(source) if "%" in source else source.encode("utf-8", "replace")
        self.text = self.octets.decode("latin-1")

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the flat text stands in the source."""
        if len(self.text) == len(self.source):
            return start, end
        starts = self._all_starts()
        return starts[min(start, len(starts) - 1)], starts[min(end, len(starts) - 1)]

    def values(self) -> list[tuple[bytes, int, int]]:
        """The values between the delimiters of a URL as they were before their escapes were undone."""
        if "%" not in self.source:
            return []
        return [
            (unquote_to_bytes(match[1]), *match.span(1))
            for match in re.finditer(r"(?:\A|[?&=/;#])([^?&=/;#]*+)", self.source)
            if _ESCAPE.search(match[1])
        ]

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
