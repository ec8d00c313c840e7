"""Octets that are read once, from front to back, and whose beginning can be looked at first."""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from backstamp.errors import MailboxError
from backstamp.recipient.sources.limits import MAX_MESSAGE, MEGABYTE

BLOCK = MEGABYTE // 4
"""Octets that are asked for at a time."""
TOO_LONG = (
    f"it is larger than {MAX_MESSAGE // MEGABYTE} MB, the most that is read of one message; "
    "cut its attachments off, and scan the rest"
)
DAMAGED = "it is damaged, or cut off; what came before was read. Fetch it again"


class Stream:
    """A source of octets.

    Args:
        read: gives at most so many octets, fewer where fewer are there, none at the end.
        file: the file behind it, where there is one that can be read at any place.
    """

    def __init__(self, read: Callable[[int], bytes], file: BinaryIO | None = None) -> None:
        self._read = read
        self._ahead = b""
        self._at = 0
        self.file = file

    def head(self, octets: int) -> bytes:
        """The next octets, which stay to be read; fewer only at the end."""
        self._ahead, self._at = self._ahead[self._at :], 0
        while len(self._ahead) < octets and (more := self._read(octets - len(self._ahead))):
            self._ahead += more
        return self._ahead[:octets]

    def read(self, octets: int) -> bytes:
        """At most so many octets; none at the end."""
        if self._at >= len(self._ahead):
            if octets >= BLOCK:
                return self._read(octets)
            self._ahead, self._at = self._read(BLOCK), 0
        taken = self._ahead[self._at : self._at + octets]
        self._at += len(taken)
        return taken

    def up_to(self, octets: int) -> bytes:
        """So many octets; fewer only at the end."""
        held = BytesIO()  # grows where it stands: joined pieces would take the room twice
        while octets and (piece := self.read(min(octets, BLOCK))):
            octets -= held.write(piece)
        return held.getvalue()

    def whole(self) -> bytes:
        """All that is left.

        Raises:
            MailboxError: that is more than a message may have.
        """
        octets = self.up_to(MAX_MESSAGE + 1)
        if len(octets) > MAX_MESSAGE:
            raise MailboxError(TOO_LONG)
        return octets

    def skip(self, octets: int) -> bool:
        """Read past so many octets; returns whether they were there."""
        while octets and (piece := self.read(min(octets, BLOCK))):
            octets -= len(piece)
        return not octets


def of_file(file: BinaryIO) -> Stream:
    """The stream of an open file, pipe or device."""
    return Stream(file.read, file if file.seekable() else None)
