"""Frame Streams, the container of dnstap files, read from blocks; and the little of Protocol Buffers that dnstap needs.

As of the Frame Streams protocol (fstrm's control.h): frames of a 32-bit length, a length of zero marks a control
frame. And of Protocol Buffers' encoding page: varints, fixed 32 and 64 bits, octets behind their length.
"""

import struct
from collections.abc import Iterator

from backstamp.recipient.hunt.formats.told import BadLineError

LARGEST = 1 << 20  # octets of a frame; dnstap's are one DNS message and a little more
_LENGTH = struct.Struct(">I")
START = b"\0\0\0\0"


def frames(held: bytes) -> Iterator[tuple[int, int]]:
    """Where the whole frames of data lie in ``held`` (start, end); then one pair (-1, offset of what is left).

    Raises:
        BadLineError: a length that no frame of this kind has: the place in the file is lost.
    """
    at = 0
    while at + 4 <= len(held):
        (length,) = _LENGTH.unpack_from(held, at)
        start, data = at + 4, length > 0
        if not data:
            if start + 4 > len(held):
                break
            (length,) = _LENGTH.unpack_from(held, start)
            start += 4
        if length > LARGEST:
            raise BadLineError(f"a frame of {length} octets")
        if start + length > len(held):
            break
        if data:
            yield start, start + length
        at = start + length
    yield -1, at


def fields(octets: bytes) -> dict[int, int | bytes]:
    """The fields of a message of Protocol Buffers by their numbers; of a repeated one the last.

    Raises:
        BadLineError: it breaks off, or holds groups.
    """
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(octets):
        key, at = _varint(octets, at)
        value: int | bytes
        if key & 7 == 0:
            value, at = _varint(octets, at)
        elif key & 7 == 2:
            length, at = _varint(octets, at)
            value, at = octets[at : at + length], at + length
        elif key & 7 in {1, 5}:
            size = 8 if key & 7 == 1 else 4
            value, at = int.from_bytes(octets[at : at + size], "little"), at + size
        else:
            raise BadLineError("no Protocol Buffers")
        if at > len(octets):
            raise BadLineError("a message that breaks off")
        found[key >> 3] = value
    return found


def _varint(octets: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, octet in enumerate(octets[at : at + 10]):
        value |= (octet & 127) << 7 * place
        if octet < 128:
            return value, at + place + 1
    raise BadLineError("a number that breaks off")
