"""Tombstones: durable, never taken back, and nothing to know a person by."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.hits import test_hitfile, test_store
from tests.hits.serving import a_row, rows_in

from backstamp.errors import StoreError
from backstamp.hits.hitfile import HitFile, append, open_for_writing
from backstamp.hits.withdrawals import tombstones, withdraw, withdrawn_since


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hits.sqlite"


def test_a_withdrawal_is_found_again_with_its_time(path: Path) -> None:
    assert withdraw(path, [(7, 3), (7, 4), (2**63 - 1, 2**32 - 2)], since=5) == 3
    assert tombstones(path) == [(1, 7, 3), (2, 7, 4), (3, 2**63 - 1, 2**32 - 2)]
    assert tombstones(path, 3) == [(3, 2**63 - 1, 2**32 - 2)]
    assert withdrawn_since(path, (7, 3)) == 5
    assert withdrawn_since(path, (7, 5)) is None


def test_who_withdraws_twice_keeps_the_first_time(path: Path) -> None:
    withdraw(path, [(7, 3)], since=5)
    assert withdraw(path, [(7, 3), (7, 4), (7, 4)], since=9) == 1
    assert [withdrawn_since(path, (7, recipient)) for recipient in (3, 4)] == [5, 9]


def test_withdrawing_nothing_makes_the_store_and_no_more(path: Path) -> None:
    assert withdraw(path, [], since=5) == 0
    assert tombstones(path) == []


def test_a_store_begun_by_a_withdrawal_is_private(path: Path) -> None:
    withdraw(path, [(7, 3)], since=5)
    assert path.stat().st_mode & 0o077 == 0


def test_a_number_that_no_store_can_hold_is_never_withdrawn(path: Path) -> None:
    assert withdraw(path, [(2**63, 0)], since=5) == 0
    assert withdrawn_since(path, (2**63, 0)) is None


def test_the_store_of_the_first_version_has_no_withdrawals_until_one_is_written(path: Path) -> None:
    test_hitfile.of_the_first_version(path)
    assert tombstones(path) == []
    assert withdrawn_since(path, (1, 0)) is None
    withdraw(path, [(1, 0)], since=5)
    assert tombstones(path) == [(1, 1, 0)]
    assert len(rows_in(path)) == 2


def test_a_position_is_never_used_twice(path: Path) -> None:
    withdraw(path, [(7, 3)], since=5)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM withdrawn")
    withdraw(path, [(7, 4)], since=6)
    assert tombstones(path) == [(2, 7, 4)]


def test_withdrawing_gets_its_turn_beside_a_writer_that_never_rests(path: Path) -> None:
    file, ended = HitFile(path), threading.Event()

    def write() -> None:
        while not ended.is_set():
            file.append([a_row()])

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert withdraw(path, [(7, 3)], since=5) == 1
    finally:
        ended.set()
        writing.join()
        file.close()
    assert withdrawn_since(path, (7, 3)) == 5


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (test_store.garbage, "not a database"),
        (test_store.of_another_program, "another program"),
        (test_store.newer, "newer Backstamp"),
        (test_store.a_directory, "is no file|is a file"),
    ],
)
def test_what_is_no_store_is_refused(path: Path, make, what: str) -> None:
    make(path)
    with pytest.raises(StoreError, match=what):
        withdraw(path, [(7, 3)], since=5)
    with pytest.raises(StoreError, match=what):
        tombstones(path)


def test_a_store_that_lost_its_table_by_hand_is_an_error_of_ours(path: Path) -> None:
    withdraw(path, [(7, 3)], since=5)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE withdrawn")
    with pytest.raises(StoreError, match="no such table"):
        tombstones(path)
    with pytest.raises(StoreError, match="no such table"):
        withdraw(path, [(7, 3)], since=5)


def test_without_a_store_nothing_can_be_read(path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"):
        withdrawn_since(path, (7, 3))


def test_a_locked_store_is_an_error_and_nothing_is_withdrawn(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backstamp.hits.withdrawals._PATIENCE", 50)
    connection = open_for_writing(path)
    append(connection, [a_row()])
    connection.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        withdraw(path, [(7, 3)], since=5)
    connection.execute("ROLLBACK")
    connection.close()
    assert tombstones(path) == []
