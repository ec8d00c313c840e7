"""What an undo record holds, and how it is written: numbers in columns, compressed.

All numbers are unsigned, of four octets; the octets of equal rank stand together, which compresses to little.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from backstamp.mail.base64_body import Layout

PLAIN, QUOTED, RECODED = range(3)
"""Kinds of entries: as splice.Edit, as splice.Quoted, as splice.Recoded."""

MAX_PLAIN = 1 << 24
"""Octets of a record after decompression; a longer one is not read."""

MAX_ENTRIES = 100_000
"""Entries of a record, those of recoded bodies included."""

_BREAKS = (b"", b"\n", b"\r\n")
_NEWLINES = frozenset(_BREAKS)
_INEXACT = 4
_FIXED = 6


class BrokenRecordError(ValueError):
    """The octets are no undo record, or not one for this message; never leaves the engine."""


class Difference(NamedTuple):
    """How the old value differs from the one predicted: a common start and end (lengths), and the octets between."""

    start: int
    end: int
    middle: bytes


class Entry(NamedTuple):
    """One edit to take back.

    Attributes:
        kind: PLAIN, QUOTED or RECODED.
        length: octets of the new value, in the stamped message.
        gap: octets between the new value and the next one, or the end.
        difference: None where the prediction is the old value, and for RECODED.
    """

    kind: int
    length: int
    gap: int
    difference: Difference | None


class Recoding(NamedTuple):
    """How one RECODED entry is taken back.

    Attributes:
        layout: of the old base64; None where the old body was not encoded.
        quoted: whether the new body is quoted-printable, else base64.
        inner: what to take back in the decoded octets.
    """

    layout: Layout | None
    quoted: bool
    inner: "Block"


class Block(NamedTuple):
    """Entries in the order of the message.

    Attributes:
        entries: the edits.
        recodings: one for each RECODED entry, in order.
        width: of the lines of the original's quoted-printable, in characters with the soft break's equals sign.
        newline: of its soft breaks.
    """

    entries: list[Entry]
    recodings: list[Recoding]
    width: int
    newline: bytes

    @property
    def reach(self) -> int:
        """Octets from the start of the first new value to the end."""
        return sum(entry.length + entry.gap for entry in self.entries)


class Record(NamedTuple):
    """A whole undo record.

    Attributes:
        checksum: of the original, from the first old value to the last, and of the block.
        shape: what is known of the original's line breaks.
        block: the entries.
    """

    checksum: int
    shape: "Shape"
    block: Block


class Shape(NamedTuple):
    """The line breaks of an original.

    Attributes:
        bare_end: whether those at its end are left out of all counting.
        newline: the one that all lines end with, CRLF or LF; empty where they are mixed, or there are none.
    """

    bare_end: bool
    newline: bytes


def pack(record: Record) -> bytes:
    """Write a record."""
    fixed = struct.pack("<I", record.checksum)
    return zlib.compress(fixed + packed_block(record.block, record.shape), 9)


def packed_block(block: Block, shape: Shape) -> bytes:
    """A block as it stands in a record, the shape in front of it."""
    return bytes((shape.bare_end | len(shape.newline) << 1,)) + b"".join(_packed(block))


def unpack(octets: bytes) -> Record:
    """Read a record; work and memory are bounded.

    Raises:
        BrokenRecordError: it is none.
    """
    expander = zlib.decompressobj()
    try:
        plain = expander.decompress(octets, MAX_PLAIN)
    except zlib.error as error:
        raise BrokenRecordError from error
    if not expander.eof or expander.unused_data:
        raise BrokenRecordError
    reader = _Reader(plain)
    checksum, shape = struct.unpack("<IB", reader.take(5))
    if shape >> 1 >= len(_BREAKS):
        raise BrokenRecordError
    record = Record(checksum, Shape(bool(shape & 1), _BREAKS[shape >> 1]), _read_block(reader, outer=True))
    if reader.left:
        raise BrokenRecordError
    return record


def _column(values: Sequence[int]) -> bytes:
    octets = struct.pack(f"<{len(values)}I", *values)
    return octets[::4] + octets[1::4] + octets[2::4] + octets[3::4]


def _packed(block: Block) -> Iterable[bytes]:
    entries = block.entries
    differences = [entry.difference for entry in entries if entry.difference]
    middles = b"".join(difference.middle for difference in differences)
    sizes = (len(entries), len(differences), len(block.recodings), len(middles), block.width, len(block.newline))
    yield _column(sizes)
    yield block.newline
    yield bytes([entry.kind | (_INEXACT if entry.difference else 0) for entry in entries])
    yield _column([entry.length for entry in entries])
    yield _column([entry.gap for entry in entries])
    yield _column([difference.start for difference in differences])
    yield _column([difference.end for difference in differences])
    yield _column([len(difference.middle) for difference in differences])
    yield middles
    for recoding in block.recodings:
        yield from _packed_recoding(recoding)


def _packed_recoding(recoding: Recoding) -> Iterable[bytes]:
    layout = recoding.layout or Layout(0, b"", b"", b"", padded=True)
    yield bytes((recoding.layout is not None, recoding.quoted, layout.padded))
    yield _column((layout.width, len(layout.newline), len(layout.head), len(layout.tail)))
    yield layout.newline + layout.head + layout.tail
    yield from _packed(recoding.inner)


class _Reader:
    """Takes octets off the front, and never more than there are."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._position = 0
        self._entries = 0

    @property
    def left(self) -> int:
        return len(self._octets) - self._position

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise BrokenRecordError
        self._position += count
        return self._octets[self._position - count : self._position]

    def newline(self, size: int) -> bytes:
        newline = self.take(size)
        if newline not in _NEWLINES:
            raise BrokenRecordError
        return newline

    def count(self, entries: int) -> None:
        self._entries += entries
        if self._entries > MAX_ENTRIES:
            raise BrokenRecordError

    def column(self, count: int) -> tuple[int, ...]:
        octets = bytearray(self.take(4 * count))
        ranks = bytes(octets)
        for rank in range(4):
            octets[rank::4] = ranks[rank * count : (rank + 1) * count]
        return struct.unpack(f"<{count}I", octets)


