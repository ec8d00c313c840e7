"""The ledger's tables, and the check that a file is a ledger of ours before anything is read or written."""

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from backstamp.errors import LedgerError
from backstamp.sender.migration import from_version_1

VERSION = 2
APPLICATION_ID = int.from_bytes(b"BSlg")  # stands in the file's header (SQLite's PRAGMA application_id)

metadata = MetaData()

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("created", Integer, nullable=False),  # microseconds since 1970-01-01 UTC
    Column("sender", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("header_id", Text, nullable=False),
    Column("opens", String(12), nullable=False),  # a mode's word
    Column("links", String(12), nullable=False),
    Column("pixel", Boolean, nullable=False),
    Column("untouched", Text),
    Index("messages_by_age", "created"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("message", ForeignKey("messages.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("recipient", Text, nullable=False),  # empty once forgotten
    Column("state", String(9), nullable=False),
    Column("decided", Integer),
    Column("code", Integer),
    Column("text", Text),
    Column("notified", Boolean, nullable=False),
    Column("opens", String(12), nullable=False),
    Column("links", String(12), nullable=False),
    Column("reader", LargeBinary),
    Column("forgotten", Boolean, nullable=False),  # whether the address goes once the fate has been told
    Index("deliveries_by_reader", "reader"),
    sqlite_with_rowid=False,
)

# Who asked to be left alone, by pseudonym: no address stands here.
stopped = Table(
    "stopped",
    metadata,
    Column("reader", LargeBinary, primary_key=True),
    Column("since", Integer, nullable=False),  # microseconds since 1970-01-01 UTC
    sqlite_with_rowid=False,
)

links = Table(
    "links",
    metadata,
    Column("message", ForeignKey("messages.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("destination", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

skipped = Table(
    "skipped",
    metadata,
    Column("message", ForeignKey("messages.id"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# A row stands here as long as the sender waits for a notification: the headers it will quote.
notices = Table(
    "notices",
    metadata,
    Column("message", ForeignKey("messages.id"), primary_key=True),
    Column("headers", LargeBinary, nullable=False),
)


def prepare(connection: Connection, place: str) -> None:
    """Create the tables in a new file, or make sure that a file that exists is a ledger, and bring it up to date.

    Args:
        connection: within a transaction that may write.
        place: the file's name, for the message.

    Raises:
        LedgerError: another program's database, or written by a newer Backstamp.
    """
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()
    if not application and not version and not tables:
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    elif application != APPLICATION_ID:
        raise LedgerError(f"{place} is a database, but not a ledger of Backstamp. Name another file.")
    elif version == 1:
        from_version_1(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION:
        raise LedgerError(
            f"{place} has ledger version {version}, this program reads {VERSION}: use the Backstamp that wrote it."
        )
