"""Globs, matched piece by piece: time is linear in the text whatever the glob, for nothing is ever tried again."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Glob:
    """A text in which ``*`` stands for any characters, none included. Built by ``Glob.read`` or ``Glob.whole``.

    Taking the first place where a piece fits is enough: what comes after it only gets more room.

    Attributes:
        head: what the text begins with.
        pieces: what then follows somewhere, in this order.
        tail: what the text ends with, after all of these; None where more may follow.
        exact: whether the text is the head and nothing else.
    """

    head: str
    pieces: tuple[str, ...]
    tail: str | None
    exact: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """A glob as in ``TrackerRule.path``: more may follow unless it ends in ``$``."""
        if text.endswith("$"):
            return cls.whole(text[:-1])
        head, *pieces = text.split("*")
        return cls(head, tuple(piece for piece in pieces if piece), None)

    @classmethod
    def whole(cls, text: str) -> Self:
        """A glob that stands for a text from its first to its last character."""
        if "*" not in text:
            return cls(text, (), None, exact=True)
        head, *pieces, tail = text.split("*")
        return cls(head, tuple(piece for piece in pieces if piece), tail)

    def matches(self, text: str) -> bool:
        """Whether ``text`` is one that the glob stands for."""
        if self.exact or not text.startswith(self.head):
            return text == self.head
        at = len(self.head)
        for piece in self.pieces:
            at = text.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return self.tail is None or (len(text) - at >= len(self.tail) and text.endswith(self.tail))
