"""The ledger: who the deliveries are. It lives with the sender, in a SQLite file of its own, never on the collector.

Whatever must be known before mail leaves is on the disk before it leaves, so a token out in the world always finds its
delivery. Where the mode asks for it, the address goes when the copy's fate has been told, and a pseudonym stays. The
calls block: from an event loop, use them through ``asyncio.to_thread``; any number of threads, and other processes
that read, may share one file.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from backstamp.errors import LedgerError, UsageError
from backstamp.sender import schema
from backstamp.sender.changes import Link, Skipped
from backstamp.sender.fate import Fate, State
from backstamp.sender.ledger_file import LedgerFile
from backstamp.sender.message_id import DIGITS, draw_message_id, format_message_id, message_id_range
from backstamp.sender.modes import Mode
from backstamp.sender.records import Delivery, Draft, Message, Owed
from backstamp.sender.rows import (
    fate_row,
    forgetting,
    message_of,
    message_row,
    read_delivery,
    read_message,
    read_owed,
    rows_of,
)

_DRAWS = 5
_AT_ONCE = 500  # values in one query; SQLite takes 32,766
_OWN_TOKEN = (Mode.PSEUDONYMOUS.value, Mode.INDIVIDUAL.value)


class Ledger:
    """An open ledger.

    Args:
        path: the file; created, readable by its owner only, where there is none. An older ledger is brought up to date.
        clock: microseconds since 1970-01-01 UTC.

    Raises:
        LedgerError: cannot be opened, is no ledger, or was written by a newer Backstamp. Every method raises it too,
            where the file can no longer be read or written.
    """

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        self._path = path
        self._clock = clock
        self._file = LedgerFile(path, schema.prepare)

    def close(self) -> None:
        """Close the file; a closed ledger must not be used again."""
        self._file.close()

    def add(self, draft: Draft) -> Message:
        """Write a message down with its deliveries (``offered``), links and skipped places; durable on return."""
        for _ in range(_DRAWS):
            message = message_of(draft, draw_message_id(), self._clock())
            with suppress(IntegrityError):
                self._insert(message, draft)
                return message
        raise LedgerError(f"The ledger {self._path} has no free message id: the random source seems broken.")

    def _insert(self, message: Message, draft: Draft) -> None:
        with self._file.write() as connection:
            connection.execute(insert(schema.messages).values(message_row(message)))
            for table, rows in rows_of(draft, message.id):
                if rows:
                    connection.execute(insert(table), rows)

    def record(self, message: int, fates: Iterable[Fate], *, told: bool = False, notice: bytes | None = None) -> None:
        """Write down what became of the copies; durable on return.

        Addresses that are to be forgotten go with it, in the same transaction; only those that a notification will
        name stay until it has been sent.

        Args:
            message: message id.
            fates: decided copies of that message.
            told: whether the sender's own client hears of those that were not accepted.
            notice: where a notification is owed about them: the header block that it will quote.
        """
        decided = tuple(fates)
        with self._file.write() as connection:
            for fate in decided:
                connection.execute(
                    update(schema.deliveries)
                    .where(schema.deliveries.c.message == message, schema.deliveries.c.ordinal == fate.ordinal)
                    .values(fate_row(fate, told=told))
                )
            if notice is not None:
                connection.execute(insert(schema.notices).values(message=message, headers=notice))
            over = {fate.ordinal for fate in decided if fate.state is State.ACCEPTED or notice is None}
            forgotten = _forget(connection, message, over)
        if forgotten:
            self._file.scrub()

    def unnotified(self) -> list[Owed]:
        """The notifications still owed, oldest message first."""
        with self._file.read() as connection:
            query = select(schema.messages, schema.notices.c.headers).join(schema.notices)
            rows = connection.execute(query.order_by(schema.messages.c.created)).all()
            return [read_owed(connection, row) for row in rows]

    def mark_notified(self, owed: Owed) -> None:
        """Write down that the sender has been told, and forget what need not be known any more; durable on return."""
        deliveries = schema.deliveries.c
        named = {delivery.ordinal for delivery in owed.missed}
        with self._file.write() as connection:
            connection.execute(
                update(schema.deliveries)
                .where(deliveries.message == owed.message.id)
                .where(deliveries.ordinal.in_(named))
                .values(notified=True)
            )
            connection.execute(delete(schema.notices).where(schema.notices.c.message == owed.message.id))
            forgotten = _forget(connection, owed.message.id, named)
        if forgotten:
            self._file.scrub()

    def forget_interrupted(self, before: int) -> None:
        """Forget addresses whose copies' fate will never be told, because a crash came between.

        Args:
            before: only of messages created before this time (microseconds since 1970-01-01 UTC): others may be in
                flight.
        """
        deliveries, messages = schema.deliveries.c, schema.messages.c
        with self._file.write() as connection:
            old = select(messages.id).where(messages.created < before)
            done = connection.execute(
                update(schema.deliveries)
                .where(deliveries.forgotten.is_(True), deliveries.recipient != "")
                .where(deliveries.state == State.OFFERED.value, deliveries.message.in_(old))
                .values(recipient="")
            )
        if done.rowcount:
            self._file.scrub()

    def stop(self, reader: bytes) -> None:
        """Write down that a reader asks to be left alone; durable on return. Asking twice changes nothing."""
        with self._file.write() as connection:
            wish = insert(schema.stopped).prefix_with("OR IGNORE")
            connection.execute(wish.values(reader=reader, since=self._clock()))

    def is_stopped(self, readers: Collection[bytes]) -> set[bytes]:
        """Those of the readers who have asked to be left alone."""
        column, wanted = schema.stopped.c.reader, sorted(set(readers))
        return {
            row.reader
            for first in range(0, len(wanted), _AT_ONCE)
            for row in self._file.all(select(column).where(column.in_(wanted[first : first + _AT_ONCE])))
        }

    def deliveries_of(self, reader: bytes) -> list[tuple[int, int]]:
        """Message and ordinal of every copy of a reader that carries a token of its own."""
        columns = schema.deliveries.c
        query = select(columns.message, columns.ordinal).where(columns.reader == reader)
        return [(row.message, row.ordinal) for row in self._file.all(query)]

    def reader_of(self, message: int, ordinal: int) -> bytes | None:
        """The pseudonym of the reader that a token names; None where it names nobody, or a shared token."""
        delivery = self.delivery(message, ordinal)
        return delivery.reader if delivery is not None else None

    def name_readers(self, reader_of_address: Callable[[str], bytes]) -> None:
        """Fill in the pseudonyms of deliveries from a time without them, so that `deliveries_of` finds those too."""
        table = schema.deliveries
        nameless = select(table.c.message, table.c.ordinal, table.c.recipient).where(
            table.c.reader.is_(None),
            table.c.recipient != "",
            or_(table.c.opens.in_(_OWN_TOKEN), table.c.links.in_(_OWN_TOKEN)),
        )
        if not self._file.all(nameless.limit(1)):
            return
        with self._file.write() as connection:
            for row in connection.execute(nameless).all():
                connection.execute(
                    update(table)
                    .where(table.c.message == row.message, table.c.ordinal == row.ordinal)
                    .values(reader=reader_of_address(row.recipient))
                )

    def messages(self, limit: int = 50, before: int | None = None) -> list[Message]:
        """Messages, newest first.

        Args:
            limit: how many at most.
            before: only those created before this time (microseconds since 1970-01-01 UTC).
        """
        query = select(schema.messages).order_by(schema.messages.c.created.desc(), schema.messages.c.id).limit(limit)
        if before is not None:
            query = query.where(schema.messages.c.created < before)
        return [read_message(row) for row in self._file.all(query)]

    def message(self, number: int) -> Message | None:
        """The message with this id, or None."""
        found = self._file.all(select(schema.messages).where(schema.messages.c.id == number))
        return read_message(found[0]) if found else None

    def find(self, beginning: str) -> Message:
        """The one message whose id, in 16 hex digits, begins with ``beginning``.

        Raises:
            UsageError: no hex digits, no such message, or several.
        """
        lowest, highest = message_id_range(beginning)
        found = self._file.all(select(schema.messages).where(schema.messages.c.id.between(lowest, highest)).limit(2))
        if not found:
            raise UsageError(f"No message in the ledger has an id that begins with {beginning!r}.")
        if len(found) > 1:
            example = format_message_id(found[0].id)
            raise UsageError(
                f"Several messages begin with {beginning!r}, {example} among them: give more of the {DIGITS} digits."
            )
        return read_message(found[0])

    def deliveries(self, message: int) -> list[Delivery]:
        """The deliveries of a message, by ordinal."""
        table = schema.deliveries
        rows = self._file.all(select(table).where(table.c.message == message).order_by(table.c.ordinal))
        return [read_delivery(row) for row in rows]

    def delivery(self, message: int, ordinal: int) -> Delivery | None:
        """The delivery that a token names, or None."""
        table = schema.deliveries
        found = self._file.all(select(table).where(table.c.message == message, table.c.ordinal == ordinal))
        return read_delivery(found[0]) if found else None

    def links(self, message: int) -> list[Link]:
        """The rewritten links of a message, by ordinal."""
        columns = schema.links.c
        query = select(columns.ordinal, columns.destination, columns.text).where(columns.message == message)
        rows = self._file.all(query.order_by(columns.ordinal))
        return [Link(row.ordinal, row.destination, row.text) for row in rows]

    def skipped(self, message: int) -> list[Skipped]:
        """What was left alone in a message, and why, in the order it was met."""
        columns = schema.skipped.c
        query = select(columns.what, columns.reason).where(columns.message == message)
        return [Skipped(row.what, row.reason) for row in self._file.all(query)]


def _forget(connection: Connection, message: int, ordinals: Collection[int]) -> bool:
    """Take out the addresses of those copies that are not to keep them; whether there was any."""
    table = schema.deliveries
    query = select(table.c.ordinal, table.c.text).where(
        table.c.message == message, table.c.forgotten.is_(True), table.c.recipient != ""
    )
    forgotten = [row for row in connection.execute(query) if row.ordinal in ordinals]
    for row in forgotten:
        place = (table.c.message == message, table.c.ordinal == row.ordinal)
        connection.execute(update(table).where(*place).values(forgetting(row.text)))
    return bool(forgotten)
