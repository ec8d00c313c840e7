"""SHA-0 (FIPS 180, 1993), which programs of the time call "sha": SHA-1 without the turn in the message schedule."""

import struct

from backstamp.recipient.leaks.hashes.words import MASK, turned

_CONSTANTS = (0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6)


def sha0(data: bytes) -> bytes:
    """The digest: 20 octets."""
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    state: tuple[int, ...] = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
    for block in struct.iter_unpack(">16I", padded):
        state = tuple((old + new) & MASK for old, new in zip(state, _run(state, list(block)), strict=True))
    return struct.pack(">5I", *state)


def _run(state: tuple[int, ...], words: list[int]) -> tuple[int, ...]:
    for index in range(16, 80):
        words.append(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16])
    a, b, c, d, e = state
    for index, word in enumerate(words):
        mixed = turned(a, 5) + _mix(index // 20, b, c, d) + e + _CONSTANTS[index // 20] + word & MASK
        a, b, c, d, e = mixed, a, turned(b, 30), c, d
    return a, b, c, d, e


def _mix(part: int, x: int, y: int, z: int) -> int:
    if part == 0:
        return x & y | ~x & z
    if part == 2:
        return x & y | x & z | y & z
    return x ^ y ^ z
