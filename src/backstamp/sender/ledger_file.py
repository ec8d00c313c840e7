"""The ledger's file: opening it, transactions, and an error of our own for whatever goes wrong with it.

SQLite in WAL mode with ``synchronous=FULL``: a commit returns after fsync. ``secure_delete`` overwrites what is
deleted with zeros, in the database; of what stood in the write-ahead log, `scrub` takes care.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Row, Select, create_engine, event
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from backstamp.errors import LedgerError

_BUSY_SECONDS = 30.0
_SCRUB_MILLISECONDS = 250
_WRITE = {"backstamp_write": True}
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class LedgerFile:
    """An open SQLite file; any number of threads may use it.

    Args:
        path: the file; created, readable by its owner only, where there is none.
        prepare: makes the tables or refuses the file, within a transaction that may write; takes the file's name.

    Raises:
        LedgerError: it cannot be opened, or was refused.
    """

    def __init__(self, path: Path, prepare: Callable[[Connection, str], None]) -> None:
        self._path = path
        self._writing = threading.Lock()
        self._unscrubbed = False
        self._engine = _engine(path)
        try:
            # A file that is there must not be opened and closed beside SQLite: that drops this process's POSIX locks.
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with self.write() as connection:
                prepare(connection, str(path))
        except OSError as error:
            raise LedgerError(f"The ledger {path} cannot be opened: {error.strerror}.") from error
        except LedgerError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; it must not be used again."""
        with suppress(SQLAlchemyError):
            self._engine.dispose()

    def all(self, query: Select[Any]) -> list[Row[Any]]:
        """All rows of a query.

        Raises:
            LedgerError: the file can no longer be read.
        """
        with self.read() as connection:
            return list(connection.execute(query).all())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that reads.

        Raises:
            LedgerError: the file can no longer be read.
        """
        with self._speaking("read"), self._engine.connect() as connection:
            yield connection
        if self._unscrubbed and not self._writing.locked():
            self.scrub()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that writes; threads of this process queue here rather than in SQLite's busy loop.

        Raises:
            LedgerError: the file can no longer be written.
            IntegrityError: a row is there already.
        """
        with self._writing, self._speaking("written"):
            connection = self._engine.connect().execution_options(**_WRITE)
            with connection, connection.begin():
                yield connection
        if self._unscrubbed:
            self.scrub()

    def scrub(self) -> None:
        """Empty the write-ahead log, which still holds what has been overwritten in the database.

        Where somebody goes on reading for longer than a moment, that is left to the end of a transaction of theirs, to
        the next one that writes, or to the last one who closes the file.
        """
        self._unscrubbed = True
        with self._writing, suppress(sqlite3.Error, SQLAlchemyError):
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA busy_timeout={_SCRUB_MILLISECONDS}")
                busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._unscrubbed = bool(busy)
                cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000:.0f}")
                cursor.close()
            finally:
                connection.close()

    @contextmanager
    def _speaking(self, deed: str) -> Iterator[None]:
        """Let nothing of the database driver out, except that a row is there already, which the caller answers."""
        try:
            yield
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            raise LedgerError(f"The ledger {self._path} cannot be {deed}: {cause}.") from error


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_SECONDS}, pool_size=4
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver starts no transactions: `_begin` does
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("backstamp_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
