"""Withdrawal: tombstones in the hit store, which say what deliveries are silenced and since when.

A tombstone is a message id, a recipient ordinal and a time: nothing to know a person by. It is never changed and never
taken back; a delivery that is withdrawn twice keeps the first time.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from backstamp.errors import StoreError
from backstamp.hits.hitfile import open_for_writing
from backstamp.hits.schema import LARGEST_INTEGER
from backstamp.hits.store import explain, open_for_reading

Delivery = tuple[int, int]
"""Message id and recipient ordinal."""

Tombstone = tuple[int, int, int]
"""Position in the table, from 1, growing; message id; recipient ordinal."""

_PATIENCE = 30_000
"""Milliseconds to wait for a writer that commits one batch after the other and leaves only short gaps."""

_FIRST_VERSION: Final = 2
"""Of the schema that has the table."""

_INSERT = "INSERT INTO withdrawn (message, recipient, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


def withdraw(path: Path, deliveries: Iterable[Delivery], since: int) -> int:
    """Write tombstones; they are durable when this returns.

    Args:
        path: the hit store; made where there is none.
        deliveries: those to be silenced.
        since: from when on, microseconds since 1970-01-01 UTC.

    Returns:
        How many were not silenced before.

    Raises:
        StoreError: the store cannot be opened or written; nothing is withdrawn.
    """
    rows = [(message, recipient, since) for message, recipient in deliveries if message <= LARGEST_INTEGER]
    try:
        with closing(open_for_writing(path)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            connection.execute("BEGIN IMMEDIATE")
            new = connection.executemany(_INSERT, rows).rowcount if rows else 0
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise StoreError(explain(error, path)) from error
    return new


def withdrawn_since(path: Path, delivery: Delivery) -> int | None:
    """When a delivery was withdrawn, microseconds since 1970-01-01 UTC; None where it was not.

    Raises:
        StoreError: the store cannot be read.
    """
    found = _read(path, "SELECT since FROM withdrawn WHERE message = ? AND recipient = ?", delivery)
    return found[0][0] if found else None


def tombstones(path: Path, first: int = 1) -> list[Tombstone]:
    """The tombstones from position ``first`` on, in order.

    Raises:
        StoreError: the store cannot be read.
    """
    rows = _read(path, "SELECT id, message, recipient FROM withdrawn WHERE id >= ? ORDER BY id", (first,))
    return [(number, message, recipient) for number, message, recipient in rows]


def _read(path: Path, query: str, values: tuple[int, ...]) -> list[tuple[int, ...]]:
    try:
        with closing(open_for_reading(path)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            return connection.execute(query, values).fetchall() if version >= _FIRST_VERSION else []
    except sqlite3.Error as error:
        raise StoreError(explain(error, path)) from error
    except OverflowError:
        return []  # asked for a number that SQLite cannot store
