"""Compressed files (gzip, bzip2, xz), read as a stream within an archive's budget."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from backstamp.errors import MailboxError
from backstamp.recipient.sources.limits import MEGABYTE, Budget
from backstamp.recipient.sources.stream import BLOCK, DAMAGED

_XZ_MEMORY = 128 * MEGABYTE
"""Memory that xz may ask for; its highest preset needs 65 MB."""
_DAMAGED = (OSError, EOFError, lzma.LZMAError, zlib.error, ValueError)


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def _decompressor(magic: bytes) -> _Decompressor:
    if magic.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(wbits=31)
    if magic.startswith(b"BZh"):
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


class Expanded:
    """What a compressed stream holds; several members one after the other (pigz, ``cat a.gz b.gz``) are one.

    Args:
        read: gives the compressed octets, none at the end; it has some.
        budget: counts what goes in and comes out.
    """

    def __init__(self, read: Callable[[int], bytes], budget: Budget) -> None:
        self._source = read
        self._budget = budget
        self._outermost = budget.depth <= 1
        self._waiting = b""
        self._unit: _Decompressor | None = None
        self._begun = False

    def read(self, octets: int) -> bytes:
        """At most so many octets; none at the end.

        Raises:
            MailboxError: the data are damaged, or expand beyond all measure.
        """
        try:
            piece = self._expanded(octets)
        except _DAMAGED as error:
            raise MailboxError(DAMAGED) from error
        self._budget.expand(len(piece))
        return piece

    def _expanded(self, octets: int) -> bytes:
        while True:
            if self._unit is None and not self._next_unit():
                return b""
            unit = self._unit
            assert unit is not None  # noqa: S101 - _next_unit has set it; said for the type checker
            fed = self._waiting or self._fetch()
            piece = unit.decompress(fed, octets)
            self._waiting = getattr(unit, "unconsumed_tail", b"")
            if unit.eof:
                self._waiting, self._unit = unit.unused_data, None
            if piece:
                return piece
            if not fed and not unit.eof:
                raise EOFError

    def _next_unit(self) -> bool:
        """Begin the next member; False where nothing more follows, or only the zeros that tapes and xz pad with."""
        fed = (self._waiting or self._fetch()).lstrip(b"\x00")
        while not fed:
            fed = self._fetch()
            if not fed:
                return False
            fed = fed.lstrip(b"\x00")
        while len(fed) < 2 and (more := self._fetch()):
            fed += more
        if self._begun and not fed.startswith((b"\x1f\x8b", b"BZh", b"\xfd7")):
            return False
        self._unit, self._waiting, self._begun = _decompressor(fed), fed, True
        return True

    def _fetch(self) -> bytes:
        octets = self._source(BLOCK)
        if self._outermost:
            self._budget.packed += len(octets)
        return octets
