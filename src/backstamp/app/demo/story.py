"""What truly happened to each recipient, written down beside the play, so that any report can be held against it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about one delivery.

    Attributes:
        address: the recipient's address.
        name: the recipient's name.
        what: what happened, in a sentence or two.
        read: whether the recipient read the letter.
        clicked: whether the recipient followed a link of it.
    """

    address: str
    name: str
    what: str
    read: bool
    clicked: bool
