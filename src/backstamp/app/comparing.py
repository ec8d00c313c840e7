"""Two copies of one mailing: read, scanned each by itself, and compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from backstamp.app.scanning import Scanned, scanner
from backstamp.errors import UsageError
from backstamp.mail.parts import part_map
from backstamp.recipient.compare import Comparison, compare
from backstamp.recipient.reader import reader_of
from backstamp.recipient.sources.messages import STDIN, messages
from backstamp.recipient.sources.source import Source, Unreadable

ALIKE = 0.5
"""Share of references with a twin below which two messages are hardly copies of one mailing."""
_HOW = "Name two copies of one mailing: backstamp scan --compare COPY1.eml COPY2.eml"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two copies, compared.

    Attributes:
        first: the first copy, judged alone, with the places of its findings.
        second: likewise.
        comparison: both, judged by what differs; its scans have the same findings in the same order.
        same_reader: the addresses that both are for, where they are the same; else empty.
        identical: whether both are the same octets.
    """

    first: Scanned
    second: Scanned
    comparison: Comparison
    same_reader: tuple[str, ...]
    identical: bool

    @property
    def doubtful(self) -> bool:
        """Whether what differs proves nothing about readers."""
        return bool(self.same_reader) or self.identical or self.comparison.alike < ALIKE


def compare_paths(paths: Sequence[str], stdin: BinaryIO, *, folder: Path, me: tuple[str, ...] = ()) -> Compared:
    """Read, scan and compare two messages.

    Args:
        paths: of two files with one message each; one of them may be ``-``.
        stdin: standard input.
        folder: the data folder, with the lists that the user has imported.
        me: the reader's own addresses.

    Raises:
        UsageError: there are not two, or one of them is no single message.
        CatalogueError: an imported list is malformed.
    """
    if len(paths) != 2:
        raise UsageError(f"--compare takes two messages, and {len(paths)} were named. {_HOW}")
    if paths[0] == paths[1] == STDIN:
        raise UsageError(f"standard input holds one of the two messages at most. {_HOW}")
    one, other = (_message(path, stdin) for path in paths)
    scan_one = scanner(folder, me)
    first, second = scan_one(one), scan_one(other)
    if not (isinstance(first, Scanned) and isinstance(second, Scanned)):  # a scanner of everything gives nothing else
        raise TypeError
    readers = [_addressed(each.octets) for each in (one, other)]
    same = readers[0] if set(readers[0]) == set(readers[1]) else ()
    return Compared(first, second, compare(first.scan, second.scan), same, one.octets == other.octets)


def _message(path: str, stdin: BinaryIO) -> Source:
    found = list(islice(messages([path], stdin), 2))
    if len(found) > 1:
        raise UsageError(f"{path} holds more than one message: save the copy as a file of its own. {_HOW}")
    if not found or isinstance(found[0], Unreadable):
        reason = found[0].reason if found and isinstance(found[0], Unreadable) else "no message is in it"
        raise UsageError(f"{path}: {reason}. {_HOW}")
    return found[0]


def _addressed(message: bytes) -> tuple[str, ...]:
    return reader_of(message, part_map(message)).addresses
