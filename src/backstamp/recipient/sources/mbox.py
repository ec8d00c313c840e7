r"""Mailbox files (mbox): several messages one after the other, each behind a line that begins with "From ".

There is no standard but a habit (RFC 4155; qmail's mbox(5) names the dialects). A line separates two messages where it
begins with "From ", the next line is a header field, and either a time of day stands in it (``From ada@a.example Tue
Nov 21 16:00:00 2026``), or it is but one word behind an empty line (``From -``, ``From ada@a.example``). A sentence
that begins so is none, quoted or not. Content-Length is not trusted: editors and servers leave it wrong.

In mboxo a body's line "From " stands as ">From ", in mboxrd each ``>*From `` gets one ``>`` more. One ``>`` is taken
off all of these lines, which is right for mboxrd, and for mboxo wherever the line was no quotation to begin with; a
file does not say which it is.
"""

import re
from collections.abc import Callable, Iterator
from mmap import mmap
from typing import NamedTuple

from backstamp.recipient.sources.limits import MAX_MESSAGE
from backstamp.recipient.sources.stream import BLOCK

_AHEAD = 2048
"""Octets that a separator and the beginning of the next line take at most."""
_SEPARATOR = re.compile(
    rb"\nFrom (?P<rest>[^\n]{0,1000}+)\n(?=>From |[!-9;-~]{1,200}+[ \t]*+:)",
)
_BEGINS = b"\nFrom "
_BEFORE = b"\n\n\n"
"""What is thought in front of the first line, so that it is like all others: an empty line and a line break."""
_TIME = re.compile(rb"[0-9]{1,2}:[0-9]{2}")
_QUOTED = re.compile(rb"(?m)^>(?=>*+From )")


class Held(NamedTuple):
    """A message of a mailbox: its octets, None where it is too long; and whether another one follows."""

    octets: bytes | None
    more: bool


def split(read: Callable[[int], bytes], longest: int = MAX_MESSAGE) -> Iterator[Held]:
    """The messages of a mailbox, of which no more than one is held in memory.

    Args:
        read: gives at most so many octets, none at the end; the first line is a separator.
        longest: octets of a message that are kept.
    """
    ahead, done = _BEFORE, len(_BEFORE) - 1
    current = _Current(longest)
    first = True
    while True:
        block = read(BLOCK)
        ahead += block
        certain = max(done, len(ahead) - _AHEAD) if block else len(ahead)
        for start, end in separators(ahead, done, certain, first=first):
            if not first:
                current.add(ahead[done : start + 1])
                yield Held(current.taken(), more=True)
            first, done = False, end
        if done < certain:
            current.add(ahead[done:certain])
            done = certain
        kept = done - len(_BEFORE) + 1
        ahead, done = ahead[kept:], done - kept
        if not block:
            break
    yield Held(current.taken(), more=False)


class _Current:
    """The message that is being read."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._pieces: list[bytes] = []
        self._length = 0

    def add(self, piece: bytes) -> None:
        self._length += len(piece)
        if self._length > self._longest:
            self._pieces.clear()
        else:
            self._pieces.append(piece)

    def taken(self) -> bytes | None:
        """All of it, as it was before it came to the mailbox."""
        octets = None if self._length > self._longest else b"".join(self._pieces)
        self._pieces, self._length = [], 0
        return None if octets is None else _unquoted(_without_last_empty_line(octets))


def separators(octets: bytes | mmap, begin: int, end: int, *, first: bool) -> Iterator[tuple[int, int]]:
    """Where separators stand: from the line break in front of one to the end of its line.

    Args:
        octets: with the two in front of ``begin``.
        begin: where to look from.
        end: where a separator begins at the latest.
        first: whether one that stands at ``begin`` is one whatever it says.
    """
    at = octets.find(_BEGINS, begin)
    while 0 <= at < end:
        found = _SEPARATOR.match(octets, at)
        if found and ((first and at == begin) or _separates(octets, at, found["rest"])):
            yield at, found.end()
        at = octets.find(_BEGINS, found.end() - 1 if found else at + 1)


def _separates(octets: bytes | mmap, at: int, rest: bytes) -> bool:
    behind_empty_line = octets[at - 2 : at].endswith((b"\n", b"\n\r"))
    return _TIME.search(rest) is not None or (behind_empty_line and len(rest.split(None, 1)) <= 1)


def _without_last_empty_line(octets: bytes) -> bytes:
    """The empty line that mailboxes put behind each message is none of its own."""
    for end in (b"\r\n", b"\n"):
        if octets.endswith(b"\n" + end):
            return octets[: -len(end)]
    return octets


def _unquoted(octets: bytes) -> bytes:
    if b"\n>" not in octets and not octets.startswith(b">"):
        return octets
    return _QUOTED.sub(b"", octets)
