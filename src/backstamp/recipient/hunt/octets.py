"""A log's octets as they were before somebody packed them: gzip, bzip2, xz; UTF-16 as UTF-8; in blocks of one size."""

import bz2
import codecs
import lzma
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Protocol

_PIECE = 1 << 18
_HEAD = 1 << 16
_MARK = 6  # octets of the longest packing's mark
_MEMORY = 256 << 20


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the manners of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and not self._full

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(piece) == max_length and not self._inner.eof
        return piece


class Octets:
    """The octets of a log, once, from its beginning.

    Args:
        stream: where they come from; only read.

    Attributes:
        head: the first octets, unpacked, to look at.
        damage: what was wrong with the packing, a sentence; known when everything was read. "" where nothing was.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.damage = ""
        pieces = self._unpacked(stream)
        first = next(pieces, b"")
        pieces = chain([first], pieces)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            pieces = _recoded(pieces)
        elif first.startswith(codecs.BOM_UTF8):
            pieces = chain([first[3:]], pieces) if next(pieces) else pieces
        self.head = _beginning(pieces)
        self._pieces = chain([self.head], pieces)

    def blocks(self, size: int) -> Iterator[bytes]:
        """Blocks of exactly ``size`` octets, but for the last: the same for a packed file and its plain twin."""
        held: list[bytes] = []
        length = 0
        for piece in self._pieces:
            held.append(piece)
            length += len(piece)
            if length >= size:
                joined = b"".join(held)
                whole = length - length % size
                for at in range(0, whole, size):
                    yield joined[at : at + size]
                held, length = [joined[whole:]], length % size
        if length:
            yield b"".join(held)

    def _unpacked(self, stream: BinaryIO) -> Iterator[bytes]:
        first = _at_least(b"", stream)
        make = _packing(first)
        if make is None:
            while first:
                yield first
                first = stream.read(_PIECE)
            return
        try:
            yield from self._members(stream, first, make)
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            self.damage = f"the packed file is damaged ({error}); what stood before was read"

    def _members(self, stream: BinaryIO, data: bytes, make: "type[_Gzip] | _Make") -> Iterator[bytes]:
        """A packed file may be several, one behind the other; what follows the last and is none is left."""
        while data:
            unpacker: _Unpacker = make()
            while not unpacker.eof:
                if unpacker.needs_input and not data and not (data := stream.read(_PIECE)):
                    self.damage = "the packed file breaks off; what stood before was read"
                    return
                piece = unpacker.decompress(data, _PIECE)
                data = b""
                if piece:
                    yield piece
            data = _at_least(unpacker.unused_data, stream).lstrip(b"\0")
            if data and _packing(data) is None:
                self.damage = "something that is not packed follows the packed log; it was not read"
                return


class _Make(Protocol):
    def __call__(self) -> _Unpacker: ...


def _packing(head: bytes) -> "_Make | None":
    if head.startswith(b"\x1f\x8b"):
        return _Gzip
    if head.startswith(b"BZh"):
        return bz2.BZ2Decompressor
    if head.startswith(b"\xfd7zXZ\0"):
        return lambda: lzma.LZMADecompressor(memlimit=_MEMORY)
    return None


def _at_least(held: bytes, stream: BinaryIO) -> bytes:
    """What is held and enough after it to tell a packing by, or all there is."""
    while len(held) < _MARK and (piece := stream.read(_PIECE)):
        held += piece
    return held


def _beginning(pieces: Iterator[bytes]) -> bytes:
    """Enough to tell the format by, also where the pieces are small: packed lines one by one, or a pipe."""
    held = b""
    while len(held) < _HEAD and (piece := next(pieces, b"")):
        held += piece
    return held


def _recoded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """UTF-16 with its mark, as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for piece in pieces:
        text = decoder.decode(piece)
        if text:
            yield text.encode("utf-8", "replace")
