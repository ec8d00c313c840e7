"""MurmurHash 2 and 3 (Austin Appleby, public domain), with seed 0 unless told."""

import struct

_M32 = 0xFFFFFFFF
_M64 = 0xFFFFFFFFFFFFFFFF


def murmur2_32(data: bytes, seed: int = 0) -> int:
    """MurmurHash2: 32 bits, unsigned."""
    factor, value, whole = 0x5BD1E995, seed ^ len(data), len(data) & ~3
    for (word,) in struct.iter_unpack("<I", data[:whole]):
        mixed = word * factor & _M32
        value = value * factor & _M32 ^ (mixed ^ mixed >> 24) * factor & _M32
    if rest := data[whole:]:
        value = (value ^ int.from_bytes(rest, "little")) * factor & _M32
    value = (value ^ value >> 13) * factor & _M32
    return value ^ value >> 15


def murmur2_64(data: bytes, seed: int = 0) -> int:
    """MurmurHash64A: 64 bits, unsigned."""
    factor, whole = 0xC6A4A7935BD1E995, len(data) & ~7
    value = seed ^ len(data) * factor & _M64
    for (word,) in struct.iter_unpack("<Q", data[:whole]):
        mixed = word * factor & _M64
        value = (value ^ (mixed ^ mixed >> 47) * factor & _M64) * factor & _M64
    if rest := data[whole:]:
        value = (value ^ int.from_bytes(rest, "little")) * factor & _M64
    value = (value ^ value >> 47) * factor & _M64
    return value ^ value >> 47


def murmur3_32(data: bytes, seed: int = 0) -> int:
    """MurmurHash3_x86_32: 32 bits, unsigned."""
    value, whole = seed, len(data) & ~3
    for (word,) in struct.iter_unpack("<I", data[:whole]):
        value = _turned32(value ^ _scrambled32(word), 13) * 5 + 0xE6546B64 & _M32
    value ^= _scrambled32(int.from_bytes(data[whole:], "little")) ^ len(data)
    value = (value ^ value >> 16) * 0x85EBCA6B & _M32
    value = (value ^ value >> 13) * 0xC2B2AE35 & _M32
    return value ^ value >> 16


def _turned32(word: int, bits: int) -> int:
    return (word << bits | word >> 32 - bits) & _M32


def _scrambled32(word: int) -> int:
    return _turned32(word * 0xCC9E2D51 & _M32, 15) * 0x1B873593 & _M32


def murmur3_128(data: bytes, seed: int = 0) -> tuple[int, int]:
    """MurmurHash3_x64_128: its two halves, 64 bits each, unsigned."""
    one = two = seed
    whole = len(data) & ~15
    for low, high in struct.iter_unpack("<2Q", data[:whole]):
        one = (_turned64(one ^ _scrambled_low(low), 27) + two) * 5 + 0x52DCE729 & _M64
        two = (_turned64(two ^ _scrambled_high(high), 31) + one) * 5 + 0x38495AB5 & _M64
    rest = data[whole:]
    one ^= _scrambled_low(int.from_bytes(rest[:8], "little")) ^ len(data)
    two ^= _scrambled_high(int.from_bytes(rest[8:], "little")) ^ len(data)
    one = one + two & _M64
    two = one + two & _M64
    one, two = _finished64(one), _finished64(two)
    one = one + two & _M64
    return one, one + two & _M64


def _turned64(word: int, bits: int) -> int:
    return (word << bits | word >> 64 - bits) & _M64


def _scrambled_low(word: int) -> int:
    return _turned64(word * 0x87C37B91114253D5 & _M64, 31) * 0x4CF5AD432745937F & _M64


def _scrambled_high(word: int) -> int:
    return _turned64(word * 0x4CF5AD432745937F & _M64, 33) * 0x87C37B91114253D5 & _M64


def _finished64(value: int) -> int:
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD & _M64
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53 & _M64
    return value ^ value >> 33
