"""The file of the hit store, as its one writer holds it: made, appended to, opened again.

``synchronous=FULL`` makes a commit wait for the disk (sqlite.org/pragma.html#pragma_synchronous), which is what
"durable before it is answered" rests on.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from backstamp.errors import StoreError
from backstamp.hits.schema import APPLICATION_ID, STEPS, VERSION, Row, insert_of
from backstamp.hits.store import explain, opened, refuse_foreign

_WAL_SIZE_LIMIT = 64 * 2**20
_ROWS_AT_ONCE = 200
_UNSTORABLE = (
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    OverflowError,
    TypeError,
    ValueError,
)
"""What a row raises that no repetition and no other disk can help."""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the store for its one writer; create it where there is none (readable for this user only).

    Returns:
        A connection in autocommit mode that any one thread may use.

    Raises:
        StoreError: it cannot be opened, is no hit store, or is one of a newer Backstamp.
    """
    # Never open and close a store that is there: that drops every lock this process holds on the file (POSIX), and the
    # next program to close it would take the journal away from under the writer (sqlite.org/howtocorrupt.html, 2.2).
    try:
        os.close(os.open(os.path.realpath(path), os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(
            f"hit store {path}: {error.strerror}; check that the directory exists and that this user may write in it"
        ) from error
    return opened(path, "rw", _prepare_for_writing)


def append(connection: sqlite3.Connection, rows: Sequence[Row]) -> tuple[str, ...]:
    """Write hits in one transaction; they are durable when this returns.

    Returns:
        Why some rows were left out, one text each: SQLite can never store them (a number beyond 64 bits, text that is
        no Unicode). They hurt no other row. Usually empty.

    Raises:
        sqlite3.Error: nothing of it is certain to be stored; close the connection, and write the rows again.
    """
    try:
        if len(rows) <= _ROWS_AT_ONCE:
            connection.execute(insert_of(len(rows)), [*chain.from_iterable(rows)])
        else:
            _insert_in_steps(connection, rows)
    except _UNSTORABLE:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return _refused_one_by_one(connection, rows)
    return ()


def _insert_in_steps(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        step = rows[start : start + _ROWS_AT_ONCE]
        connection.execute(insert_of(len(step)), [*chain.from_iterable(step)])
    connection.execute("COMMIT")


def _refused_one_by_one(connection: sqlite3.Connection, rows: Sequence[Row]) -> tuple[str, ...]:
    refused = []
    connection.execute("BEGIN IMMEDIATE")
    for row in rows:
        try:
            connection.execute(insert_of(1), row)
        except _UNSTORABLE as error:
            refused.append(str(error))
    connection.execute("COMMIT")
    return tuple(refused)


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a batch.

    Attributes:
        refused: why rows were left out that can never be stored, one text each.
        moved: whether the file was moved away or replaced since the last batch, so that this one began another.
    """

    refused: tuple[str, ...]
    moved: bool


class HitFile:
    """The writer's hold on the store: opened again after a failure, and when another file has taken its place.

    Args:
        path: the store's file; created where there is none.

    Raises:
        StoreError: it cannot be opened, is no hit store, or is one of a newer Backstamp.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = str(path)
        self._moved = False
        self._connection: sqlite3.Connection | None = open_for_writing(path)
        self._identity = _identity(self._name)

    def append(self, rows: Sequence[Row]) -> Appended:
        """Write hits in one transaction; they are durable when this returns.

        Raises:
            StoreError: nothing of it is certain to be stored; write the rows again.
        """
        try:
            refused = append(self._open(), rows)
        except StoreError:
            self.close()
            raise
        except Exception as error:  # whatever it is, the committing thread must outlive it
            self.close()
            raise StoreError(explain(error, self._path)) from error
        moved, self._moved = self._moved, False
        return Appended(refused, moved)

    def close(self) -> None:
        """Let go of the file, whatever state the connection is in."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        """The connection to the file that now has the name: SQLite would go on writing to one that has lost it."""
        if self._identity != _identity(self._name):
            self._moved = True
            self._leave()
        if self._connection is None:
            self._connection = open_for_writing(self._path)
            self._identity = _identity(self._name)
        return self._connection

    def _leave(self) -> None:
        """Close a file that has lost its name; the journal keeps it, and left full would be read into the next file."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()


def _identity(name: str) -> tuple[int, int] | None:
    """Which file stands under the name; None where there is none. Asked for every batch, hence not by way of Path."""
    try:
        status = os.stat(name)  # noqa: PTH116 - see above
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _prepare_for_writing(connection: sqlite3.Connection, path: Path) -> None:
    if not _is_empty(connection):
        refuse_foreign(connection, path)
    if _version(connection) < VERSION:
        _bring_up(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_SIZE_LIMIT}")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,))


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _bring_up(connection: sqlite3.Connection) -> None:
    """From whatever version the file has, 0 where it is empty, to the present one; all of it or nothing."""
    connection.execute("BEGIN EXCLUSIVE")
    for step in STEPS[_version(connection) :]:  # read anew: another process may have been faster
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
