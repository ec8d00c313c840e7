"""What is under one coat."""

from typing import NamedTuple


class Peeled(NamedTuple):
    """One coat taken off a piece of text.

    Attributes:
        coat: its name, as it is told.
        octets: what is inside.
        start: of the piece, in the text that it was found in.
        end: one past it.
        sure: whether the piece was cut exactly; what is inside may then be a digest or compressed.
    """

    coat: str
    octets: bytes
    start: int
    end: int
    sure: bool = True
