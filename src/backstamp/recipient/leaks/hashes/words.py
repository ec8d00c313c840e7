"""What MD4 and RIPEMD-160 share: padding to blocks of 64 octets, and turning words of 32 bits."""

import struct
from collections.abc import Iterator

MASK = 0xFFFFFFFF


def blocks(data: bytes) -> Iterator[tuple[int, ...]]:
    """The padded data (RFC 1320 section 3.1 and 3.2) as blocks of sixteen little-endian words."""
    length = struct.pack("<Q", len(data) * 8)
    data += b"\x80" + bytes((55 - len(data)) % 64) + length
    return struct.iter_unpack("<16I", data)


def turned(word: int, bits: int) -> int:
    """A word turned left; bits beyond the 32nd of the input are ignored."""
    word &= MASK
    return (word << bits | word >> (32 - bits)) & MASK
