"""The part of a log that is looked at: a block of whole lines, and a little of what stood before it."""

from collections.abc import Iterator


class Window:
    """Offsets count from the beginning of what stood before.

    Args:
        past: whole lines before the block.
        block: whole lines.
        number: of the block's first line, from 1.
        offset: of the block in the log.
        lower: whether it will be searched; a copy in lower case is made.
    """

    def __init__(self, past: bytes, block: bytes, number: int, offset: int, *, lower: bool) -> None:
        self.text = past + block if past else block
        self.low = self.text.lower() if lower else b""
        self.begin = len(past)
        self.base = offset - len(past)
        self._mark, self._number = self.begin, number

    def number(self, start: int) -> int:
        """The number of the line that begins there; cheap where asked for in about ascending order."""
        if start >= self._mark:
            self._number += self.text.count(b"\n", self._mark, start)
        else:
            self._number -= self.text.count(b"\n", start, self._mark)
        self._mark = start
        return self._number

    def line(self, start: int) -> int:
        """Where the line that begins at ``start`` ends, before its line feed."""
        end = self.text.find(b"\n", start)
        return len(self.text) if end < 0 else end

    def around(self, place: int) -> tuple[int, int]:
        """The line that an offset lies in."""
        return self.text.rfind(b"\n", 0, place) + 1, self.line(place)

    def lines(self, start: int) -> Iterator[tuple[int, int]]:
        """All lines from one on."""
        while start < len(self.text):
            end = self.line(start)
            yield start, end
            start = end + 1

    def back(self, start: int, most: int) -> Iterator[tuple[int, int]]:
        """Lines before one, the nearest first."""
        for _ in range(most):
            if start <= 0:
                return
            end = start - 1
            start = self.text.rfind(b"\n", 0, end) + 1
            yield start, end
