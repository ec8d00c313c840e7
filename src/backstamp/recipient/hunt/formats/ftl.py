"""Pi-hole's long-term database (pihole-FTL.db): an SQLite file, opened for reading only, and only its tables.

As of "Query database" in Pi-hole's documentation: up to FTL 5.15 the table ``queries`` holds texts, later
``query_storage`` holds numbers that ``domain_by_id``, ``client_by_id`` and ``addinfo_by_id`` explain. Views are left
alone: what one costs is for whoever made the file to say.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from backstamp.errors import LogFileError
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names
from backstamp.recipient.hunt.formats.record_types import type_name
from backstamp.recipient.hunt.needles import Needles

NAME = "pihole-ftl"
TITLE = "Pi-hole's FTL database"
MAGIC = b"SQLite format 3\0"
_KINDS = (
    "",
    "A",
    "AAAA",
    "ANY",
    "SRV",
    "SOA",
    "PTR",
    "TXT",
    "NAPTR",
    "MX",
    "DS",
    "RRSIG",
    "DNSKEY",
    "NS",
    "",
    "SVCB",
    "HTTPS",
)
_OTHER_KINDS = 100  # added to the number of a record type that has none of FTL's own
_BLOCKED = {1, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 18}
_BY_ALIAS = {9, 10, 11}
_REPLIES = (
    "",
    "NODATA",
    "NXDOMAIN",
    "CNAME",
    "IP",
    "DOMAIN",
    "RRNAME",
    "SERVFAIL",
    "REFUSED",
    "NOTIMP",
    "other",
    "DNSSEC",
    "none",
    "BLOB",
)


class _Row(NamedTuple):
    number: object
    at: object
    kind: object
    status: object
    domain: object
    client: object
    info: object
    reply: object


def events(path: Path, wanted: Needles | None, file: str) -> Iterator[tuple[Event | None, int]]:
    """All look-ups of names looked for, with their row number; None in place of an event that a row does not give.

    Args:
        path: of the file; its folder is not written to.
        wanted: names to look for; None: all.
        file: the path as events name it.

    Raises:
        LogFileError: it is no such database, or it is damaged.
    """
    try:
        with closing(_opened(path)) as database:
            yield from _rows(database, wanted, file)
    except sqlite3.Error as error:
        raise LogFileError(f"{path}: the database cannot be read: {error}") from error


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.text_factory = lambda octets: octets.decode("utf-8", "replace")
    database.execute("PRAGMA trusted_schema=OFF")
    return database


def _rows(database: sqlite3.Connection, wanted: Needles | None, file: str) -> Iterator[tuple[Event | None, int]]:
    tables = _tables(database)
    table = "query_storage" if "query_storage" in tables else "queries"
    if not {"id", "timestamp", "type", "status", "domain", "client"} <= tables.get(table, set()):
        raise LogFileError(f"{file}: an SQLite database, but not Pi-hole's: it has no table of queries")
    domains = _texts(database, tables, "domain_by_id", "domain", wanted)
    infos = _texts(database, tables, "addinfo_by_id", "content", wanted)
    clients = _texts(database, tables, "client_by_id", "ip", None)
    every = _texts(database, tables, "domain_by_id", "domain", None) if infos and wanted else domains
    optional = [column if column in tables[table] else "NULL" for column in ("additional_info", "reply_type")]
    columns = ", ".join(["id", "timestamp", "type", "status", "domain", "client", *optional])
    for values in database.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 -- names of columns, from above
        row = _Row(*values)
        event = None
        if wanted is None or _is_wanted(row.domain, domains, wanted) or _is_wanted(row.info, infos, wanted):
            event = _event(row, every, infos, clients, file)
        yield event, row.number if isinstance(row.number, int) else 0


def _tables(database: sqlite3.Connection) -> dict[str, set[str]]:
    """Real tables with their columns."""
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    known = {"queries", "query_storage", "domain_by_id", "client_by_id", "addinfo_by_id"}
    chosen = [name for (name,) in found if name in known]
    return {name: {row[1] for row in database.execute(f"PRAGMA table_info({name})")} for name in chosen}


def _texts(
    database: sqlite3.Connection, tables: dict[str, set[str]], table: str, column: str, wanted: Needles | None
) -> dict[object, str]:
    if not {"id", column} <= tables.get(table, set()):
        return {}
    rows = database.execute(f"SELECT id, {column} FROM {table}")  # noqa: S608 -- fixed names
    return {
        number: text
        for number, text in rows
        if isinstance(text, str) and (wanted is None or wanted.match(names.name(text)))
    }


def _is_wanted(value: object, texts: dict[object, str], wanted: Needles) -> bool:
    if isinstance(value, str):
        return wanted.match(names.name(value)) is not None
    return value in texts if isinstance(value, int) else False


def _event(
    row: _Row, domains: dict[object, str], infos: dict[object, str], clients: dict[object, str], file: str
) -> Event | None:
    domain, client, info = (
        _said(value, texts) for value, texts in ((row.domain, domains), (row.client, clients), (row.info, infos))
    )
    if not domain:
        return None
    status = row.status if isinstance(row.status, int) else 0
    return Event(
        int(row.at * 1_000_000) if isinstance(row.at, int | float) and 0 < row.at < 1 << 40 else None,
        names.address(client),
        names.name(domain),
        Means.LOOKUP,
        _kind(row.kind),
        aliases=(names.name(info),) if info and status in _BY_ALIAS else (),
        outcome=_REPLIES[row.reply] if isinstance(row.reply, int) and 0 <= row.reply < len(_REPLIES) else "",
        blocked=status in _BLOCKED,
        file=file,
        line=row.number if isinstance(row.number, int) else 0,
    )


def _said(value: object, texts: dict[object, str]) -> str:
    return value if isinstance(value, str) else texts.get(value, "") if isinstance(value, int) else ""


def _kind(number: object) -> str:
    if not isinstance(number, int) or number < 0:
        return ""
    if number >= _OTHER_KINDS:
        return type_name(number - _OTHER_KINDS)
    return _KINDS[number] if number < len(_KINDS) else ""
