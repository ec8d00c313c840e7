"""A checksum of octets that does not mind how their lines end."""

from collections.abc import Iterable, Iterator
from zlib import crc32

_CHUNK = 1 << 20


def checksum(pieces: Iterable[bytes | memoryview]) -> int:
    """The CRC-32 of the pieces joined, every line feed counted as CRLF; copies at most a mebibyte at a time."""
    value = 0
    held = b""
    for chunk in _chunks(pieces):
        octets = held + chunk
        held = b"\r" if octets.endswith(b"\r") else b""
        value = crc32(_with_crlf(octets[: len(octets) - len(held)]), value)
    return crc32(held, value)


def _chunks(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    waiting: list[bytes | memoryview] = []
    size = 0
    for piece in pieces:
        if size + len(piece) <= _CHUNK:
            waiting.append(piece)
            size += len(piece)
            continue
        yield b"".join(waiting)
        waiting, size = [], 0
        view = memoryview(piece)
        for place in range(0, len(view), _CHUNK):
            yield bytes(view[place : place + _CHUNK])
    yield b"".join(waiting)


def _with_crlf(octets: bytes) -> bytes:
    if octets.count(b"\n") == octets.count(b"\r\n"):
        return octets
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
