"""The file in its writer's hands: made, locked, replaced, killed, and rows that cannot be stored."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hits import test_store
from tests.hits.serving import a_row, rows_in

from backstamp.errors import StoreError
from backstamp.hits.hitfile import HitFile, append, open_for_writing
from backstamp.hits.schema import VERSION, Row
from backstamp.hits.store import HitStore

TOO_LARGE = a_row(message=2**63)
NO_UNICODE = a_row(headers="user-agent: \ud800")
NO_NUMBER: Row = ("noon", *a_row()[1:])  # type: ignore[assignment]  # that is the point
TOO_SHORT: Row = a_row()[:5]  # type: ignore[assignment]  # that is the point


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hits.sqlite"


@pytest.fixture
def file(path: Path) -> Iterator[HitFile]:
    made = HitFile(path)
    yield made
    made.close()


def test_a_new_store_is_for_its_owner_only(path: Path, file: HitFile) -> None:
    file.append([a_row()])
    for each in path.parent.iterdir():
        assert each.stat().st_mode & 0o077 == 0, each


def test_a_commit_waits_for_the_disk(path: Path) -> None:
    connection = open_for_writing(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    connection.close()


def test_a_store_behind_a_link_is_made_where_the_link_points(tmp_path: Path) -> None:
    link, there = tmp_path / "hits.sqlite", tmp_path / "disk" / "hits.sqlite"
    there.parent.mkdir()
    link.symlink_to(there)
    file = HitFile(link)
    file.append([a_row()])
    file.close()
    assert len(rows_in(there)) == 1


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (test_store.a_directory, "check that it is a file"),
        (test_store.garbage, "not a database"),
        (test_store.of_another_program, "another program"),
        (test_store.newer, "newer Backstamp"),
    ],
)
def test_a_foreign_file_is_refused_and_left_as_it_is(path: Path, make, what: str) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=what):
        HitFile(path)
    assert (path.read_bytes() if path.is_file() else None) == before


FIRST_SCHEMA = """
CREATE TABLE hits (
\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, method TEXT NOT NULL, kind TEXT NOT NULL,
\tmessage INTEGER NOT NULL, recipient INTEGER NOT NULL, link INTEGER NOT NULL, peer TEXT NOT NULL,
\thttp_version TEXT NOT NULL, headers TEXT NOT NULL) STRICT;
CREATE INDEX hits_delivery ON hits (message, recipient);
PRAGMA application_id = 0x4261636B;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
"""


def of_the_first_version(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(FIRST_SCHEMA)
        append(connection, [a_row(1), a_row(2)])


def test_a_store_of_the_first_version_is_brought_up_in_place_with_all_its_hits(path: Path) -> None:
    of_the_first_version(path)
    before = rows_in(path)
    open_for_writing(path).close()
    assert rows_in(path) == before
    assert tables_of(path) == tables_of_a_new_store(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    open_for_writing(path).close()
    assert rows_in(path) == before


def test_a_store_of_the_first_version_is_read_without_being_changed(path: Path) -> None:
    of_the_first_version(path)
    with HitStore(path) as store:
        assert store.count() == 2
    assert tables_of(path) == {"hits", "sqlite_sequence"}


def test_several_programs_bring_one_store_up_at_once(path: Path) -> None:
    of_the_first_version(path)
    together = threading.Barrier(8)

    def bring_up(_: int) -> None:
        together.wait()
        open_for_writing(path).close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bring_up, range(8)))
    assert tables_of(path) == tables_of_a_new_store(path)


def tables_of(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def tables_of_a_new_store(path: Path) -> set[str]:
    new = path.with_name("new.sqlite")
    open_for_writing(new).close()
    return tables_of(new)


def test_a_store_in_no_directory_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check that the directory exists"):
        HitFile(tmp_path / "nowhere" / "hits.sqlite")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(StoreError, match="loop"):
        HitFile(loop)


@pytest.mark.parametrize("bad", [TOO_LARGE, NO_UNICODE, NO_NUMBER, TOO_SHORT])
def test_a_row_that_cannot_be_stored_hurts_no_other(path: Path, file: HitFile, bad: Row) -> None:
    done = file.append([a_row(1), bad, a_row(2), bad])
    assert len(done.refused) == 2
    assert all(done.refused)
    assert [row[4] for row in rows_in(path)] == [1, 2]
    assert file.append([a_row(3)]).refused == ()


wild = st.one_of(st.integers(-(2**70), 2**70), st.text(st.characters(exclude_categories=()), max_size=5), st.binary())
wild = st.one_of(wild, st.none(), st.floats(), st.builds(object))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bad=st.lists(wild, min_size=9, max_size=9).map(tuple))
def test_no_row_whatever_can_stop_the_writer(path: Path, file: HitFile, bad) -> None:
    before = len(rows_in(path))
    done = file.append([a_row(1), bad, a_row(2)])
    assert len(rows_in(path)) == before + 3 - len(done.refused)


def test_text_with_nul_and_every_latin_1_character_is_kept_whole(path: Path, file: HitFile) -> None:
    text = "x: " + "".join(map(chr, range(256))).replace("\n", "")
    assert file.append([a_row(headers=text)]).refused == ()
    assert rows_in(path)[0][-1] == text


OTHER_PROGRAM = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM hits').fetchall(); c.close()"
)


def test_another_program_closing_the_store_takes_nothing_away_after_a_reopening(path: Path) -> None:
    """Closing any descriptor of the file drops this process's locks; the journal would go with the other program."""
    first = open_for_writing(path)
    append(first, [a_row()])
    reading = sqlite3.connect(path)
    reading.execute("SELECT * FROM hits").fetchall()
    first.close()
    second = open_for_writing(path)
    append(second, [a_row()])
    subprocess.run([sys.executable, "-c", OTHER_PROGRAM, str(path)], check=True)
    append(second, [a_row()])
    assert len(rows_in(path)) == 3
    second.close()
    reading.close()
    assert len(rows_in(path)) == 3


