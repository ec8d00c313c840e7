"""Optional databases in MaxMind's format: who announces an address (ASN), and in which country it stands."""

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from backstamp.catalogue.dated import ByDay, dated_files
from backstamp.errors import CatalogueError


class Database(Protocol):
    """What is used of maxminddb's reader."""

    def get(self, ip_address: str) -> object:
        """The record for an address, or None."""
        ...


def open_database(path: Path) -> Database:
    """Open a database. Raises CatalogueError where the file cannot be read or is no such database."""
    import maxminddb  # noqa: PLC0415 - only who downloaded a database pays for the import

    try:
        return maxminddb.open_database(path)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as problem:
        raise CatalogueError(f"{path}: not a database in MaxMind's format: {problem}") from None


def built_day(path: Path) -> date:
    """The day a database was built, from its metadata. Raises CatalogueError like ``open_database``."""
    import maxminddb  # noqa: PLC0415 - only who downloaded a database pays for the import

    try:
        with maxminddb.open_database(path) as reader:
            return datetime.fromtimestamp(reader.metadata().build_epoch, UTC).date()
    except (OSError, ValueError, OverflowError, maxminddb.InvalidDatabaseError) as problem:
        raise CatalogueError(f"{path}: not a database in MaxMind's format: {problem}") from None


class Databases:
    """The ASN and country databases of a folder, asked by day.

    Args:
        folder: where ``asn-YYYY-MM-DD.mmdb`` and ``country-YYYY-MM-DD.mmdb`` are kept; None for none.
    """

    def __init__(self, folder: Path | None) -> None:
        self._asn = _by_day(folder, "asn")
        self._country = _by_day(folder, "country")

    def asn(self, address: str, day: date) -> int | None:
        """The number of the autonomous system that announces ``address``, or None where nothing says so."""
        return asn_of(_record(self._asn, address, day))

    def country(self, address: str, day: date) -> str | None:
        """The country of ``address`` in two letters, or None where nothing says so."""
        return country_of(_record(self._country, address, day))


def _by_day(folder: Path | None, stem: str) -> ByDay[Database]:
    files = dated_files(folder, stem, "mmdb")
    return ByDay({day: partial(open_database, path) for day, path in files.items()})


def _record(databases: ByDay[Database], address: str, day: date) -> dict[str, object]:
    found = databases.nearest(day)
    if found is None:
        return {}
    try:
        record = found[1].get(address)
    except ValueError:  # not an address, or an IPv6 address asked of an IPv4 database
        return {}
    except Exception as problem:  # a damaged file may raise anything in maxminddb's reader, not only its own error
        raise CatalogueError(f"database of {found[0]} is damaged, download it again: {problem}") from problem
    return record if isinstance(record, dict) else {}


def asn_of(record: dict[str, object]) -> int | None:
    """The AS number in a record: ``autonomous_system_number`` (MaxMind) or ``asn`` (flat; 64496 or "AS64496")."""
    value = record.get("autonomous_system_number", record.get("asn"))
    if isinstance(value, str):
        digits = value.upper().removeprefix("AS")
        return int(digits[:10]) if digits.isascii() and digits.isdigit() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def country_of(record: dict[str, object]) -> str | None:
    """The country in a record: ``country.iso_code`` (MaxMind), ``country_code`` or ``country`` (flat)."""
    value = record.get("country_code", record.get("country"))
    if isinstance(value, dict):
        value = value.get("iso_code")
    return value.upper() if isinstance(value, str) and len(value) == 2 else None
