"""What a search has found so far, and how it is told."""

from typing import NamedTuple

from backstamp.recipient.finding import Decoded, Leak, LeakOf
from backstamp.recipient.leaks.flat import Flat
from backstamp.recipient.leaks.readable import is_readable, told

_WHOLE = 0.45
"""Of the length of a text, what its content has at least if all of it is decoded: hexadecimal leaves half."""


class Place(NamedTuple):
    """A stretch of a text: of its flat form, or of its source."""

    start: int
    end: int
    in_source: bool = False


class Harvest:
    """Leaks and readable tokens of one text."""

    __slots__ = ("_decoded", "_flat", "_leaks")

    def __init__(self, flat: Flat) -> None:
        """Take the text that places refer to."""
        self._flat = flat
        self._leaks: dict[tuple[LeakOf, str, str], tuple[Place, bool]] = {}
        self._decoded: dict[Place, tuple[str, bytes]] = {}

    def leak(self, what: LeakOf, value: str, path: tuple[str, ...], place: Place, *, known: bool = True) -> None:
        """Note a datum under its coats, the outermost first; of the same under the same coats the first counts."""
        self._leaks.setdefault((what, value, _form(path)), (place, known))

    def token(self, path: tuple[str, ...], octets: bytes, place: Place) -> None:
        """Note what came out of a token, if it is readable.

        What comes later from the same place lies deeper: it is told instead, unless it is only a piece of it.
        """
        before = self._decoded.get(place)
        if before is not None and ("json" in path or len(octets) < _WHOLE * len(before[1])):
            return
        if is_readable(octets):
            self._decoded[place] = (_form(path), octets)

    def leaks(self) -> tuple[Leak, ...]:
        """In the order of the text; what stands before an @ only where the whole is not told under the same coats."""
        fuller = {(form, value.rpartition("@")[0]) for _, value, form in self._leaks if "@" in value}
        told_leaks = [
            Leak(what, form, _readable_value(value), known, *self._in_source(place))
            for (what, value, form), (place, known) in self._leaks.items()
            if (form, value) not in fuller
        ]
        return tuple(sorted(told_leaks, key=lambda leak: (leak.start, leak.end, leak.form)))

    def decoded(self) -> tuple[Decoded, ...]:
        """In the order of the text; a token inside another one's place is not told again."""
        if not self._decoded:
            return ()
        placed = [(*self._in_source(place), form, octets) for place, (form, octets) in self._decoded.items()]
        kept: list[Decoded] = []
        reached = 0
        for start, end, form, octets in sorted(placed, key=lambda item: (item[0], -item[1])):
            if start >= reached:
                kept.append(Decoded(self._flat.source[start:end], form, told(octets)))
                reached = end
        return tuple(kept)

    def _in_source(self, place: Place) -> tuple[int, int]:
        return (place.start, place.end) if place.in_source else self._flat.place(place.start, place.end)


def _form(path: tuple[str, ...]) -> str:
    """Coats as they are told: ``base64(hex)``; ``plain`` where there is none."""
    return "(".join(path) + ")" * (len(path) - 1) if path else "plain"


def _readable_value(value: str) -> str:
    """A value that was found among octets, as text."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