def test_a_locked_store_is_an_error_and_the_same_rows_go_in_later(path: Path, file: HitFile) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="another process holds the file locked"):
        file.append([a_row()])
    other.execute("ROLLBACK")
    other.close()
    assert not file.append([a_row()]).moved
    assert len(rows_in(path)) == 1


def test_a_deleted_store_is_begun_anew_and_told(path: Path, file: HitFile) -> None:
    file.append([a_row()])
    path.unlink()
    assert file.append([a_row(2)]).moved
    assert not file.append([a_row(3)]).moved
    assert [row[4] for row in rows_in(path)] == [2, 3]


def test_a_store_moved_away_keeps_all_its_hits_and_gives_none_to_the_next(path: Path, file: HitFile) -> None:
    file.append([a_row(1), a_row(2)])
    away = path.with_name("away.sqlite")
    path.rename(away)
    assert file.append([a_row(3)]).moved
    assert [row[4] for row in rows_in(path)] == [3]
    assert [row[4] for row in rows_in(away)] == [1, 2]


def test_a_backup_put_in_its_place_is_written_on_undamaged(path: Path, tmp_path: Path, file: HitFile) -> None:
    backup = tmp_path / "backup.sqlite"
    connection = open_for_writing(backup)
    append(connection, [a_row(8), a_row(9)])
    connection.close()
    file.append([a_row(number) for number in range(100)])
    backup.rename(path)
    assert file.append([a_row(10)]).moved
    assert [row[4] for row in rows_in(path)] == [8, 9, 10]
    with HitStore(path) as store:
        assert store.count() == 3


def test_a_foreign_file_put_in_its_place_is_an_error_until_it_goes(path: Path, file: HitFile) -> None:
    file.append([a_row(1)])
    path.unlink()
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(StoreError, match="name another file"):
        file.append([a_row(2)])
    path.unlink()
    assert file.append([a_row(2)]).moved
    assert [row[4] for row in rows_in(path)] == [2]


RAW_WRITER = """
import os, sys
from pathlib import Path
from backstamp.hits.hitfile import HitFile
file = HitFile(Path(sys.argv[1]))
number = 0
while True:
    file.append([(number + step, "GET", "pixel", 1, 0, 0, "192.0.2.1", "1.1", "") for step in range(3)])
    number += 3
    os.write(1, b"%d\\n" % number)
"""


def test_everything_acknowledged_is_found_after_kill_9(path: Path) -> None:
    acknowledged = 0
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", RAW_WRITER, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(200)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
        acknowledged += int(next(line for line in reversed(lines) if line.endswith(b"\n")))
        assert len(rows_in(path)) >= acknowledged >= 600
        assert sqlite3_check(path) == "ok"
        assert len(rows_in(path)) % 3 == 0, "half a transaction is there"


def sqlite3_check(path: Path) -> str:
    connection = sqlite3.connect(path)
    (told,) = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    return str(told)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_that_may_not_be_written_is_refused_with_what_to_do(path: Path) -> None:
    HitFile(path).close()
    path.chmod(0o400)
    with pytest.raises(StoreError, match="writable for this user"):
        HitFile(path)
