"""All hashes that are looked for: those of Englehardt, Han, Narayanan, "I never signed up for this!", PETS 2018."""

import hashlib
import zlib
from collections.abc import Callable
from functools import lru_cache

from backstamp.recipient.leaks.hashes.md2 import md2
from backstamp.recipient.leaks.hashes.md4 import md4
from backstamp.recipient.leaks.hashes.murmur import murmur2_32, murmur2_64, murmur3_32, murmur3_128
from backstamp.recipient.leaks.hashes.ripemd160 import ripemd160
from backstamp.recipient.leaks.hashes.sha0 import sha0
from backstamp.recipient.leaks.hashes.whirlpool import whirlpool

_MMHASH_SEED = 0x01000193
"""What the package mmhash, which that study used, starts from."""


def _of_hashlib(name: str) -> Callable[[bytes], bytes]:
    make = getattr(hashlib, name)
    if name in {"md5", "sha1"}:
        return lambda data: make(data, usedforsecurity=False).digest()
    return lambda data: make(data).digest()


QUICK: dict[str, Callable[[bytes], bytes]] = {
    name: _of_hashlib(name)
    for name in (
        "md5",
        "sha1",
        "sha256",
        "sha224",
        "sha384",
        "sha512",
        "sha3_224",
        "sha3_256",
        "sha3_384",
        "sha3_512",
        "blake2b",
        "blake2s",
    )
}
"""A microsecond each."""


def _ripemd160() -> Callable[[bytes], bytes]:
    """OpenSSL's, a hundred times as quick, where it has one."""
    if "ripemd160" not in hashlib.algorithms_available:
        return ripemd160
    return lambda data: hashlib.new("ripemd160", data, usedforsecurity=False).digest()


SLOW: dict[str, tuple[int, Callable[[bytes], bytes]]] = {
    "md2": (16, md2),
    "md4": (16, md4),
    "sha": (20, sha0),
    "ripemd160": (20, _ripemd160()),
    "whirlpool": (64, whirlpool),
}
"""With the octets of their digests; some hundred microseconds each."""

_murmur3_128 = lru_cache(maxsize=128)(murmur3_128)  # four numbers are made of one, each for some forty texts

NUMBERS: dict[str, tuple[int, Callable[[bytes], int]]] = {
    "crc32": (32, zlib.crc32),
    "adler32": (32, zlib.adler32),
    "mmh2_32": (32, murmur2_32),
    "mmh3_32": (32, murmur3_32),
    "mmh2": (64, lambda data: murmur2_64(data, _MMHASH_SEED)),
    "mmh2_64": (64, murmur2_64),
    "mmh3_64_1": (64, lambda data: _murmur3_128(data)[0]),
    "mmh3_64_2": (64, lambda data: _murmur3_128(data)[1]),
    "mmh3_128": (128, lambda data: _murmur3_128(data)[1] << 64 | _murmur3_128(data)[0]),
}
"""With their bits: written as decimal numbers as often as in hexadecimal."""
