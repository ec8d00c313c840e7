"""Encodings that are recognised, not undone: the reader's data encoded beforehand, to be found rotated or backwards.

To undo a rotation takes 25 tries for every token, each with all other coats below it. Instead the usual encodings of
the reader's data are made once, and both they and the tokens are turned to a normal form, the same for all rotations.
"""

import base64
import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks.needles import Strength, strength_of
from backstamp.recipient.leaks.rotation import first_letter, normal, rotated

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


class _Codec(NamedTuple):
    """A way to write octets.

    Attributes:
        name: as it is told.
        encode: octets to their writing.
        size: from the number of octets to that of signs without padding; None where it depends on the octets.
    """

    name: str
    encode: Callable[[bytes], bytes]
    size: Callable[[int], int] | None = None


_BASE64_SIZE, _HEX_SIZE, _BASE32_SIZE = (
    lambda octets: (4 * octets + 2) // 3,
    lambda octets: 2 * octets,
    lambda octets: (8 * octets + 4) // 5,
)
_WRITTEN = (
    _Codec("base64", base64.b64encode, _BASE64_SIZE),
    _Codec("base64", base64.urlsafe_b64encode, _BASE64_SIZE),
    _Codec("hex", lambda octets: octets.hex().encode(), _HEX_SIZE),
    _Codec("hex", lambda octets: octets.hex().upper().encode(), _HEX_SIZE),
    _Codec("base32", base64.b32encode, _BASE32_SIZE),
    _Codec("base32", lambda octets: base64.b32encode(octets).lower(), _BASE32_SIZE),
    _Codec("base58", _base58),
    _Codec("ascii85", base64.a85encode),
    _Codec("base85", base64.b85encode),
)
_INNER = (
    *_WRITTEN,
    _Codec("zlib", zlib.compress),
    _Codec("deflate", _raw_deflate),
    _Codec("gzip", lambda octets: gzip.compress(octets, mtime=0)),
    _Codec("reversed", lambda octets: octets[::-1]),
)


_OUTERMOST = (
    _Codec("percent", lambda octets: "".join(f"%{octet:02X}" for octet in octets).encode()),
    _Codec("entity", lambda octets: "".join(f"&#{octet};" for octet in octets).encode()),
    _Codec("decimal", lambda octets: ",".join(map(str, octets)).encode()),
    _Codec("binary", lambda octets: "".join(f"{octet:08b}" for octet in octets).encode()),
)
_PLAIN = _Codec("", lambda octets: octets)


class _Way(NamedTuple):
    """A way to write a datum: the coats, the outermost first, how that one is put on, and on which of its forms."""

    coats: tuple[str, ...]
    codec: _Codec
    form: int


def _forms(octets: bytes) -> tuple[bytes, ...]:
    """What an outermost coat is put on: a datum as it is, below an inner coat, and rotated."""
    text = octets.decode("latin-1")
    turned = (rotated(text, by).encode("latin-1") for by in range(1, 26))
    return (octets, *(codec.encode(octets) for codec in _INNER), *turned)


def _all_ways() -> Iterator[_Way]:
    yield _Way((), _PLAIN, 0)
    for codec in _OUTERMOST:
        yield _Way((codec.name,), codec, 0)
    for codec in _WRITTEN:
        yield _Way((codec.name,), codec, 0)
        for form, inner in enumerate(_INNER, 1):
            yield _Way((codec.name, inner.name), codec, form)
        if codec.name in {"base64", "hex"}:
            for by in range(1, 26):
                yield _Way((codec.name, f"rot{by}"), codec, len(_INNER) + by)


_WAYS = tuple(_all_ways())


class _Datum(NamedTuple):
    """An address or its local part, and its forms."""

    what: LeakOf
    value: str
    forms: tuple[bytes, ...]

    def written(self, way: _Way) -> str:
        """The datum as it stands in a message, without padding."""
        return way.codec.encode(self.forms[way.form]).decode("latin-1").strip("=")

    def length(self, way: _Way) -> int:
        """Of what ``written`` gives."""
        size = way.codec.size
        return size(len(self.forms[way.form])) if size else len(self.written(way))


class Forward:
    """The encodings of one address and its local part; those of one length are written when it is first asked for.

    What is kept of hundreds of encodings are numbers: the place of the datum and of the way, as one.
    """

    def __init__(self, address: str) -> None:
        """Take an address, lower case."""
        local = address.partition("@")[0]
        data = [(LeakOf.ADDRESS, address)]
        if len(local) >= 4 and strength_of(local) is not Strength.COMMON:
            data.append((LeakOf.LOCAL_PART, local))
        self._data = [_Datum(what, value, _forms(value.encode("utf-8", "replace"))) for what, value in data]
        self._places: dict[int, list[int]] = {}
        for place, (datum, way) in enumerate(product(self._data, _WAYS)):
            self._places.setdefault(datum.length(way), []).append(place)
        self._tables: dict[int, dict[str, int]] = {}
        self.lengths = frozenset(self._places)
        """Of the tokens that can be found, without padding."""

    def find(self, token: str) -> tuple[LeakOf, str, tuple[str, ...]] | None:
        """What a token (without padding) is an encoding of: the datum and the coats, the outermost first."""
        if len(token) not in self.lengths:
            return None
        key, letter = normal(token)
        known = self._table(len(token)).get(key)
        return None if known is None else self._told(known, letter)

    def _told(self, known: int, letter: int) -> tuple[LeakOf, str, tuple[str, ...]] | None:
        """What is known of a token that begins with a letter (its place in the alphabet)."""
        place, backwards = divmod(known, 2)
        datum, way = self._data[place // len(_WAYS)], _WAYS[place % len(_WAYS)]
        text = datum.written(way)
        turn = (letter - first_letter(text[::-1] if backwards else text)) % 26
        coats = ("reversed", *way.coats) if backwards else way.coats
        coats = (f"rot{turn}", *coats) if turn else coats
        return (datum.what, datum.value, coats) if coats else None

    def _table(self, length: int) -> dict[str, int]:
        """The places of the encodings of one length, doubled and one more where they are written backwards."""
        if length not in self._tables:
            table = self._tables[length] = {}
            for place in self._places[length]:
                text = self._data[place // len(_WAYS)].written(_WAYS[place % len(_WAYS)])
                table.setdefault(normal(text)[0], 2 * place)
                table.setdefault(normal(text[::-1])[0], 2 * place + 1)
        return self._tables[length]


@lru_cache(maxsize=128)
def forward_of(address: str) -> Forward:
    """The encodings of an address (lower case); kept for the last few, because a mailbox has few readers."""
    return Forward(address)
