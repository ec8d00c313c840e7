"""RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996; ISO/IEC 10118-3): OpenSSL 3 has it only where it is switched on."""

import struct
from collections.abc import Callable

from backstamp.recipient.leaks.hashes.words import MASK, blocks, turned

_MIXES: tuple[Callable[[int, int, int], int], ...] = (
    lambda x, y, z: x ^ y ^ z,
    lambda x, y, z: x & y | ~x & z,
    lambda x, y, z: (x | ~y) ^ z,
    lambda x, y, z: x & z | y & ~z,
    lambda x, y, z: x ^ (y | ~z),
)
_RHO = (7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8)
_PI = tuple((9 * index + 5) % 16 for index in range(16))
# Shifts of the five rounds by word, not by step.
_SHIFTS = (
    (11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8),
    (12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7),
    (13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9),
    (14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6),
    (15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5),
)
_LEFT = (0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
_RIGHT = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0)

_Line = list[tuple[Callable[[int, int, int], int], int, tuple[tuple[int, int], ...]]]


def _line(
    order: tuple[int, ...], mixes: tuple[Callable[[int, int, int], int], ...], constants: tuple[int, ...]
) -> _Line:
    """One of the two parallel lines: for each round its function, its constant and the words with their shifts."""
    line = []
    for mix, constant, shifts in zip(mixes, constants, _SHIFTS, strict=True):
        line.append((mix, constant, tuple((word, shifts[word]) for word in order)))
        order = tuple(_RHO[word] for word in order)
    return line


_LEFT_LINE = _line(tuple(range(16)), _MIXES, _LEFT)
_RIGHT_LINE = _line(_PI, _MIXES[::-1], _RIGHT)


def ripemd160(data: bytes) -> bytes:
    """The digest: 20 octets."""
    state: tuple[int, ...] = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
    for block in blocks(data):
        left, right = _run(_LEFT_LINE, state, block), _run(_RIGHT_LINE, state, block)
        state = tuple(
            (state[(index + 1) % 5] + left[(index + 2) % 5] + right[(index + 3) % 5]) & MASK for index in range(5)
        )
    return struct.pack("<5I", *state)


def _run(line: _Line, state: tuple[int, ...], block: tuple[int, ...]) -> tuple[int, ...]:
    a, b, c, d, e = state
    for mix, constant, words in line:
        for word, shift in words:
            changed = turned(a + mix(b, c, d) + block[word] + constant, shift) + e & MASK
            a, b, c, d, e = e, changed, b, turned(c, 10), d
    return a, b, c, d, e
