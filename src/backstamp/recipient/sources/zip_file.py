"""ZIP archives, read in memory: nothing is ever unpacked to disk."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO

from backstamp.errors import MailboxError
from backstamp.recipient.sources.limits import MEGABYTE, Budget
from backstamp.recipient.sources.stream import DAMAGED, Stream

_MAX_DIRECTORY = 32 * MEGABYTE
"""Octets of the table of contents, which is held in memory as a whole."""
_READ = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
_ENCRYPTED = 1
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,  # UnicodeDecodeError among them
    LookupError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file of an archive.

    Attributes:
        name: as the archive has it; for people only.
        stream: its octets; or why they cannot be read.
    """

    name: str
    stream: Stream | str


def members(file: BinaryIO, budget: Budget) -> Iterator[ZipMember]:
    """The files of an archive.

    Args:
        file: can be read at any place.
        budget: counts what comes out.

    Raises:
        MailboxError: the archive is damaged, or its table of contents is too large.
    """
    try:
        size = file.seek(0, 2)
        _check_directory(file, size)
        archive = zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise MailboxError(DAMAGED) from error
    if budget.depth <= 1:
        budget.packed += size
    with archive:
        for member in archive.infolist():
            if not member.filename.endswith("/"):  # is_dir raises where there is no name
                yield from _member(archive, member, budget)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Iterator[ZipMember]:
    if member.flag_bits & _ENCRYPTED:
        yield ZipMember(member.filename, "it is encrypted: unpack the archive with its password, and scan the folder")
        return
    if member.compress_type not in _READ:
        told = f"it is compressed in a way that is not read (method {member.compress_type}): unpack the archive first"
        yield ZipMember(member.filename, told)
        return
    try:
        opened = archive.open(member)
    except _DAMAGED:
        yield ZipMember(member.filename, DAMAGED)
        return
    with opened:
        yield ZipMember(member.filename, Stream(_Inside(opened, budget).read))


class _Inside:
    """One member's octets, counted."""

    def __init__(self, opened: IO[bytes], budget: Budget) -> None:
        self._opened = opened
        self._budget = budget

    def read(self, octets: int) -> bytes:
        try:
            piece = self._opened.read(octets)
        except _DAMAGED as error:
            raise MailboxError(DAMAGED) from error
        self._budget.expand(len(piece))
        return piece


def _check_directory(file: BinaryIO, size: int) -> None:
    """Refuse a huge table of contents before it is read (PKWARE APPNOTE 6.3.10 sections 4.3.14 and 4.3.16).

    Raises:
        MailboxError: it is too large.
        zipfile.BadZipFile: there is none.
    """
    begin = max(0, size - 22 - 65_535)
    file.seek(begin)
    tail = file.read(22 + 65_535)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile
    length = struct.unpack_from("<L", tail, at + 12)[0]
    if length == 0xFFFFFFFF:
        place = begin + at - 20 - 56
        file.seek(max(0, place))
        record = file.read(56)
        length = struct.unpack_from("<Q", record, 40)[0]
    if length > _MAX_DIRECTORY:
        raise MailboxError(
            f"its table of contents takes {length // MEGABYTE:,} MB, more than is held in memory: unpack it, and scan "
            "the folder"
        )
