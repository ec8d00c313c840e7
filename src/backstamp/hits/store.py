"""The hit store: opening its file, and reading it beside the one writer.

SQLite in WAL mode: readers and the writer never wait for each other.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Select, create_engine, func, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from backstamp.errors import StoreError
from backstamp.hits.hit import Hit
from backstamp.hits.schema import APPLICATION_ID, LARGEST_INTEGER, VERSION, hit_from_row, hits

PAGE = 2000
"""Hits read at a time: a long walk neither fills the memory nor holds back the writer's checkpoints."""

LOCK_TIMEOUT = 1.0
"""Seconds to wait for a lock before giving up."""

_ADVICE = {
    "SQLITE_FULL": "free some space on that disk",
    "SQLITE_BUSY": "another process holds the file locked; end it, or let it finish",
    "SQLITE_READONLY": "make the file and its directory writable for this user",
    "SQLITE_CANTOPEN": "check that it is a file, that its directory exists and that this user may write there",
    "SQLITE_IOERR": "the disk refused; look at its quota, its limits and the system log",
    "SQLITE_CORRUPT": "the file is damaged; move it away, and recover it with sqlite3's .recover",
    "SQLITE_NOTADB": "this is not a hit store; name another file",
}


def explain(error: Exception, path: Path) -> str:
    """Say what happened, where, and what to do about it."""
    name = getattr(error, "sqlite_errorname", "")
    advice = next((words for code, words in _ADVICE.items() if name.startswith(code)), "look at the system log")
    return f"hit store {path}: {error}; {advice}"


class HitStore:
    """The hits, for reading: also while a server writes, also from several threads.

    Every page is read from the file that has the name at that moment.

    Args:
        path: the file of an existing store.

    Raises:
        StoreError: there is none, or it cannot be read; the same from every method.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        open_for_reading(path).close()
        self._engine = create_engine("sqlite://", creator=lambda: open_for_reading(path), poolclass=NullPool)

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

    def newest_of_delivery(self, message: int, recipient: int, limit: int) -> list[Hit]:
        """The last ``limit`` hits of one delivery, newest first."""
        query = select(hits).where(hits.c.message == message, hits.c.recipient == recipient)
        return self._read(query.order_by(hits.c.id.desc()).limit(limit))

    def count_of_delivery(self, message: int, recipient: int, limit: int) -> int:
        """How many hits one delivery has; ``limit`` where it has more."""
        if message > LARGEST_INTEGER:
            return 0
        found = select(hits.c.id).where(hits.c.message == message, hits.c.recipient == recipient).limit(limit)
        with self._connection() as connection:
            return connection.scalar(select(func.count()).select_from(found.subquery())) or 0

    def by_id(self, identity: int) -> Hit | None:
        """One hit, or None where there is none of that id."""
        return next(iter(self._read(select(hits).where(hits.c.id == identity))), None)

    def count(self, message: int | None = None) -> int:
        """How many hits there are, of one message or of all."""
        query = select(func.count()).select_from(hits)
        if message is not None and message > LARGEST_INTEGER:
            return 0
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
        try:
            with self._connection() as connection:
                return [hit_from_row(tuple(row)) for row in connection.execute(query)]
        except OverflowError:
            return []  # asked for a number that SQLite cannot store
        except ValueError as error:
            raise StoreError(f"hit store {self._path}: {error}; the file is damaged or was changed by hand") from error

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            cause = error.orig if isinstance(error.orig, sqlite3.Error) else sqlite3.Error(str(error))
            raise StoreError(explain(cause, self._path)) from error


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open an existing store for reading.

    Returns:
        A connection in autocommit mode that any one thread may use; the store may have been written by an older
        Backstamp, and then lack the tables that are newer.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    if not path.is_file():
        what = "this is no file" if path.exists() else "there is no such file"
        raise StoreError(f"hit store {path}: {what}; it is made when the collector first starts")
    if not path.stat().st_size:
        raise StoreError(f"hit store {path}: the file is empty; it is filled when the collector first starts")
    return opened(path, "ro", refuse_foreign)


def opened(path: Path, mode: str, prepare: Callable[[sqlite3.Connection, Path], None]) -> sqlite3.Connection:
    """Connect, prepare, and turn what goes wrong into our own error.

    Args:
        path: the file.
        mode: ``ro`` or ``rw`` (sqlite.org/uri.html).
        prepare: what else must succeed before the connection is of use.

    Returns:
        A connection in autocommit mode that any one thread may use.

    Raises:
        StoreError: it cannot be opened or prepared.
    """
    connection = None
    try:
        connection = sqlite3.connect(
            f"{Path(os.path.realpath(path)).as_uri()}?mode={mode}",
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


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError for a file of another program or of a newer Backstamp; an older one's can be read."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(f"hit store {path}: this file belongs to another program; name another file")
    if version > VERSION:
        raise StoreError(
            f"hit store {path}: written by a newer Backstamp (schema {version}, this one knows {VERSION}); "
            "use that version, or name another file"
        )
