"""What the hit store looks like on disk: one SQLite file, two append-only tables, one index.

The tables are described once, in SQLAlchemy Core; the statement of the hot path is compiled from there for the bare
driver.
"""

from functools import cache
from typing import Final

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, UniqueConstraint, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from backstamp.hits.hit import Headers, Hit, PathKind

APPLICATION_ID: Final = 0x4261636B
"""Marks the file as ours (``PRAGMA application_id``): "Back" in ASCII."""

VERSION: Final = 2
"""Of the schema (``PRAGMA user_version``); 1 had no ``withdrawn``."""

LARGEST_INTEGER: Final = 2**63 - 1
"""SQLite stores signed 64-bit integers."""

Row = tuple[int, str, str, int, int, int, str, str, str]
"""at, method, kind, message, recipient, link, peer, http_version, headers."""

metadata = MetaData()

# AUTOINCREMENT: an id is never used twice, even after old hits were removed, so a reader's cursor stays true.
hits = Table(
    "hits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("method", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("message", Integer, nullable=False),
    Column("recipient", Integer, nullable=False),
    Column("link", Integer, nullable=False),
    Column("peer", Text, nullable=False),
    Column("http_version", Text, nullable=False),
    Column("headers", Text, nullable=False),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)
delivery_index = Index("hits_delivery", hits.c.message, hits.c.recipient)

# An id of its own, never used twice: a running server reads on from the last one that it has seen.
withdrawn = Table(
    "withdrawn",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", Integer, nullable=False),
    Column("recipient", Integer, nullable=False),
    Column("since", Integer, nullable=False),
    UniqueConstraint("message", "recipient"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

_DIALECT = sqlite.dialect(paramstyle="qmark")
_CREATE_HITS: Final = tuple(
    str(statement.compile(dialect=_DIALECT)) for statement in (CreateTable(hits), CreateIndex(delivery_index))
)
_CREATE_WITHDRAWN: Final = (str(CreateTable(withdrawn).compile(dialect=_DIALECT)),)
STEPS: Final = (_CREATE_HITS, _CREATE_WITHDRAWN)
"""The statements that lead from each version to the next, from 0, the empty file."""

_INSERT: Final = str(insert(hits).compile(dialect=_DIALECT, column_keys=[column.name for column in hits.columns][1:]))


@cache
def insert_of(count: int) -> str:
    """The statement that inserts ``count`` rows at once, its parameters one row after the other.

    One statement for a batch is one transaction by itself, and lets go of the interpreter's lock once, not per row.
    """
    head, _, places = _INSERT.partition(" VALUES ")
    return f"{head} VALUES {', '.join([places] * count)}"


def headers_from_text(text: str) -> Headers:
    """Split the stored text (``name: value`` lines) back into names and values."""
    lines = text.split("\n") if text else []
    return tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))


def hit_from_row(row: tuple[int, int, str, str, int, int, int, str, str, str]) -> Hit:
    """Make a hit of a row of the table, columns in their order."""
    identity, at, method, kind, message, recipient, link, peer, http_version, headers = row
    return Hit(
        id=identity,
        at=at,
        method=method,
        kind=PathKind(kind),
        message=message,
        recipient=recipient,
        link=link,
        peer=peer,
        http_version=http_version,
        headers=headers_from_text(headers),
    )
