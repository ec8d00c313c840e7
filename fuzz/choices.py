"""Octets read as a row of decisions: how a fuzzer that knows only octets writes messages that make sense."""

from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Choices:
    """Takes decisions from octets, from the front; once they are used up every decision is the first one.

    Args:
        data: any octets.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    @property
    def left(self) -> int:
        """Octets not yet used."""
        return len(self._data) - self._position

    def below(self, count: int) -> int:
        """A number from 0 to ``count`` - 1; takes one octet, or two where one cannot tell as many apart."""
        return int.from_bytes(self.octets(1 if count <= 256 else 2), "little") % count

    def flip(self) -> bool:
        """Yes or no."""
        return self.below(2) == 1

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of several."""
        return things[self.below(len(things))]

    def octets(self, count: int) -> bytes:
        """So many octets as they are, fewer at the end."""
        found = self._data[self._position : self._position + count]
        self._position += len(found)
        return found

    def some_octets(self, most: int) -> bytes:
        """A run of octets of any length up to a limit."""
        return self.octets(self.below(most + 1))

    def rest(self) -> bytes:
        """All octets not yet used."""
        return self.octets(self.left)
