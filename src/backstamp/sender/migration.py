"""Bringing an older ledger up to date, in place and in one transaction: what it knows is kept."""

from sqlalchemy import Connection

# Version 1 knew "stamped or not" only. What was stamped was stamped for one person by name: individual.
_FROM_VERSION_1 = (
    "ALTER TABLE messages RENAME COLUMN opens TO stamped_opens",
    "ALTER TABLE messages ADD COLUMN opens VARCHAR(12) NOT NULL DEFAULT 'off'",
    "ALTER TABLE messages ADD COLUMN links VARCHAR(12) NOT NULL DEFAULT 'off'",
    "UPDATE messages SET opens = 'individual' WHERE stamped_opens",
    "UPDATE messages SET links = 'individual' WHERE clicks",
    "ALTER TABLE messages DROP COLUMN stamped_opens",
    "ALTER TABLE messages DROP COLUMN clicks",
    "ALTER TABLE deliveries ADD COLUMN opens VARCHAR(12) NOT NULL DEFAULT 'off'",
    "ALTER TABLE deliveries ADD COLUMN links VARCHAR(12) NOT NULL DEFAULT 'off'",
    "ALTER TABLE deliveries ADD COLUMN reader BLOB",
    "ALTER TABLE deliveries ADD COLUMN forgotten BOOLEAN NOT NULL DEFAULT 0",
    "UPDATE deliveries SET (opens, links) = (SELECT m.opens, m.links FROM messages AS m WHERE m.id = message)",
    "CREATE INDEX deliveries_by_reader ON deliveries (reader)",
    "CREATE TABLE stopped (reader BLOB NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (reader)) WITHOUT ROWID",
)


def from_version_1(connection: Connection) -> None:
    """Make version 2 of version 1; the pseudonyms of its recipients are filled in later (`Ledger.name_readers`).

    Args:
        connection: within a transaction that may write; when it is not committed, nothing has changed.
    """
    for statement in _FROM_VERSION_1:
        connection.exec_driver_sql(statement)
