"""The ledger: who the deliveries are. It lives with the sender, in a SQLite file of its own, never on the collector.

Whatever must be known before mail leaves is on the disk before it leaves (WAL with ``synchronous=FULL``: a commit
returns after fsync), so a token out in the world always finds its delivery. The calls block: from an event loop, use
them through ``asyncio.to_thread``; any number of threads, and other processes that read, may share one file.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Row,
    Select,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from backstamp.errors import LedgerError, UsageError
from backstamp.sender import schema
from backstamp.sender.fate import Fate, State
from backstamp.sender.message_id import DIGITS, draw_message_id, format_message_id, message_id_range
from backstamp.sender.records import Delivery, Draft, Message, Owed
from backstamp.sender.stamp import Link, Skipped

_BUSY_SECONDS = 30.0
_DRAWS = 5
_WRITE = {"backstamp_write": True}


class Ledger:
    """An open ledger.

    Args:
        path: the file; created, readable by its owner only, where there is none.
        clock: microseconds since 1970-01-01 UTC.

    Raises:
        LedgerError: cannot be opened, is no ledger, or was written by a newer Backstamp. Every method raises it too,
            where the file can no longer be read or written.
    """

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        self._path = path
        self._clock = clock
        self._writing = threading.Lock()
        self._engine = _engine(path)
        try:
            # A file that is there must not be opened and closed beside SQLite: that drops this process's POSIX locks.
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with self._write() as connection:
                schema.prepare(connection, str(path))
        except OSError as error:
            raise LedgerError(f"The ledger {path} cannot be opened: {error.strerror}.") from error
        except LedgerError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; a closed ledger must not be used again."""
        with suppress(SQLAlchemyError):
            self._engine.dispose()

    def add(self, draft: Draft) -> Message:
        """Write a message down with its deliveries (``offered``), links and skipped places; durable on return."""
        for _ in range(_DRAWS):
            message = self._message(draft, draw_message_id())
            with suppress(IntegrityError):
                self._insert(message, draft)
                return message
        raise LedgerError(f"The ledger {self._path} has no free message id: the random source seems broken.")

    def _message(self, draft: Draft, number: int) -> Message:
        return Message(
            id=number,
            created=self._clock(),
            sender=_storable(draft.sender),
            author=_storable(draft.author),
            subject=_storable(draft.subject),
            header_id=_storable(draft.header_id),
            opens=draft.opens,
            clicks=draft.clicks,
            pixel=draft.pixel,
            untouched=draft.untouched,
        )

    def _insert(self, message: Message, draft: Draft) -> None:
        offered = [
            {
                "message": message.id,
                "ordinal": ordinal,
                "recipient": _storable(recipient),
                "state": State.OFFERED.value,
                "notified": False,
            }
            for ordinal, recipient in enumerate(draft.recipients)
        ]
        rewritten = [
            {
                "message": message.id,
                "ordinal": link.ordinal,
                "destination": _storable(link.destination),
                "text": _storable(link.text),
            }
            for link in draft.links
        ]
        left_alone = [
            {"message": message.id, "what": _storable(place.what), "reason": _storable(place.reason)}
            for place in draft.skipped
        ]
        with self._write() as connection:
            columns = {name: getattr(message, name) for name in Message.__slots__}
            connection.execute(insert(schema.messages).values(columns))
            for table, rows in (
                (schema.deliveries, offered),
                (schema.links, rewritten),
                (schema.skipped, left_alone),
            ):
                if rows:
                    connection.execute(insert(table), rows)

    def record(self, message: int, fates: Iterable[Fate], *, told: bool = False, notice: bytes | None = None) -> None:
        """Write down what became of the copies; durable on return.

        Args:
            message: message id.
            fates: decided copies of that message.
            told: whether the sender's own client hears of those that were not accepted.
            notice: where a notification is owed about them: the header block that it will quote.
        """
        with self._write() as connection:
            for fate in fates:
                connection.execute(
                    update(schema.deliveries)
                    .where(schema.deliveries.c.message == message, schema.deliveries.c.ordinal == fate.ordinal)
                    .values(
                        state=fate.state.value,
                        decided=fate.decided,
                        code=fate.reply.code,
                        text=_storable(fate.reply.text),
                        notified=told and fate.state is not State.ACCEPTED,
                    )
                )
            if notice is not None:
                connection.execute(insert(schema.notices).values(message=message, headers=notice))

    def unnotified(self) -> list[Owed]:
        """The notifications still owed, oldest message first."""
        with self._read() as connection:
            query = select(schema.messages, schema.notices.c.headers).join(schema.notices)
            rows = connection.execute(query.order_by(schema.messages.c.created)).all()
            return [_owed(connection, row) for row in rows]

    def mark_notified(self, owed: Owed) -> None:
        """Write down that the sender has been told; durable on return."""
        deliveries = schema.deliveries.c
        with self._write() as connection:
            connection.execute(
                update(schema.deliveries)
                .where(deliveries.message == owed.message.id)
                .where(deliveries.ordinal.in_([delivery.ordinal for delivery in owed.missed]))
                .values(notified=True)
            )
            connection.execute(delete(schema.notices).where(schema.notices.c.message == owed.message.id))

    def messages(self, limit: int = 50, before: int | None = None) -> list[Message]:
        """Messages, newest first.

        Args:
            limit: how many at most.
            before: only those created before this time (microseconds since 1970-01-01 UTC).
        """
        query = select(schema.messages).order_by(schema.messages.c.created.desc(), schema.messages.c.id).limit(limit)
        if before is not None:
            query = query.where(schema.messages.c.created < before)
        return [_message(row) for row in self._all(query)]

    def message(self, number: int) -> Message | None:
        """The message with this id, or None."""
        found = self._all(select(schema.messages).where(schema.messages.c.id == number))
        return _message(found[0]) if found else None

    def find(self, beginning: str) -> Message:
        """The one message whose id, in 16 hex digits, begins with ``beginning``.

        Raises:
            UsageError: no hex digits, no such message, or several.
        """
        lowest, highest = message_id_range(beginning)
        found = self._all(select(schema.messages).where(schema.messages.c.id.between(lowest, highest)).limit(2))
        if not found:
            raise UsageError(f"No message in the ledger has an id that begins with {beginning!r}.")
        if len(found) > 1:
            example = format_message_id(found[0].id)
            raise UsageError(
                f"Several messages begin with {beginning!r}, {example} among them: give more of the {DIGITS} digits."
            )
        return _message(found[0])

    def deliveries(self, message: int) -> list[Delivery]:
        """The deliveries of a message, by ordinal."""
        table = schema.deliveries
        rows = self._all(select(table).where(table.c.message == message).order_by(table.c.ordinal))
        return [_delivery(row) for row in rows]

    def delivery(self, message: int, ordinal: int) -> Delivery | None:
        """The delivery that a token names, or None."""
        table = schema.deliveries
        found = self._all(select(table).where(table.c.message == message, table.c.ordinal == ordinal))
        return _delivery(found[0]) if found else None

    def links(self, message: int) -> list[Link]:
        """The rewritten links of a message, by ordinal."""
        columns = schema.links.c
        query = select(columns.ordinal, columns.destination, columns.text).where(columns.message == message)
        return [Link(row.ordinal, row.destination, row.text) for row in self._all(query.order_by(columns.ordinal))]

    def skipped(self, message: int) -> list[Skipped]:
        """What was left alone in a message, and why, in the order it was met."""
        columns = schema.skipped.c
        query = select(columns.what, columns.reason).where(columns.message == message)
        return [Skipped(row.what, row.reason) for row in self._all(query)]

    def _all(self, query: Select[Any]) -> list[Row[Any]]:
        with self._read() as connection:
            return list(connection.execute(query).all())

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._speaking("read"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction; threads of this process queue here rather than in SQLite's busy loop."""
        with self._writing, self._speaking("written"):
            connection = self._engine.connect().execution_options(**_WRITE)
            with connection, connection.begin():
                yield connection

    @contextmanager
    def _speaking(self, deed: str) -> Iterator[None]:
        """Let nothing of the database driver out, except a taken id, which `add` answers by drawing another."""
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
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("backstamp_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _owed(connection: Connection, row: Row[Any]) -> Owed:
    deliveries = schema.deliveries
    missed = select(deliveries).where(
        deliveries.c.message == row.id,
        deliveries.c.state.in_([State.REFUSED.value, State.UNCERTAIN.value]),
        deliveries.c.notified.is_(False),
    )
    count = select(func.count()).select_from(deliveries).where(deliveries.c.message == row.id)
    return Owed(
        message=_message(row),
        recipients=connection.execute(count).scalar_one(),
        missed=tuple(_delivery(found) for found in connection.execute(missed.order_by(deliveries.c.ordinal))),
        headers=row.headers,
    )


def _message(row: Row[Any]) -> Message:
    return Message(**{name: getattr(row, name) for name in Message.__slots__})


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        row.message, row.ordinal, row.recipient, State(row.state), row.decided, row.code, row.text, row.notified
    )


def _storable(text: str) -> str:
    """Lone surrogates cannot be stored as UTF-8; they become question marks."""
    return text.encode("utf-8", "replace").decode()
