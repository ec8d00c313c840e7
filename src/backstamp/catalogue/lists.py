"""Reading the two lists of addresses that others publish: Apple's relay (CSV) and Google's fetchers (JSON)."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from backstamp.catalogue.ranges import Network, RangeSet, parse_network
from backstamp.errors import CatalogueError

LARGEST_LIST = 32 * 1024 * 1024
"""Octets. Apple's list has about 0.7 million."""

Reader = Callable[[bytes, str], set[Network]]


def read_relay(content: bytes, file: str) -> set[Network]:
    """The networks of Apple's list of relay addresses: lines of network, country, region, city.

    Source: https://mask-api.icloud.com/egress-ip-ranges.csv

    Args:
        content: the list as it came.
        file: what to call it in an error.

    Raises:
        CatalogueError: a line does not begin with a network, or there is none.
    """
    networks = set()
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        start = line.partition(",")[0].strip().removeprefix("\ufeff")
        if not start or start.startswith("#"):
            continue
        network = parse_network(start)
        if network is None:
            raise CatalogueError(f"{file}, line {number}: {start[:50]!r} is not a network such as 192.0.2.0/24")
        networks.add(network)
    if not networks:
        raise CatalogueError(f"{file}: holds no networks")
    return networks


def read_google(content: bytes, file: str) -> set[Network]:
    """The networks of one of Google's lists of fetchers: ``{"prefixes": [{"ipv4Prefix": …} | {"ipv6Prefix": …}]}``.

    Source: https://developers.google.com/crawling/docs/crawlers-fetchers/google-user-triggered-fetchers

    Raises:
        CatalogueError: it is not such a document, or holds no networks.
    """
    prefixes = _document(content, file).get("prefixes")
    if not isinstance(prefixes, list) or not prefixes:
        raise CatalogueError(f"{file}: `prefixes` must be a list with at least one network")
    networks = set()
    for number, entry in enumerate(prefixes, 1):
        text = (entry.get("ipv4Prefix") or entry.get("ipv6Prefix")) if isinstance(entry, dict) else None
        network = parse_network(text) if isinstance(text, str) else None
        if network is None:
            raise CatalogueError(f"{file}, prefix {number}: `ipv4Prefix` or `ipv6Prefix` must be a network")
        networks.add(network)
    return networks


def google_day(content: bytes, file: str) -> date | None:
    """The day in ``creationTime`` of one of Google's lists; None where it has none."""
    created = _document(content, file).get("creationTime")
    try:
        return date.fromisoformat(created[:10]) if isinstance(created, str) else None
    except ValueError:
        return None


def _document(content: bytes, file: str) -> dict[str, object]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise CatalogueError(f"{file}: not JSON: {problem}") from None
    if not isinstance(document, dict):
        raise CatalogueError(f"{file}: not one of Google's lists: the document must be an object")
    return document


def open_list(path: Path, reader: Reader) -> RangeSet:
    """Read a list from a file. Raises CatalogueError where the file cannot be read or is malformed."""
    return RangeSet(reader(read_bytes(path, LARGEST_LIST), str(path)))


def read_bytes(path: Path, largest: int) -> bytes:
    """The file's content. Raises CatalogueError where it cannot be read or has more than ``largest`` octets."""
    try:
        if path.stat().st_size > largest:
            raise CatalogueError(f"{path}: larger than {largest:,} octets: this cannot be such a list")
        return path.read_bytes()
    except OSError as problem:
        raise CatalogueError(f"{path}: cannot be read: {problem.strerror}") from None
