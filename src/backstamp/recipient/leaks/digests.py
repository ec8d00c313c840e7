"""Digests of one address: every hash of the table, and every hash of a hash, of the ways to write it."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks.hashes.table import NUMBERS, QUICK, SLOW

SHORTEST = 8
"""Octets of the beginning of a digest that tell it: sixteen hexadecimal digits."""
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
    """The digests of one address and of its local part; each table is made when it is first asked for."""

    def __init__(self, address: str) -> None:
        """Take an address, lower case."""
        self._address = address
        self._slow: dict[int, dict[bytes, Hashed]] = {}

    def of_octets(self, octets: bytes, *, slow: bool = True) -> Hashed | None:
        """Whose digest this is, or the beginning of whose (eight octets and more; slow hashes: only whole).

        Args:
            octets: the digest.
            slow: whether to make the tables of slow hashes, some ten milliseconds each.
        """
        size = len(octets)
        if size < SHORTEST:
            return self._numbers.get(octets) if size == 4 else None
        found = self._quick.get(octets[:SHORTEST])
        if found is not None and found.octets.startswith(octets):
            return found
        found = self._numbers.get(octets) if size in {8, 16} else None
        if found is None and slow and size in _SLOW_SIZES:
            found = self._slow_of(size).get(octets)
        return found

    def of_number(self, digits: str) -> Hashed | None:
        """Whose digest a decimal number is, without its sign."""
        return self._decimals.get(digits)

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
    def _quick(self) -> dict[bytes, Hashed]:
        table: dict[bytes, Hashed] = {}
        for name, hash_of in QUICK.items():
            for source in self._sources:
                hashed = _hashed(name, source, hash_of(source.octets))
                table.setdefault(hashed.octets[:SHORTEST], hashed)
        return table

    def _slow_of(self, size: int) -> dict[bytes, Hashed]:
        if size not in self._slow:
            table: dict[bytes, Hashed] = {}
            for name, (octets, hash_of) in SLOW.items():
                for source in self._seldom if octets == size else ():
                    hashed = _hashed(name, source, hash_of(source.octets))
                    table.setdefault(hashed.octets, hashed)
            self._slow[size] = table
        return self._slow[size]

    @cached_property
    def _all_numbers(self) -> tuple[tuple[int, int, Hashed], ...]:
        """Bits, number and what it is of."""
        return tuple(
            (bits, number, _hashed(name, source, number.to_bytes(bits // 8, "big")))
            for name, (bits, hash_of) in NUMBERS.items()
            for source in self._seldom
            for number in (hash_of(source.octets),)
        )

    @cached_property
    def _numbers(self) -> dict[bytes, Hashed]:
        table: dict[bytes, Hashed] = {}
        for bits, _, hashed in self._all_numbers:
            table.setdefault(hashed.octets, hashed)
            table.setdefault(hashed.octets[::-1], hashed)
            if bits == 128:
                table.setdefault(hashed.octets[8:] + hashed.octets[:8], hashed)
        return table

    @cached_property
    def _decimals(self) -> dict[str, Hashed]:
        table: dict[str, Hashed] = {}
        for bits, number, hashed in self._all_numbers:
            for written in _decimals_of(number, bits):
                table.setdefault(written.removeprefix("-"), hashed)
        return table


@lru_cache(maxsize=128)
def digests_of(address: str) -> Digests:
    """The digests of an address (lower case); kept for the last few, because a mailbox has few readers."""
    return Digests(address)


def _hashed(name: str, source: _Source, octets: bytes) -> Hashed:
    return Hashed(source.what, f"{name}({source.form})" if source.form else name, source.value, octets)


def _hashed_once(source: _Source) -> Iterator[_Source]:
    """Every hash of a datum, written as programs write it: hexadecimal, numbers in decimal."""
    for name, hash_of in QUICK.items():
        yield source._replace(form=name, octets=hash_of(source.octets).hex().encode("ascii"))
    for name, (_, slow_hash_of) in SLOW.items():
        yield source._replace(form=name, octets=slow_hash_of(source.octets).hex().encode("ascii"))
    for name, (bits, number_of) in NUMBERS.items():
        for written in _decimals_of(number_of(source.octets), bits):
            yield source._replace(form=name, octets=written.encode("ascii"))


def _decimals_of(number: int, bits: int) -> Iterator[str]:
    """A number as unsigned, and as signed where that differs."""
    yield str(number)
    if number >> bits - 1:
        yield str(number - (1 << bits))
