"""Reading the catalogue's TOML files into facts, and saying exactly what is wrong where one is malformed."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from backstamp.catalogue.facts import (
    BrowserFact,
    Certainty,
    FetcherClass,
    FetcherFact,
    NetworkClass,
    NetworkFact,
    Refuted,
    Scope,
)
from backstamp.catalogue.ranges import parse_network
from backstamp.errors import CatalogueError

Made = TypeVar("Made")
Chosen = TypeVar("Chosen", bound=StrEnum)

_HIGHEST_ASN = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file, with what is needed to speak about it in an error.

    Attributes:
        file: name of the file.
        where: the table's kind and position, such as ``[[fetcher]] 3``.
        fields: what stands in it.
    """

    file: str
    where: str
    fields: Mapping[str, object]

    def wrong(self, what: str) -> CatalogueError:
        """The error that names file, entry and ``what`` is wrong with it."""
        name = self.fields.get("name")
        called = f" ({name})" if isinstance(name, str) else ""
        return CatalogueError(f"{self.file}: {self.where}{called}: {what}")

    def text(self, key: str) -> str:
        """The non-empty text under ``key``."""
        value = self.fields.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(f"`{key}` must be a non-empty text")
        return value

    def day(self, key: str) -> date:
        """The day under ``key``, written without quotes as 2026-11-21."""
        value = self.fields.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(f"`{key}` must be a day such as 2026-11-21, without quotes")
        return value

    def choice(self, key: str, choices: type[Chosen]) -> Chosen:
        """The member of ``choices`` that stands under ``key``."""
        try:
            return choices(self.text(key))
        except ValueError:
            known = ", ".join(choices)
            raise self.wrong(f"`{key}` must be one of: {known}") from None

    def pattern(self, key: str) -> re.Pattern[str]:
        """The regular expression under ``key``, compiled."""
        try:
            return re.compile(self.text(key))
        except re.error as problem:
            raise self.wrong(f"`{key}` is not a regular expression: {problem}") from None

    def many(self, key: str, kind: type[Made]) -> tuple[Made, ...]:
        """The list under ``key``, every item a ``kind``; empty where the key is missing."""
        value = self.fields.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(item, kind) and not isinstance(item, bool) for item in value
        ):
            raise self.wrong(f"`{key}` must be a list")
        return tuple(value)

    def only(self, *allowed: str) -> None:
        """Refuse keys that mean nothing, so that a slip of the pen is seen."""
        for key in self.fields:
            if key not in allowed:
                raise self.wrong(f"`{key}` means nothing here; known are: {', '.join(allowed)}")


def read_fetchers(text: str, file: str) -> tuple[FetcherFact, ...]:
    """The fetchers in a TOML text. Raises CatalogueError naming ``file``, entry and fault."""
    return tuple(_fetcher(entry) for entry in entries(text, file, "fetcher")["fetcher"])


def read_networks(text: str, file: str) -> tuple[tuple[NetworkFact, ...], tuple[Refuted, ...]]:
    """The networks and the refuted claims in a TOML text. Raises CatalogueError naming ``file``, entry and fault."""
    tables = entries(text, file, "network", "refuted")
    networks = tuple(_network(entry) for entry in tables["network"])
    return networks, tuple(refuted(entry) for entry in tables["refuted"])


def read_browsers(text: str, file: str) -> tuple[BrowserFact, ...]:
    """The browser families in a TOML text. Raises CatalogueError naming ``file``, entry and fault."""
    return tuple(_browser(entry) for entry in entries(text, file, "browser")["browser"])


def entries(text: str, file: str, *kinds: str) -> dict[str, list[Entry]]:
    """The tables of a TOML text by kind, one list for each of ``kinds``. Raises CatalogueError where others stand."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise CatalogueError(f"{file}: not TOML: {problem}") from None
    found: dict[str, list[Entry]] = {kind: [] for kind in kinds}
    for kind, tables in document.items():
        if kind not in found or not isinstance(tables, list):
            allowed = " and ".join(f"[[{allowed}]]" for allowed in kinds)
            raise CatalogueError(f"{file}: `{kind}`: only {allowed} tables belong here")
        found[kind] = [_entry(file, kind, number, table) for number, table in enumerate(tables, 1)]
    return found


def _entry(file: str, kind: str, number: int, table: object) -> Entry:
    if not isinstance(table, dict):
        raise CatalogueError(f"{file}: [[{kind}]] {number}: must be a table")
    return Entry(file, f"[[{kind}]] {number}", table)


def _fetcher(entry: Entry) -> FetcherFact:
    entry.only("name", "title", "class", "exact", "contains", "regex", "scope", "certainty", "source", "date")
    ways = [how for how in ("exact", "contains", "regex") if how in entry.fields]
    if len(ways) != 1:
        raise entry.wrong("give exactly one of `exact`, `contains`, `regex`")
    if ways[0] == "regex":
        entry.pattern("regex")
    return FetcherFact(
        name=entry.text("name"),
        title=entry.text("title"),
        kind=entry.choice("class", FetcherClass),
        how=ways[0],
        pattern=entry.text(ways[0]),
        scope=entry.choice("scope", Scope),
        certainty=entry.choice("certainty", Certainty),
        source=entry.text("source"),
        dated=entry.day("date"),
    )


def _network(entry: Entry) -> NetworkFact:
    entry.only("name", "title", "class", "cidrs", "asns", "scope", "certainty", "source", "date")
    cidrs, asns = entry.many("cidrs", str), entry.many("asns", int)
    if not cidrs and not asns:
        raise entry.wrong("give `cidrs` or `asns`")
    for cidr in cidrs:
        if parse_network(cidr) is None:
            raise entry.wrong(f"`cidrs`: {cidr!r} is not a network such as 192.0.2.0/24")
    for asn in asns:
        if not 0 < asn <= _HIGHEST_ASN:
            raise entry.wrong(f"`asns`: {asn} is not the number of an autonomous system")
    return NetworkFact(
        name=entry.text("name"),
        title=entry.text("title"),
        kind=entry.choice("class", NetworkClass),
        cidrs=cidrs,
        asns=asns,
        scope=entry.choice("scope", Scope),
        certainty=entry.choice("certainty", Certainty),
        source=entry.text("source"),
        dated=entry.day("date"),
    )


def refuted(entry: Entry) -> Refuted:
    """A claim that must not be used. Raises CatalogueError naming the fault."""
    entry.only("name", "claim", "why", "source", "date")
    return Refuted(
        name=entry.text("name"),
        claim=entry.text("claim"),
        why=entry.text("why"),
        source=entry.text("source"),
        dated=entry.day("date"),
    )


def _browser(entry: Entry) -> BrowserFact:
    entry.only("name", "title", "regex", "releases", "source", "date")
    entry.day("date")
    releases = entry.fields.get("releases", {})
    if not isinstance(releases, dict):
        raise entry.wrong("`releases` must be a table of versions and days")
    days = Entry(entry.file, f"{entry.where} releases", releases)
    try:
        known = sorted((parse_version(version), days.day(version)) for version in releases)
    except ValueError:
        raise entry.wrong("`releases`: a version is digits and dots, such as 126 or 17.5") from None
    pattern = entry.pattern("regex")
    if pattern.groups != 1:
        raise entry.wrong("`regex` must have exactly one group, the version")
    return BrowserFact(entry.text("name"), entry.text("title"), pattern, tuple(known), entry.text("source"))


def parse_version(text: str) -> tuple[int, ...]:
    """``17.5`` as ``(17, 5)``. Raises ValueError where ``text`` is not digits and dots."""
    return tuple(int(part[:9]) for part in text.split("."))
