"""A stamped message with its tokens left open: what every further copy of a mailing is made from.

Copies of the same modes differ in their tokens alone, and tokens are of one length and of characters that no transfer
encoding changes. Two copies with known tokens, put side by side, show where they stand; from then on a copy is its
tokens laid between pieces that stay as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import ne

from backstamp.mail.splice import Edit, Recoded
from backstamp.tokens.token import TOKEN_LENGTH, Token

ONE, OTHER = "A" * TOKEN_LENGTH, "B" * TOKEN_LENGTH
"""The tokens of the two copies: they differ in every character."""

_Slot = tuple[int, int, int, int, bool]
"""Part of a token: where it goes among the pieces; the token's place among all, the part's first character, the one
behind its last, and whether a line begins with it."""
_Pieces = list[bytes | memoryview]
_SMALL = 1 << 16
"""Octets up to which pieces side by side are made one; larger ones stay views of the original."""
# What must not begin a line: a delimiter of parts (RFC 2046 section 5.1.1). Soft line breaks are set so that none does.
_DANGEROUS = b"--"


class SameTokens:
    """Stands for a key ring whose tokens are all the same.

    Args:
        token: `ONE` or `OTHER`.
    """

    __slots__ = ("_token",)

    def __init__(self, token: str) -> None:
        self._token = token

    def seal(self, token: Token, destination: str = "") -> str:
        """The one token."""
        del token, destination
        return self._token

    def seal_links(self, message: int, recipient: int, links: Iterable[tuple[int, str]]) -> list[str]:
        """The one token for each link."""
        del message, recipient
        return [self._token for _ in links]

    def seal_reader(self, message: int, recipient: int) -> str:
        """The one token."""
        del message, recipient
        return self._token


class Template:
    """Made by ``make_template``."""

    __slots__ = ("_pieces", "_slots")

    def __init__(self, pieces: _Pieces, slots: list[_Slot]) -> None:
        self._pieces, self._slots = pieces, slots

    def fill(self, tokens: Sequence[bytes]) -> bytes | None:
        """Lay tokens into the message.

        Args:
            tokens: as many as it has, in the order in which they stand in the message.

        Returns:
            The copy; None where a token would begin a line with two hyphens: such a copy is laid out in another way.
        """
        filled = list(self._pieces)
        for place, token, start, end, begins_line in self._slots:
            part = tokens[token][start:end]
            if begins_line and part.startswith(_DANGEROUS):
                return None
            filled[place] = part
        return b"".join(filled)


def make_template(
    original: bytes, one: Sequence[Edit[bytes]], other: Sequence[Edit[bytes]], count: int
) -> Template | None:
    """Find the tokens by comparing two copies.

    Args:
        original: what the edits apply to.
        one: the edits of a copy whose tokens are all `ONE`, in order.
        other: the edits of a copy whose tokens are all `OTHER`, in order.
        count: how many tokens each of them has.

    Returns:
        The template; None where the tokens do not stand in the open (base64 hides them).
    """
    pieces: _Pieces = []
    slots: list[_Slot] = []
    token = done = position = 0
    static: _Pieces = []
    view = memoryview(original)
    for edit, twin in zip(one, other, strict=True):
        if (edit.start, edit.end, len(edit.new)) != (twin.start, twin.end, len(twin.new)) or _hides(edit):
            return None
        static.append(view[position : edit.start])
        position, written = edit.end, 0
        for start, end in _differences(edit.new, twin.new):
            if token == count or done + end - start > TOKEN_LENGTH or edit.new[start:end].strip(b"A"):
                return None
            static.append(edit.new[written:start])
            before = edit.new[start - 1 : start] if start else original[edit.start - 1 : edit.start]
            pieces += (*_joined(static), b"")
            slots.append((len(pieces) - 1, token, done, done + end - start, before == b"\n"))
            static, written = [], end
            token, done = (token + 1, 0) if done + end - start == TOKEN_LENGTH else (token, done + end - start)
        static.append(edit.new[written:])
    if (token, done) != (count, 0):
        return None
    return Template([*pieces, *_joined([*static, view[position:]])], slots)


def _joined(static: _Pieces) -> _Pieces:
    return [b"".join(static)] if sum(map(len, static)) <= _SMALL else static


def _hides(edit: Edit[bytes]) -> bool:
    return isinstance(edit, Recoded) and edit.new_encoding == "base64"


def _differences(one: bytes, other: bytes) -> Iterator[tuple[int, int]]:
    """The runs in which two strings of one length differ."""
    if one == other:
        return
    place = 0
    for differs, run in groupby(map(ne, one, other)):
        length = sum(1 for _ in run)
        if differs:
            yield place, place + length
        place += length