def _read_block(reader: _Reader, *, outer: bool) -> Block:
    entries, differences, recodings, middle_size, width, newline_size = reader.column(_FIXED)
    reader.count(entries)
    newline = reader.newline(newline_size)
    kinds = reader.take(entries)
    lengths, gaps = reader.column(entries), reader.column(entries)
    starts, ends, sizes = reader.column(differences), reader.column(differences), reader.column(differences)
    if sum(sizes) != middle_size:
        raise BrokenRecordError
    found = [Difference(start, end, reader.take(size)) for start, end, size in zip(starts, ends, sizes, strict=True)]
    known = [kind & ~_INEXACT for kind in kinds]
    inexact = sum(kind & _INEXACT > 0 for kind in kinds)
    if inexact != differences or known.count(RECODED) != recodings or max(known, default=0) > RECODED:
        raise BrokenRecordError
    if (recodings and not outer) or width < 5:
        raise BrokenRecordError
    following = iter(found)
    rows = [
        Entry(kind & ~_INEXACT, length, gap, next(following) if kind & _INEXACT else None)
        for kind, length, gap in zip(kinds, lengths, gaps, strict=True)
    ]
    return Block(rows, [_read_recoding(reader) for _ in range(recodings)], width, newline)


def _read_recoding(reader: _Reader) -> Recoding:
    encoded, quoted, padded = reader.take(3)
    width, *sizes = reader.column(4)
    newline, head, tail = reader.newline(sizes[0]), reader.take(sizes[1]), reader.take(sizes[2])
    layout = Layout(width, newline, head, tail, bool(padded)) if encoded else None
    return Recoding(layout, bool(quoted), _read_block(reader, outer=False))
