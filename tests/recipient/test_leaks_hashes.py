"""Hashes written here give the digests that their authors published."""

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.recipient.leaks.hashes.md2 import md2
from backstamp.recipient.leaks.hashes.md4 import md4
from backstamp.recipient.leaks.hashes.murmur import murmur2_32, murmur2_64, murmur3_32, murmur3_128
from backstamp.recipient.leaks.hashes.ripemd160 import ripemd160
from backstamp.recipient.leaks.hashes.sha0 import sha0
from backstamp.recipient.leaks.hashes.table import NUMBERS, QUICK, SLOW
from backstamp.recipient.leaks.hashes.whirlpool import whirlpool

ALPHABET = b"abcdefghijklmnopqrstuvwxyz"
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
EIGHTIES = b"1234567890" * 8

PUBLISHED = [
    # RFC 1319, appendix A.5
    (md2, b"", "8350e5a3e24c153df2275c9f80692773"),
    (md2, b"a", "32ec01ec4a6dac72c0ab96fb34c0b5d1"),
    (md2, b"abc", "da853b0d3f88d99b30283a69e6ded6bb"),
    (md2, b"message digest", "ab4f496bfb2a530b219ff33031fe06b0"),
    (md2, ALPHABET, "4e8ddff3650292ab5a4108c3aa47940b"),
    (md2, LETTERS, "da33def2a42df13975352846c30338cd"),
    (md2, EIGHTIES, "d5976f79d83d3a0dc9806c3c66f3efd8"),
    # RFC 1320, appendix A.5
    (md4, b"", "31d6cfe0d16ae931b73c59d7e0c089c0"),
    (md4, b"a", "bde52cb31de33e46245e05fbdbd6fb24"),
    (md4, b"abc", "a448017aaf21d8525fc10ae87aa6729d"),
    (md4, b"message digest", "d9130a8164549fe818874806e1c7014b"),
    (md4, ALPHABET, "d79e1c308aa5bbcdeea8ed63df412da9"),
    (md4, LETTERS, "043f8582f241db351ce627e153e7f0e4"),
    (md4, EIGHTIES, "e33b4ddc9c38f2199c3e7b164fcc0536"),
    # FIPS 180 (1993), appendix
    (sha0, b"abc", "0164b8a914cd2a5e74c4f7ff082c4d97f1edf880"),
    (
        sha0,
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "d2516ee1acfa5baf33dfc1c471e438449ef134c8",
    ),
    # Bosselaers' page on RIPEMD-160
    (ripemd160, b"", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
    (ripemd160, b"a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
    (ripemd160, b"abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
    (ripemd160, b"message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
    (ripemd160, ALPHABET, "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
    (ripemd160, LETTERS, "b0e20b6e3116640286ed3a87a5713079b21f5189"),
    (ripemd160, EIGHTIES, "9b752e45573d4b39f4dbd3323cab82bf63326bfb"),
    # ISO/IEC 10118-3, test vectors of the final version
    (
        whirlpool,
        b"",
        (
            "19fa61d75522a4669b44e39c1d2e1726c530232130d407f89afee0964997f7a7"
            "3e83be698b288febcf88e3e03c4f0757ea8964e59b63d93708b138cc42a66eb3"
        ),
    ),
    (
        whirlpool,
        b"a",
        (
            "8aca2602792aec6f11a67206531fb7d7f0dff59413145e6973c45001d0087b42"
            "d11bc645413aeff63a42391a39145a591a92200d560195e53b478584fdae231a"
        ),
    ),
    (
        whirlpool,
        b"abc",
        (
            "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c"
            "7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5"
        ),
    ),
]


@pytest.mark.parametrize(("hash_of", "data", "digest"), PUBLISHED)
def test_published_digests(hash_of, data, digest):
    assert hash_of(data).hex() == digest


def test_murmur_as_its_packages_document_it():
    # mmhash 1.336 (it starts from that number), mmh2, mmh3
    assert murmur2_64(b"stdyun.com zsp007@gmail.com", 0x01000193) == 11740402118952761905
    assert murmur2_64(b"abc") == 11297775770902552315
    assert murmur2_32(b"abc") == 324500635
    assert murmur3_32(b"foo") == -156908512 + (1 << 32)
    assert murmur3_32(b"foo", 42) == -1322301282 + (1 << 32)
    low, high = murmur3_128(b"foo")
    assert (low - (1 << 64), high) == (-2129773440516405919, 9128664383759220103)
    assert high << 64 | low == 168394135621993849475852668931176482145


@given(st.binary(max_size=300))
def test_every_hash_has_the_size_that_its_table_says(data):
    for size, hash_of in SLOW.values():
        assert len(hash_of(data)) == size
    for bits, number_of in NUMBERS.values():
        assert 0 <= number_of(data) < 1 << bits
    assert QUICK["sha256"](data) == hashlib.sha256(data).digest()
    assert NUMBERS["crc32"][1](data) == zlib.crc32(data)
