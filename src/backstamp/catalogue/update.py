"""Downloading the lists that change, and keeping them by day beside the older ones.

Nothing here decides anything: a list is fetched, checked, compared with the newest one kept, and written whole or
not at all. Older lists stay, for hits are judged by the list of their own day.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from backstamp.catalogue.databases import built_day
from backstamp.catalogue.dated import dated_files
from backstamp.catalogue.lists import LARGEST_LIST, Reader, google_day, read_bytes, read_google, read_relay
from backstamp.catalogue.ranges import Network
from backstamp.errors import CatalogueError

if TYPE_CHECKING:
    import httpx2

RELAY_ADDRESS = "https://mask-api.icloud.com/egress-ip-ranges.csv"
"""Apple's list of the addresses from which its relay fetches (CSV)."""

GOOGLE_ADDRESS = "https://developers.google.com/static/crawling/ipranges/user-triggered-fetchers-google.json"
"""Google's list of the addresses from which it fetches on a user's behalf (JSON)."""

LARGEST_DATABASE = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sources:
    """Where lists are downloaded from; None for a list that is not wanted.

    Attributes:
        relay: Apple's relay list.
        google: Google's user-triggered fetchers.
        asn: a database of network owners in MaxMind's format; nothing is offered without a licence to agree to,
            hence no default.
        country: a database of countries in MaxMind's format.
    """

    relay: str | None = RELAY_ADDRESS
    google: str | None = GOOGLE_ADDRESS
    asn: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one list.

    Attributes:
        name: ``relay``, ``google``, ``asn`` or ``country``.
        path: the file that was written.
        dated: the day it stands for.
        compared: day of the list it was compared with, the newest kept before; None where it is the first.
        added: networks that are new; None for databases, which are not compared.
        removed: networks that are gone; None for databases.
        unchanged: networks in both; None for databases.
    """

    name: str
    path: Path
    dated: date
    compared: date | None
    added: int | None = None
    removed: int | None = None
    unchanged: int | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    ending: str
    largest: int
    reader: Reader | None
    own_day: Callable[[Path], date | None]


def _google_own_day(path: Path) -> date | None:
    return google_day(read_bytes(path, LARGEST_LIST), path.name)


_KINDS = (
    _Kind("relay", "csv", LARGEST_LIST, read_relay, lambda _path: None),
    _Kind("google", "json", LARGEST_LIST, read_google, _google_own_day),
    _Kind("asn", "mmdb", LARGEST_DATABASE, None, built_day),
    _Kind("country", "mmdb", LARGEST_DATABASE, None, built_day),
)


def update(folder: Path, sources: Sources, client: "httpx2.Client", today: date) -> list[Loaded]:
    """Download every list that ``sources`` names into ``folder``, each named by its day.

    The day is the one that the list itself states (Google's ``creationTime``, a database's build), else that of the
    header ``Last-Modified``, else that of ``Date``, else ``today``; never a day after ``today``. A list of the same
    day is replaced, others stay.

    Args:
        folder: made where it is missing.
        sources: addresses to download from.
        client: makes the requests; its timeouts hold. Redirects are followed.
        today: the day of the download.

    Returns:
        What was written, in the order relay, google, asn, country.

    Raises:
        CatalogueError: a list could not be had, was malformed or could not be written. The others are written all
            the same, and nothing that was kept before is lost.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CatalogueError(f"catalogue folder {folder} cannot be made: {problem.strerror}") from None
    loaded, failures = [], []
    for kind in _KINDS:
        address = getattr(sources, kind.name)
        if address is None:
            continue
        try:
            loaded.append(_update_one(folder, kind, address, client, today))
        except CatalogueError as failure:
            failures.append(failure.operator)
    if failures:
        kept = ", ".join(f"{one.name} of {one.dated}" for one in loaded) or "none"
        raise CatalogueError(f"{'; '.join(failures)}. Lists updated all the same: {kept}; older lists stay in use.")
    return loaded


def _update_one(folder: Path, kind: _Kind, address: str, client: "httpx2.Client", today: date) -> Loaded:
    part = folder / f".{kind.name}-{os.getpid()}.part"
    try:
        said = _download(client, address, part, kind)
        networks = None if kind.reader is None else kind.reader(read_bytes(part, kind.largest), address)
        dated = min(kind.own_day(part) or said or today, today)
        before = dated_files(folder, kind.name, kind.ending)
        compared = max((day for day in before if day <= dated), default=None)
        counts = _compare(kind, networks, before[compared] if compared else None)
        path = folder / f"{kind.name}-{dated.isoformat()}.{kind.ending}"
        part.replace(path)
    except OSError as problem:
        raise CatalogueError(f"{kind.name}: cannot write in {folder}: {problem.strerror}") from None
    finally:
        with suppress(OSError):
            part.unlink()
    return Loaded(kind.name, path, dated, compared, *counts)


def _compare(kind: _Kind, networks: set[Network] | None, before: Path | None) -> tuple[int | None, ...]:
    if networks is None or kind.reader is None:
        return (None, None, None)
    old: set[Network] = set()
    if before is not None:
        with suppress(CatalogueError):  # an older list that is damaged is no reason to refuse the new one
            old = set(kind.reader(read_bytes(before, kind.largest), str(before)))
    return (len(networks - old), len(old - networks), len(networks & old))


def _download(client: "httpx2.Client", address: str, part: Path, kind: _Kind) -> date | None:
    """Write what ``address`` serves to ``part``; the day that the headers state, or None."""
    import httpx2  # noqa: PLC0415 - only `catalogue update` needs an HTTP client

    try:
        with client.stream("GET", address, follow_redirects=True) as response:
            if response.status_code != httpx2.codes.OK:
                raise CatalogueError(
                    f"{kind.name}: {address} answered {response.status_code} instead of 200; check the address"
                )
            _write(part, kind, address, response.iter_bytes())
            return _said_day(response.headers.get("last-modified")) or _said_day(response.headers.get("date"))
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as problem:
        reason = str(problem) or type(problem).__name__
        raise CatalogueError(f"{kind.name}: {address} cannot be had ({reason}); check address and network") from None


def _write(part: Path, kind: _Kind, address: str, chunks: Iterable[bytes]) -> None:
    written = 0
    with part.open("wb") as file:
        for chunk in chunks:
            written += len(chunk)
            if written > kind.largest:
                raise CatalogueError(f"{kind.name}: {address} sent more than {kind.largest:,} octets; not such a list")
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _said_day(header: str | None) -> date | None:
    """The day in a header such as ``Sun, 05 Sep 2021 08:00:00 GMT``, or None."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC).date() if header else None
    except (ValueError, OverflowError):
        return None
