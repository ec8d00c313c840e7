"""The reader's data in a URL, a header value or a cid: found in plain, through coats, and hashed."""

from typing import NamedTuple

from backstamp.recipient.finding import Decoded, Leak
from backstamp.recipient.leaks.flat import Flat, is_damaged
from backstamp.recipient.leaks.known import Known
from backstamp.recipient.leaks.search import MAX_TEXT, Search
from backstamp.recipient.reader import Reader

_EACH = 500
"""What a search costs besides the octets that it looks at."""
_MAX_KEPT = 500
"""Texts whose result is kept: messages repeat their URLs."""

__all__ = ["MAX_TEXT", "LeakFinder", "Looked"]


class Looked(NamedTuple):
    """What was found in one text.

    Attributes:
        leaks: each datum once for each form, in the order of the text.
        decoded: what tokens say that could be read, in the order of the text.
    """

    leaks: tuple[Leak, ...]
    decoded: tuple[Decoded, ...]


class LeakFinder:
    """Finds the data of one reader; made once for a message, quick to make.

    Attributes:
        spent: what its searches have cost so far: octets looked at, and a little for each text.
    """

    def __init__(self, reader: Reader, senders: tuple[str, ...] = ()) -> None:
        """Take the reader, and the sender's addresses: those are never told as anybody's."""
        self._known = Known(reader, frozenset(sender.lower() for sender in senders))
        self._looked: dict[str, Looked] = {}
        self.spent = 0

    def look(self, text: str) -> Looked:
        """Leaks and readable tokens of a text; never raises, looks at ``MAX_TEXT`` characters, in bounded time.

        Args:
            text: an absolute URL, a header value or a cid, as it is written: its escapes still in place.
        """
        if text[:5].lower() == "data:":
            return Looked((), ())  # fetched from nobody
        text = text[:MAX_TEXT]
        if text not in self._looked:
            if len(self._looked) >= _MAX_KEPT:
                self._looked.clear()
            self._looked[text] = self._look(text)
        return self._looked[text]

    def _look(self, text: str) -> Looked:
        found = self._searched(Flat(text))
        if is_damaged(text):
            mended = self._searched(Flat(text, mended=True))
            told = {(leak.what, leak.value) for leak in mended.leaks}
            more = (leak for leak in found.leaks if leak.known and (leak.what, leak.value) not in told)
            return Looked((*mended.leaks, *more), mended.decoded or found.decoded)
        return found

    def _searched(self, flat: Flat) -> Looked:
        search = Search(self._known, flat)
        search.run()
        self.spent += _EACH + len(flat.octets) + search.spent
        return Looked(search.harvest.leaks(), search.harvest.decoded())

    def search(self, text: str) -> tuple[Leak, ...]:
        """Only the leaks of ``look``."""
        return self.look(text).leaks

    def decoded(self, text: str) -> tuple[Decoded, ...]:
        """Only the readable tokens of ``look``."""
        return self.look(text).decoded
