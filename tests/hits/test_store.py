"""Reading the hit store: beside its writer, over many pages, and when the file is something else."""

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from tests.hits.serving import a_row

from backstamp.errors import StoreError
from backstamp.hits.hitfile import append, open_for_writing
from backstamp.hits.schema import VERSION
from backstamp.hits.store import PAGE, HitStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hits #1 %41?.sqlite"  # a name that is no URL yet


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_writing(path)
    yield connection
    connection.close()


def test_an_empty_store_has_nothing(writer: sqlite3.Connection, path: Path) -> None:
    with HitStore(path) as store:
        assert list(store.after()) == list(store.of_message(1)) == list(store.of_delivery(1, 0)) == []
        assert (store.count(), store.newest(), store.by_id(1)) == (0, 0, None)


def test_hits_are_found_by_id_message_delivery_and_cursor(writer: sqlite3.Connection, path: Path) -> None:
    append(writer, [a_row(1, 1), a_row(2, 0), a_row(1, 0), a_row(1, 1)])
    with HitStore(path) as store:
        assert [hit.id for hit in store.after()] == [1, 2, 3, 4]
        assert [hit.id for hit in store.after(2)] == [3, 4]
        assert [hit.id for hit in store.of_message(1)] == [3, 1, 4]
        assert [hit.id for hit in store.of_delivery(1, 1)] == [1, 4]
        assert (store.count(), store.count(1), store.count(3), store.newest()) == (4, 3, 0, 4)
        found = store.by_id(2)
        assert found is not None
        assert found.message == 2
        assert store.by_id(5) is None


def test_the_newest_hits_of_a_delivery_come_first_and_are_counted_up_to_a_limit(
    writer: sqlite3.Connection, path: Path
) -> None:
    append(writer, [a_row(1, 1), a_row(2, 1), a_row(1, 0), a_row(1, 1), a_row(1, 1)])
    with HitStore(path) as store:
        assert [hit.id for hit in store.newest_of_delivery(1, 1, 2)] == [5, 4]
        assert [hit.id for hit in store.newest_of_delivery(1, 1, 9)] == [5, 4, 1]
        assert [store.count_of_delivery(1, 1, limit) for limit in (2, 3, 4)] == [2, 3, 3]
        assert store.newest_of_delivery(2**64, 1, 9) == []
        assert store.count_of_delivery(2**64, 1, 9) == 0


def test_a_walk_over_several_pages_misses_and_repeats_nothing(writer: sqlite3.Connection, path: Path) -> None:
    total = 2 * PAGE + 1
    append(writer, [a_row(7, number % 3) for number in range(total)])
    append(writer, [a_row(8, 0) for _ in range(PAGE)])
    with HitStore(path) as store:
        assert [hit.id for hit in store.after()] == list(range(1, total + PAGE + 1))
        of_message = [(hit.recipient, hit.id) for hit in store.of_message(7)]
        assert of_message == sorted((number % 3, number + 1) for number in range(total))
        assert [hit.id for hit in store.of_delivery(8, 0)] == list(range(total + 1, total + PAGE + 1))


def test_a_walk_sees_what_is_written_meanwhile_and_holds_nobody_back(writer: sqlite3.Connection, path: Path) -> None:
    append(writer, [a_row() for _ in range(PAGE)])
    with HitStore(path) as store:
        walk = store.after()
        assert len(list(islice(walk, 10))) == 10
        append(writer, [a_row()])
        busy, _, _ = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert busy == 0
        assert len(list(walk)) == PAGE + 1 - 10


def test_the_delivery_index_answers_for_messages_and_deliveries(writer: sqlite3.Connection) -> None:
    by_message = "SELECT * FROM hits WHERE message = 1 AND (recipient, id) > (-1, 0) ORDER BY recipient, id"
    by_delivery = "SELECT * FROM hits WHERE message = 1 AND recipient = 2 AND id > 0 ORDER BY id"
    for query in (by_message, by_delivery):
        (step,) = writer.execute("EXPLAIN QUERY PLAN " + query).fetchall()
        assert "USING INDEX hits_delivery" in step[-1]


def test_a_number_that_no_store_can_hold_is_not_found(writer: sqlite3.Connection, path: Path) -> None:
    append(writer, [a_row()])
    with HitStore(path) as store:
        assert store.by_id(2**64) is None
        assert list(store.after(2**64)) == list(store.of_message(2**64)) == list(store.of_delivery(1, 2**64)) == []
        assert store.count(2**64) == 0


def test_reading_follows_the_name_when_the_file_is_replaced(path: Path) -> None:
    first = open_for_writing(path)
    append(first, [a_row(1)])
    first.close()
    with HitStore(path) as store:
        assert store.count() == 1
        path.unlink()
        with pytest.raises(StoreError, match="no such file"):
            store.count()
        second = open_for_writing(path)
        append(second, [a_row(2), a_row(2)])
        second.close()
        assert store.count() == 2


def not_there(path: Path) -> None:
    pass


def a_directory(path: Path) -> None:
    path.mkdir()


def empty(path: Path) -> None:
    path.touch()


def garbage(path: Path) -> None:
    path.write_bytes(b"From: me\r\n\r\nno database\r\n" * 400)


def of_another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()


def newer(path: Path) -> None:
    open_for_writing(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


def damaged(path: Path) -> None:
    connection = open_for_writing(path)
    append(connection, [a_row() for _ in range(2000)])
    connection.close()
    octets = bytearray(path.read_bytes())
    octets[4096:] = b"\xa5" * (len(octets) - 4096)
    path.write_bytes(octets)


def changed_by_hand(path: Path) -> None:
    connection = open_for_writing(path)
    append(connection, [a_row()])
    connection.execute("UPDATE hits SET kind = 'carrier pigeon'")
    connection.close()


@pytest.mark.parametrize(
    ("make", "what", "advice"),
    [
        (not_there, "no such file", "collector first starts"),
        (a_directory, "no file", "collector first starts"),
        (empty, "empty", "collector first starts"),
        (garbage, "not a database", "name another file"),
        (of_another_program, "another program", "name another file"),
        (newer, "newer Backstamp", "use that version"),
        (damaged, "malformed", "recover"),
        (changed_by_hand, "carrier pigeon", "damaged"),
    ],
)
def test_what_is_no_store_is_refused_with_what_to_do(path: Path, make, what: str, advice: str) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as caught, HitStore(path) as store:
        list(store.after())
    for words in (str(path), what, advice):
        assert words in caught.value.operator
    assert (path.read_bytes() if path.is_file() else None) == before
