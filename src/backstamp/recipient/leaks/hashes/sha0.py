"""SHA-0 (FIPS 180, 1993), which programs of the time call "sha": SHA-1 without the turn in the message schedule."""

import struct

from backstamp.recipient.leaks.hashes.words import MASK

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
        part = index // 20
        if part == 0:
            mixed = b & c | ~b & d
        elif part == 2:
            mixed = b & c | b & d | c & d
        else:
            mixed = b ^ c ^ d
        summed = (a << 5 | a >> 27) + mixed + e + _CONSTANTS[part] + word & MASK
        a, b, c, d, e = summed, a, (b << 30 | b >> 2) & MASK, c, d
    return a, b, c, d, e
