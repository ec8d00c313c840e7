from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from backstamp.errors import LedgerError
from backstamp.sender.ledger_file import LedgerFile


def make(connection: Connection, _place: str) -> None:
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY)")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[LedgerFile]:
    opened = LedgerFile(tmp_path / "file", make)
    yield opened
    opened.close()


def write(file: LedgerFile, *statements: str) -> None:
    with file.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def read(file: LedgerFile) -> list[str]:
    with file.read() as connection:
        return [row[0] for row in connection.execute(text("SELECT word FROM words ORDER BY word"))]


def test_a_transaction_that_fails_leaves_nothing(file: LedgerFile) -> None:
    write(file, "INSERT INTO words VALUES ('one')")
    with pytest.raises(LedgerError, match="cannot be written: no such table"):
        write(file, "INSERT INTO words VALUES ('two')", "INSERT INTO nowhere VALUES ('three')")
    assert read(file) == ["one"]


def test_a_file_that_is_refused_is_closed(tmp_path: Path) -> None:
    def refuse(_: Connection, place: str) -> None:
        raise LedgerError(f"{place} is refused")

    with pytest.raises(LedgerError, match="file is refused"):
        LedgerFile(tmp_path / "file", refuse)
    LedgerFile(tmp_path / "file", make).close()


def test_what_was_deleted_is_on_the_disk_no_more_after_scrubbing(file: LedgerFile, tmp_path: Path) -> None:
    write(file, "INSERT INTO words VALUES ('unmistakable')")
    write(file, "DELETE FROM words")
    assert b"unmistakable" in (tmp_path / "file-wal").read_bytes()
    file.scrub()
    assert (tmp_path / "file-wal").read_bytes() == b""
    assert b"unmistakable" not in (tmp_path / "file").read_bytes()


def test_scrubbing_waits_for_a_reader_no_more_than_a_moment_and_a_busy_file_stays_usable(file: LedgerFile) -> None:
    write(file, "INSERT INTO words VALUES ('one')")
    with file.read() as connection:
        connection.execute(text("SELECT * FROM words")).all()
        write(file, "INSERT INTO words VALUES ('two')")
        file.scrub()
    assert read(file) == ["one", "two"]


def test_what_a_reader_prevented_is_made_good_when_that_reader_is_done(file: LedgerFile, tmp_path: Path) -> None:
    write(file, "INSERT INTO words VALUES ('unmistakable')", "INSERT INTO words VALUES ('other')")
    with file.read() as connection:
        connection.execute(text("SELECT * FROM words")).all()
        write(file, "DELETE FROM words WHERE word = 'unmistakable'")
        file.scrub()
        assert b"unmistakable" in (tmp_path / "file-wal").read_bytes()
    assert (tmp_path / "file-wal").read_bytes() == b""
    assert read(file) == ["other"]


def test_other_connections_go_on_waiting_for_locks_after_scrubbing(file: LedgerFile) -> None:
    file.scrub()
    with file.read() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000
