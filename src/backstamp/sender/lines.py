"""Line numbers of a text, asked for in the order of the text."""


class Lines:
    """Counts lines while somebody walks through a text; the whole walk is linear.

    Args:
        text: its lines end with LF or CRLF.
    """

    __slots__ = ("_line", "_position", "_text")

    def __init__(self, text: str) -> None:
        self._text, self._position, self._line = text, 0, 1

    def at(self, offset: int) -> int:
        """The line, from 1, in which an offset stands; offsets must not fall from one call to the next."""
        self._line += self._text.count("\n", self._position, offset)
        self._position = offset
        return self._line
