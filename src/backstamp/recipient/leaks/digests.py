"""Digests of one address: every hash of the table, and every hash of a hash, of the ways to write it."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple

from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks.hashes.table import NUMBERS, QUICK, SLOW

SHORTEST = 8
"""Octets of the beginning of a digest that tell it: sixteen hexadecimal digits."""
_QUICK_NAMES, _SLOW_NAMES, _NUMBER_NAMES = tuple(QUICK), tuple(SLOW), tuple(NUMBERS)
_SLOW_SIZES = frozenset(size for size, _ in SLOW.values())


class Hashed(NamedTuple):
    """A digest and what it is the digest of.

    Attributes:
        what: which datum was hashed.
        form: the hashes, the last one first: ``md5``, ``md5(sha1)``.
        value: what went into the innermost hash.
        octets: the whole digest.
    """

    what: LeakOf
    form: str
    value: str
    octets: bytes


class _Source(NamedTuple):
    """What goes into an outer hash: the datum itself (``form`` is empty), or the way an inner digest is written."""

    what: LeakOf
    form: str
    value: str
    octets: bytes


class Digests:
    """The digests of one address and of its local part; each table is made when it is first asked for.

    A table says by which hash (its place among the names) and of which source (its place among these) a digest is, in
    one number: thousands of digests are kept, and nearly none is ever found.
    """

    def __init__(self, address: str) -> None:
        """Take an address, lower case."""
        self._address = address
        self._slow: dict[int, dict[bytes, int]] = {}

    def of_octets(self, octets: bytes, *, slow: bool = True) -> Hashed | None:
        """Whose digest this is, or the beginning of whose (eight octets and more; slow hashes: only whole).

        Args:
            octets: the digest.
            slow: whether to make the tables of slow hashes, some ten milliseconds each.
        """
        size = len(octets)
        if size < SHORTEST:
            return self._number(self._numbers.get(octets)) if size == 4 else None
        place = self._quick.get(octets[:SHORTEST])
        if place is not None:
            name, source = _QUICK_NAMES[place // len(self._sources)], self._sources[place % len(self._sources)]
            digest = QUICK[name](source.octets)
            if digest.startswith(octets):
                return _hashed(name, source, digest)
        found = self._number(self._numbers.get(octets)) if size in {8, 16} else None
        if found is None and slow and size in _SLOW_SIZES:
            found = self._found_slow(octets)
        return found

    def of_number(self, digits: str) -> Hashed | None:
        """Whose digest a decimal number is, without its sign."""
        return self._number(self._decimals.get(digits))

    def _number(self, place: int | None) -> Hashed | None:
        if place is None:
            return None
        name, source = _NUMBER_NAMES[place // len(self._seldom)], self._seldom[place % len(self._seldom)]
        bits, number_of = NUMBERS[name]
        return _hashed(name, source, number_of(source.octets).to_bytes(bits // 8, "big"))

    def _found_slow(self, octets: bytes) -> Hashed | None:
        place = self._slow_of(len(octets)).get(octets)
        if place is None:
            return None
        return _hashed(_SLOW_NAMES[place // len(self._seldom)], self._seldom[place % len(self._seldom)], octets)

    @cached_property
    def _first(self) -> tuple[_Source, ...]:
        """The ways to write the datum."""
        local, _, domain = self._address.partition("@")
        name, _, _ = domain.rpartition(".")
        ways = {
            self._address: LeakOf.ADDRESS,
            self._address.upper(): LeakOf.ADDRESS,
            local: LeakOf.LOCAL_PART,
            f"{local}@{name}": LeakOf.ADDRESS,
            f"{local.partition('+')[0]}@{domain}": LeakOf.ADDRESS,
            f"{local.partition('+')[0].replace('.', '')}@{domain}": LeakOf.ADDRESS,
            local.upper(): LeakOf.LOCAL_PART,
        }
        return tuple(_Source(what, "", way, way.encode("utf-8", "replace")) for way, what in ways.items() if way)

    @cached_property
    def _seldom(self) -> tuple[_Source, ...]:
        """What a slow hash may have been given: the datum, or a hash of the address."""
        return (*self._first, *_hashed_once(self._first[0]))

    @cached_property
    def _sources(self) -> tuple[_Source, ...]:
        """What a quick hash may have been given: also hashes of the address in capitals and of the local part."""
        return (*self._seldom, *(written for source in self._first[1:3] for written in _hashed_once(source)))

    @cached_property
    def _quick(self) -> dict[bytes, int]:
        table: dict[bytes, int] = {}
        data = [source.octets for source in self._sources]
        for place, (hash_of, octets) in enumerate(product(QUICK.values(), data)):
            table.setdefault(hash_of(octets)[:SHORTEST], place)
        return table

    def _slow_of(self, size: int) -> dict[bytes, int]:
        if size not in self._slow:
            table = self._slow[size] = {}
            for first, (length, hash_of) in enumerate(SLOW.values()):
                for place, source in enumerate(self._seldom if length == size else (), first * len(self._seldom)):
                    table.setdefault(hash_of(source.octets), place)
        return self._slow[size]

    def _all_numbers(self) -> Iterator[tuple[int, int, int]]:
        """Place, bits and number."""
        for place, ((bits, hash_of), source) in enumerate(product(NUMBERS.values(), self._seldom)):
            yield place, bits, hash_of(source.octets)

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        table: dict[bytes, int] = {}
        for place, bits, number in self._all_numbers():
            octets = number.to_bytes(bits // 8, "big")
            table.setdefault(octets, place)
            table.setdefault(octets[::-1], place)
            if bits == 128:
                table.setdefault(octets[8:] + octets[:8], place)
        return table

    @cached_property
    def _decimals(self) -> dict[str, int]:
        table: dict[str, int] = {}
        for place, bits, number in self._all_numbers():
            for written in _decimals_of(number, bits):
                table.setdefault(written.removeprefix("-"), place)
        return table


@lru_cache(maxsize=128)
def digests_of(address: str) -> Digests:
    """The digests of an address (lower case); kept for the last few, because a mailbox has few readers."""
    return Digests(address)


def _hashed(name: str, source: _Source, octets: bytes) -> Hashed:
    return Hashed(source.what, f"{name}({source.form})" if source.form else name, source.value, octets)


def _hashed_once(source: _Source) -> Iterator[_Source]:
    """Every hash of a datum, written as programs write it: hexadecimal, numbers in decimal."""
    what, _, value, octets = source
    for name, hash_of in QUICK.items():
        yield _Source(what, name, value, hash_of(octets).hex().encode("ascii"))
    for name, (_, slow_hash_of) in SLOW.items():
        yield _Source(what, name, value, slow_hash_of(octets).hex().encode("ascii"))
    for name, (bits, number_of) in NUMBERS.items():
        for written in _decimals_of(number_of(octets), bits):
            yield _Source(what, name, value, written.encode("ascii"))


def _decimals_of(number: int, bits: int) -> Iterator[str]:
    """A number as unsigned, and as signed where that differs."""
    yield str(number)
    if number >> bits - 1:
        yield str(number - (1 << bits))
