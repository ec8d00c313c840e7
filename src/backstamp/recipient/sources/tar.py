"""Tape archives, read as a stream: nothing is ever unpacked to disk, so names and kinds of members can do no harm.

Sources: POSIX.1-2017 pax, "ustar Interchange Format" and "pax Header Block"; GNU tar manual, "Basic Tar Format".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backstamp.errors import MailboxError
from backstamp.recipient.sources.kind import checksum
from backstamp.recipient.sources.stream import DAMAGED, Stream

_BLOCK = 512
_LONGEST_NAME = 64 * 1024
"""Octets of an extended header or of a GNU name that are read."""
_FILES = {b"0", b"\x00", b"7"}


@dataclass(frozen=True, slots=True)
class TarMember:
    """A regular file of an archive.

    Attributes:
        name: as the archive has it; for people only.
        stream: its octets, to be read before the next member is asked for.
    """

    name: str
    stream: Stream


def members(archive: Stream) -> Iterator[TarMember]:
    """The regular files of an archive; folders, links, devices and the rest are passed over.

    Raises:
        MailboxError: the archive is damaged.
    """
    name, size = "", None
    while (header := archive.up_to(_BLOCK)).strip(b"\x00"):
        if len(header) < _BLOCK or _number(header[148:156]) != checksum(header):
            raise MailboxError(DAMAGED)
        length, kind = _number(header[124:136]), header[156:157]
        if kind in {b"L", b"x"}:
            text = _small(archive, length)
            name, size = (_text(text), size) if kind == b"L" else _extended(text, name, size)
            continue
        length = length if size is None else size
        inside = _Inside(archive, length)
        if kind in _FILES and not _name(header).endswith("/"):
            yield TarMember(name or _name(header), Stream(inside.read))
        inside.finish()
        name, size = ("", None) if kind != b"g" else (name, size)


class _Inside:
    """The octets of one member, and what it takes to come to the next."""

    def __init__(self, archive: Stream, length: int) -> None:
        self._archive = archive
        self._left = length
        self._padding = -length % _BLOCK

    def read(self, octets: int) -> bytes:
        piece = self._archive.read(min(octets, self._left))
        if not piece and self._left and octets:
            raise MailboxError(DAMAGED)
        self._left -= len(piece)
        return piece

    def finish(self) -> None:
        if not self._archive.skip(self._left + self._padding) and self._left:
            raise MailboxError(DAMAGED)


def _small(archive: Stream, length: int) -> bytes:
    if length > _LONGEST_NAME:
        raise MailboxError(f"a member's name or header takes {length:,} octets, as no archive's does")
    inside = _Inside(archive, length)
    octets = Stream(inside.read).up_to(length)
    inside.finish()
    return octets


def _extended(records: bytes, name: str, size: int | None) -> tuple[str, int | None]:
    """Name and size from a pax header: records of ``length key=value`` and a line feed."""
    at = 0
    while at < len(records):
        told, _, _ = records[at : at + 20].partition(b" ")
        if not told.isdigit() or not (length := int(told)):
            break
        key, _, value = records[at + len(told) + 1 : at + length - 1].partition(b"=")
        if key == b"path":
            name = _text(value)
        elif key == b"size" and value.isdigit() and len(value) < 20:
            size = int(value)
        at += length
    return name, size


def _number(field: bytes) -> int:
    """Octal digits, or GNU's big-endian binary, of which the first bit is set.

    Raises:
        MailboxError: it is neither, or negative.
    """
    if field[0] & 0x80:
        number = int.from_bytes(field, "big", signed=False) - (0x80 << 8 * (len(field) - 1))
        if field[0] & 0x40:
            raise MailboxError(DAMAGED)
        return number
    digits = field.strip(b"\x00 ")
    if digits.translate(None, b"01234567"):
        raise MailboxError(DAMAGED)
    return int(digits or b"0", 8)


def _name(header: bytes) -> str:
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\x00" else ""
    name = _text(header[:100])
    return f"{prefix}/{name}" if prefix else name


def _text(octets: bytes) -> str:
    return octets.partition(b"\x00")[0].decode("utf-8", "surrogateescape")
