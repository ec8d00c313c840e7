"""Frame Streams, the container of dnstap files, read from blocks; and the little of Protocol Buffers that dnstap needs.

As of the Frame Streams protocol (fstrm's control.h): frames of a 32-bit length, a length of zero marks a control
frame. And of Protocol Buffers' encoding page: varints, fixed 32 and 64 bits, octets behind their length.
"""

import struct
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from backstamp.recipient.hunt.formats.told import BadLineError

LARGEST = 1 << 20  # octets of a frame; dnstap's are one DNS message and a little more
_LENGTH = struct.Struct(">I")
START = b"\0\0\0\0"


@dataclass(frozen=True, slots=True)
class Frames:
    """What lies in a piece of a stream.

    Attributes:
        chosen: start, end and number (from 1, in this piece) of the frames asked for.
        count: of all whole frames of data.
        end: where the last whole frame ends; what follows is the beginning of another.
    """

    chosen: list[tuple[int, int, int]]
    count: int
    end: int


def frames(held: bytes, places: Sequence[int] | None = None) -> Frames:
    """The frames of data that hold one of the places, which ascend; without places all of them.

    Raises:
        BadLineError: a length that no frame of this kind has: the place in the file is lost.
    """
    chosen: list[tuple[int, int, int]] = []
    at, count, next_place, size = 0, 0, 0, len(held)
    while at + 4 <= size:
        (length,) = _LENGTH.unpack_from(held, at)
        if not length:
            end = _control(held, at + 4)
        elif length > LARGEST:
            raise BadLineError(f"a frame of {length} octets")
        else:
            end = at + 4 + length
        if not 0 < end <= size:
            break
        if length:
            count += 1
            if places is None:
                chosen.append((at + 4, end, count))
            elif next_place < len(places) and places[next_place] < end:
                chosen.append((at + 4, end, count))
                next_place = bisect_left(places, end, next_place)
        at = end
    return Frames(chosen, count, at)


def _control(held: bytes, at: int) -> int:
    """Where a control frame ends; 0 where that is not known yet."""
    if at + 4 > len(held):
        return 0
    (length,) = _LENGTH.unpack_from(held, at)
    if length > LARGEST:
        raise BadLineError(f"a control frame of {length} octets")
    return at + 4 + int(length)


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
