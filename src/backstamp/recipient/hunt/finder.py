"""The search that decides which lines are read at all: Aho and Corasick's automaton over the names looked for.

Measured on one core with BIND's log and 300 and 5,000 names (MB/s of unpacked text, lower-casing included): this one
270 to 450; pyahocorasick 180; Hyperscan 82 and 5; RE2 570 and none, since its automaton outgrows its memory; splitting
into names and looking them up in a set 20.
"""

from collections.abc import Iterable, Iterator

from ahocorasick_rs import BytesAhoCorasick, Implementation

from backstamp.recipient.hunt.formats.told import Spelling
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.spelled import patterns

_IN_A_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-_")
_LARGE = 500_000  # octets of patterns, above which the fastest table would take hundreds of megabytes


class Finder:
    """Finds where a block of a log speaks of a name looked for.

    Args:
        needles: the names.
        spellings: how they stand in the log.
        controls: lower-case octets that are found as well.
    """

    def __init__(self, needles: Needles, spellings: Iterable[Spelling], controls: Iterable[bytes] = ()) -> None:
        plain = {host.encode() for host in needles.shortest()} if Spelling.PLAIN in (kinds := set(spellings)) else set()
        found = patterns(needles, kinds) + sorted(controls)
        self._bounded = [pattern in plain for pattern in found]
        kind = Implementation.DFA if sum(map(len, found)) < _LARGE else Implementation.ContiguousNFA
        self._search = BytesAhoCorasick(found, implementation=kind) if found else None

    def places(self, block: bytes) -> Iterator[int]:
        """Offsets in ascending order, one for each place where a name stands as whole labels.

        Args:
            block: in lower case.
        """
        if self._search is None:
            return
        for pattern, start, end in self._search.find_matches_as_indexes(block, overlapping=True):
            if self._bounded[pattern] and not _whole(block, start, end):
                continue
            yield end - 1


def _whole(block: bytes, start: int, end: int) -> bool:
    """Whether the name neither begins nor ends inside a label; ``name.`` may be its end, ``name.com`` is another."""
    if start and block[start - 1] in _IN_A_NAME:
        return _escaped(block, start)
    if end >= len(block):
        return True
    if block[end] == 46:
        return end + 1 >= len(block) or block[end + 1] not in _IN_A_NAME
    return block[end] not in _IN_A_NAME


def _escaped(block: bytes, start: int) -> bool:
    """A percent-encoded octet (``%2f``) or an escape (backslash, t) before the name is no label of it."""
    return block[start - 3 : start - 2] == b"%" or block[start - 2 : start - 1] == b"\\"
