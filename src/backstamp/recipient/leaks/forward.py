"""Encodings that are recognised, not undone: the reader's data encoded beforehand, to be found rotated or backwards.

To undo a rotation takes 25 tries for every token, each with all other coats below it. Instead the usual encodings of
the reader's data are made once, and both they and the tokens are turned to a normal form, the same for all rotations.
"""

import base64
import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks.needles import Strength, strength_of
from backstamp.recipient.leaks.rotation import normal, rotated

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _base58(octets: bytes) -> bytes:
    number, signs = int.from_bytes(octets, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        signs = _BASE58[digit] + signs
    return signs.encode("ascii")


def _raw_deflate(octets: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-15)
    return deflate.compress(octets) + deflate.flush()


_WRITTEN: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("base64", base64.b64encode),
    ("base64", base64.urlsafe_b64encode),
    ("hex", lambda octets: octets.hex().encode()),
    ("hex", lambda octets: octets.hex().upper().encode()),
    ("base32", base64.b32encode),
    ("base32", lambda octets: base64.b32encode(octets).lower()),
    ("base58", _base58),
    ("ascii85", base64.a85encode),
    ("base85", base64.b85encode),
)
_INNER: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    *_WRITTEN,
    ("zlib", zlib.compress),
    ("deflate", _raw_deflate),
    ("gzip", lambda octets: gzip.compress(octets, mtime=0)),
    ("reversed", lambda octets: octets[::-1]),
)


_OUTERMOST: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("percent", lambda octets: "".join(f"%{octet:02X}" for octet in octets).encode()),
    ("entity", lambda octets: "".join(f"&#{octet};" for octet in octets).encode()),
    ("decimal", lambda octets: ",".join(map(str, octets)).encode()),
    ("binary", lambda octets: "".join(f"{octet:08b}" for octet in octets).encode()),
)


class Known(NamedTuple):
    """A datum, encoded.

    Attributes:
        what: which datum.
        value: itself.
        coats: the outermost first.
        letter: the place in the alphabet of the first letter of the encoded text.
    """

    what: LeakOf
    value: str
    coats: tuple[str, ...]
    letter: int


class _Written(NamedTuple):
    """A datum as it is written when encoded, without padding; not yet turned to its normal form."""

    what: LeakOf
    value: str
    coats: tuple[str, ...]
    text: str


class Forward:
    """The encodings of one address and its local part; those of one length are turned when it is first asked for."""

    def __init__(self, address: str) -> None:
        """Take an address, lower case."""
        self._written: dict[int, list[_Written]] = {}
        self._tables: dict[int, dict[str, Known]] = {}
        local = address.partition("@")[0]
        self._add(LeakOf.ADDRESS, address)
        if len(local) >= 4 and strength_of(local) is not Strength.COMMON:
            self._add(LeakOf.LOCAL_PART, local)
        self.lengths = frozenset(self._written)
        """Of the tokens that can be found, without padding."""

    def find(self, token: str) -> tuple[LeakOf, str, tuple[str, ...]] | None:
        """What a token (without padding) is an encoding of: the datum and the coats, the outermost first."""
        if len(token) not in self.lengths:
            return None
        key, letter = normal(token)
        known = self._table(len(token)).get(key)
        if known is None:
            return None
        turn = (letter - known.letter) % 26
        coats = (f"rot{turn}", *known.coats) if turn else known.coats
        return (known.what, known.value, coats) if coats else None

    def _add(self, what: LeakOf, value: str) -> None:
        for coats, octets in _encoded(value.encode("utf-8", "replace")):
            text = octets.decode("latin-1").strip("=")
            self._written.setdefault(len(text), []).append(_Written(what, value, coats, text))

    def _table(self, length: int) -> dict[str, Known]:
        if length not in self._tables:
            table = self._tables[length] = {}
            for what, value, coats, text in self._written[length]:
                for way, written in ((coats, text), (("reversed", *coats), text[::-1])):
                    key, letter = normal(written)
                    table.setdefault(key, Known(what, value, way, letter))
        return self._tables[length]


def _encoded(octets: bytes) -> Iterator[tuple[tuple[str, ...], bytes]]:
    yield (), octets
    for name, encode in _OUTERMOST:
        yield (name,), encode(octets)
    inside = [(name, encode(octets)) for name, encode in _INNER]
    for name, encode in _WRITTEN:
        yield (name,), encode(octets)
        for inner, written in inside:
            yield (name, inner), encode(written)
        if name in {"base64", "hex"}:
            for by in range(1, 26):
                yield (name, f"rot{by}"), encode(rotated(octets.decode("latin-1"), by).encode("latin-1"))


@lru_cache(maxsize=128)
def forward_of(address: str) -> Forward:
    """The encodings of an address (lower case); kept for the last few, because a mailbox has few readers."""
    return Forward(address)
