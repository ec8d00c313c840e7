"""The hit store: opening the file for the one writer, and reading it beside that writer.

SQLite in WAL mode: readers and the writer never wait for each other. ``synchronous=FULL`` makes a commit wait for the
disk (sqlite.org/pragma.html#pragma_synchronous), which is what "durable before it is answered" rests on.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Select, create_engine, func, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from backstamp.errors import StoreError
from backstamp.hits.hit import Hit
from backstamp.hits.schema import APPLICATION_ID, CREATE, INSERT, VERSION, Row, hit_from_row, hits

PAGE = 2000
"""Hits read at a time: a long walk neither fills the memory nor holds back the writer's checkpoints."""

LOCK_TIMEOUT = 1.0
"""Seconds to wait for a lock before giving up."""

_WAL_SIZE_LIMIT = 64 * 2**20
_ADVICE = {
    "SQLITE_FULL": "free some space on that disk",
    "SQLITE_BUSY": "another process holds the file locked; end it, or let it finish",
    "SQLITE_READONLY": "make the file and its directory writable for this user",
    "SQLITE_CANTOPEN": "check that the directory exists and that this user may write in it",
    "SQLITE_IOERR": "the disk refused; look at its quota, its limits and the system log",
    "SQLITE_CORRUPT": "the file is damaged; move it away, and recover it with sqlite3's .recover",
    "SQLITE_NOTADB": "this is not a hit store; name another file",
}


def explain(error: sqlite3.Error, path: Path) -> str:
    """Say what happened, where, and what to do about it."""
    name = getattr(error, "sqlite_errorname", "")
    advice = next((words for code, words in _ADVICE.items() if name.startswith(code)), "look at the system log")
    return f"hit store {path}: {error}; {advice}"


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the store for its one writer; create it where there is none (readable for this user only).

    Returns:
        A connection in autocommit mode that any one thread may use.

    Raises:
        StoreError: it cannot be opened, is no hit store, or is one of a newer Backstamp.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreError(
            f"hit store {path}: {error.strerror}; check that the directory exists and that this user may write in it"
        ) from error
    return _opened(path, "rw", _prepare_for_writing)


def append(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Write hits in one transaction; they are durable when this returns.

    Raises:
        sqlite3.Error: nothing of it is certain to be stored; close the connection, and write the rows again.
    """
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")


class HitStore:
    """The hits, for reading: also while a server writes, also from several threads.

    Args:
        path: the file of an existing store.

    Raises:
        StoreError: there is none, or it cannot be read; the same from every method.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        _open_for_reading(path).close()
        self._engine = create_engine("sqlite://", creator=lambda: _open_for_reading(path), poolclass=QueuePool)

    def after(self, cursor: int = 0) -> Iterator[Hit]:
        """Hits that arrived after the one whose id is ``cursor``, in order of arrival."""
        while page := self._read(select(hits).where(hits.c.id > cursor).order_by(hits.c.id).limit(PAGE)):
            yield from page
            cursor = page[-1].id

    def of_message(self, message: int) -> Iterator[Hit]:
        """Hits of one message: delivery by delivery, each in order of arrival."""
        place, seen = tuple_(hits.c.recipient, hits.c.id), (-1, 0)
        query = select(hits).where(hits.c.message == message).order_by(hits.c.recipient, hits.c.id).limit(PAGE)
        while page := self._read(query.where(place > seen)):
            yield from page
            seen = (page[-1].recipient, page[-1].id)

    def of_delivery(self, message: int, recipient: int) -> Iterator[Hit]:
        """Hits of one delivery, in order of arrival."""
        query = select(hits).where(hits.c.message == message, hits.c.recipient == recipient)
        cursor = 0
        while page := self._read(query.where(hits.c.id > cursor).order_by(hits.c.id).limit(PAGE)):
            yield from page
            cursor = page[-1].id

    def by_id(self, identity: int) -> Hit | None:
        """One hit, or None where there is none of that id."""
        return next(iter(self._read(select(hits).where(hits.c.id == identity))), None)

    def count(self, message: int | None = None) -> int:
        """How many hits there are, of one message or of all."""
        query = select(func.count()).select_from(hits)
        with self._connection() as connection:
            return connection.scalar(query if message is None else query.where(hits.c.message == message)) or 0

    def newest(self) -> int:
        """Id of the newest hit, 0 where there is none: a cursor to start watching from."""
        with self._connection() as connection:
            return connection.scalar(select(func.max(hits.c.id))) or 0

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, query: Select[Any]) -> list[Hit]:
        with self._connection() as connection:
            return [hit_from_row(row._tuple()) for row in connection.execute(query)]  # noqa: SLF001  # public API

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            cause = error.orig if isinstance(error.orig, sqlite3.Error) else sqlite3.Error(str(error))
            raise StoreError(explain(cause, self._path)) from error


def _open_for_reading(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise StoreError(f"hit store {path}: there is no such file; it is made when the collector first starts")
    return _opened(path, "ro", _refuse_foreign)


def _opened(path: Path, mode: str, prepare: Callable[[sqlite3.Connection, Path], None]) -> sqlite3.Connection:
    """Connect, prepare, and turn what goes wrong into our own error."""
    connection = None
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=LOCK_TIMEOUT,
            isolation_level=None,
            check_same_thread=False,
        )
        prepare(connection, path)
    except (sqlite3.Error, StoreError) as error:
        if connection is not None:
            connection.close()
        raise error if isinstance(error, StoreError) else StoreError(explain(error, path)) from error
    return connection


def _prepare_for_writing(connection: sqlite3.Connection, path: Path) -> None:
    if _is_empty(connection):
        _create(connection)
    _refuse_foreign(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_SIZE_LIMIT}")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,))


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    if _is_empty(connection):  # another process may have been faster
        for statement in CREATE:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError for a file of another program or of a newer Backstamp."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(f"hit store {path}: this file belongs to another program; name another file")
    if version != VERSION:
        raise StoreError(
            f"hit store {path}: written by a newer Backstamp (schema {version}, this one knows {VERSION}); "
            "use that version, or name another file"
        )
