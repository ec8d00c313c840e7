"""Group commit: what a resolved future promises, and that no failure of the disk keeps a reader waiting."""

import asyncio
import errno
import functools
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from structlog.testing import capture_logs
from tests.hits.serving import Logged, a_row, rows_in

from backstamp.errors import StoreError
from backstamp.hits import writer as writer_module
from backstamp.hits.health import Status
from backstamp.hits.hitfile import open_for_writing
from backstamp.hits.schema import Row
from backstamp.hits.writer import LARGEST_BATCH, Writer

ALARM = "error: hits cannot be stored; readers are still answered"
ALL_CLEAR = "warning: hits are stored again"
MOVED = "error: the hit store was moved away or replaced while it was written to; a new one has been begun"
REFUSED = "error: a hit cannot be stored and was left out"
NO_UNICODE = a_row(headers="user-agent: \ud800")
NO_NUMBER: Row = ("noon", *a_row()[1:])  # type: ignore[assignment]  # that is the point


def in_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an asynchronous test in an event loop of its own."""

    @functools.wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        asyncio.run(test(*arguments, **named))

    return run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hits.sqlite"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter times, for tests that are not about them."""
    monkeypatch.setattr("backstamp.hits.store.LOCK_TIMEOUT", 0.1)
    monkeypatch.setattr(writer_module, "TICK", 0.05)


@asynccontextmanager
async def writing(path: Path, **more: Any) -> AsyncIterator[tuple[Writer, Logged]]:
    log = Logged()
    writer = Writer(path, asyncio.get_running_loop(), log=log, **more)
    writer.start()
    try:
        yield writer, log
    finally:
        await writer.stop()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the store."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def until(fact: Callable[[], bool], within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while not fact():  # noqa: ASYNC110  # a file has no event
            await asyncio.sleep(0.02)


async def answered(*awaited: "asyncio.Future[None]", within: float) -> None:
    async with asyncio.timeout(within):
        await asyncio.gather(*awaited)


def messages(path: Path) -> list[int]:
    return [row[4] for row in rows_in(path)]


@in_a_loop
async def test_a_future_resolves_only_when_its_row_can_be_read_by_others(path: Path) -> None:
    other = sqlite3.connect(path)

    async def one(number: int) -> None:
        await asyncio.sleep(number % 7 / 1000)
        await writer.add(a_row(number))
        found = other.execute("SELECT count(*) FROM hits WHERE message = ?", (number,)).fetchone()
        assert found == (1,), f"{number} was acknowledged before it could be read"

    async with writing(path) as (writer, _):
        await asyncio.gather(*(one(number) for number in range(300)))
        assert (writer.health.stored, writer.health.waiting) == (300, 0)
    other.close()


@in_a_loop
async def test_those_who_arrive_together_share_one_commit(path: Path) -> None:
    batches: list[int] = []

    class Overheard(SimpleQueue[list[Row] | None]):
        def put(self, item: list[Row] | None, block: bool = True, timeout: float | None = None) -> None:
            batches.append(len(item or []))
            super().put(item, block, timeout)

    writer = Writer(path, asyncio.get_running_loop(), log=Logged())
    writer._batches = Overheard()
    writer.start()
    await asyncio.gather(*(writer.add(a_row(number)) for number in range(500)))
    await writer.stop()
    assert batches == [500, 0]


@in_a_loop
async def test_a_client_that_has_gone_keeps_nobody_waiting_and_its_hit_is_kept(path: Path) -> None:
    async with writing(path) as (writer, _):
        readers = [writer.add(a_row(number)) for number in range(100)]
        for reader in readers[::2]:
            reader.cancel()
        await answered(*readers[1::2], within=5)
        await until(lambda: writer.health.stored == 100)
    assert messages(path) == list(range(100))


@in_a_loop
async def test_stopping_commits_everything_taken(path: Path) -> None:
    total = 2 * LARGEST_BATCH + 7
    async with writing(path) as (writer, log):
        readers = [writer.add(a_row(number)) for number in range(total)]
    assert all(reader.done() for reader in readers)
    assert messages(path) == list(range(total))
    assert (writer.health.stored, writer.health.lost, log.lines) == (total, 0, [])


@in_a_loop
async def test_a_hit_after_the_end_is_answered_and_counted_as_lost(path: Path) -> None:
    async with writing(path) as (writer, _):
        pass
    assert writer.add(a_row()).done()
    assert writer.health.lost == 1


@in_a_loop
async def test_a_store_that_cannot_be_opened_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check that the directory exists"):
        Writer(tmp_path / "nowhere" / "hits.sqlite", asyncio.get_running_loop()).start()


@in_a_loop
async def test_a_locked_store_keeps_no_reader_waiting_and_loses_nothing(path: Path) -> None:
    async with writing(path) as (writer, log):
        await writer.add(a_row(0))
        with locked(path):
            await answered(*(writer.add(a_row(number)) for number in range(1, 50)), within=3)
            assert writer.health.status is Status.FAILING
            assert "another process holds the file locked" in writer.health.why
            assert writer.health.waiting == 49
            assert all(writer.add(a_row(number)).done() for number in range(50, 100))
            assert writer.health.waiting == 99
            await asyncio.sleep(1.2)
            assert writer.health.waiting == 99
        await until(lambda: writer.health.status is Status.OK)
        await answered(writer.add(a_row(100)), within=2)
        assert (writer.health.stored, writer.health.waiting, writer.health.lost) == (101, 0, 0)
        assert log.events == [ALARM, ALL_CLEAR]
    assert messages(path) == list(range(101))


@in_a_loop
async def test_what_cannot_be_kept_is_counted_as_lost_and_told_in_the_end(path: Path, hasty: None) -> None:
    async with writing(path, keep=30) as (writer, log):
        with locked(path):
            await answered(writer.add(a_row(0)), within=3)
            for number in range(1, 100):
                assert writer.add(a_row(number)).done()
            assert (writer.health.waiting, writer.health.lost) == (30, 70)
        await until(lambda: writer.health.status is Status.OK)
        assert log.events == [ALARM, ALL_CLEAR]
        assert log.lines[-1][2]["lost"] == 70
    assert messages(path) == list(range(30))


@in_a_loop
async def test_long_headers_cannot_fill_the_memory_while_the_store_fails(
    path: Path, monkeypatch: pytest.MonkeyPatch, hasty: None
) -> None:
    monkeypatch.setattr(writer_module, "KEEP_CHARACTERS", 100_000)
    async with writing(path) as (writer, _):
        for number in (1, 2):
            with locked(path):
                await answered(writer.add(a_row(headers="")), within=3)
                for _ in range(20):
                    writer.add(a_row(headers="x" * 16_000))
                assert writer.health.lost == 14 * number
            await until(lambda: writer.health.status is Status.OK)
    assert len(messages(path)) == 2 * 7


@in_a_loop
async def test_a_long_queue_is_written_in_steps_and_in_order(
    path: Path, monkeypatch: pytest.MonkeyPatch, hasty: None
) -> None:
    monkeypatch.setattr(writer_module, "LARGEST_BATCH", 10)
    async with writing(path) as (writer, log):
        with locked(path):
            await answered(*(writer.add(a_row(number)) for number in range(25)), within=3)
            for number in range(25, 95):
                writer.add(a_row(number))
        await until(lambda: writer.health.status is Status.OK)
        assert log.events == [ALARM, ALL_CLEAR]
        assert log.lines[-1][2]["stored"] == 95, "all clear was given too early"
    assert messages(path) == list(range(95))


@in_a_loop
async def test_a_commit_that_hangs_keeps_no_reader_waiting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE", 0.2)
    monkeypatch.setattr(writer_module, "TICK", 0.05)
    async with writing(path) as (writer, log):
        with locked(path):  # the thread waits a second for the lock: as long as that, nothing comes back
            await answered(writer.add(a_row(1)), within=0.6)
            assert "has not answered" in writer.health.why
            assert writer.add(a_row(2)).done()
        await until(lambda: writer.health.stored == 2)
        assert writer.health.status is Status.OK
        assert log.events == [ALARM, ALL_CLEAR]
    assert messages(path) == [1, 2]


@in_a_loop
async def test_a_lasting_failure_is_told_again_but_not_per_hit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "TICK", 0.05)
    monkeypatch.setattr("backstamp.hits.health.Alarm.REMIND_AFTER", 0.4)
    async with writing(path) as (writer, log):
        with locked(path):
            await answered(writer.add(a_row()), within=3)
            for _ in range(2000):
                writer.add(a_row())
            await asyncio.sleep(1.0)
            assert 2 <= len(log.lines) <= 4
        await until(lambda: writer.health.status is Status.OK)


@in_a_loop
async def test_the_alarm_reaches_structlog_without_being_asked(path: Path, hasty: None) -> None:
    with capture_logs() as lines:
        writer = Writer(path, asyncio.get_running_loop())
        writer.start()
        with locked(path):
            await answered(writer.add(a_row()), within=3)
        await writer.stop()
    assert [line["log_level"] for line in lines] == ["error", "warning"]


@in_a_loop
async def test_stopping_beside_a_locked_store_ends_soon_and_tells_the_loss(path: Path) -> None:
    open_for_writing(path).close()
    began = time.monotonic()
    with locked(path):
        async with writing(path) as (writer, log):
            readers = [writer.add(a_row(number)) for number in range(3)]
        assert time.monotonic() - began < 5
    assert all(reader.done() for reader in readers)
    assert (writer.health.stored, writer.health.waiting, writer.health.lost) == (0, 0, 3)
    assert log.events[-1] == ALARM
    assert log.lines[-1][2]["lost"] == 3
    assert messages(path) == []


@in_a_loop
async def test_stopping_beside_a_hanging_disk_ends_and_says_why(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE", 0.1)
    open_for_writing(path).close()
    with locked(path):
        async with writing(path) as (writer, log):
            reader = writer.add(a_row())
        assert reader.done()
        assert writer.health.lost == 1
        assert "did not answer" in log.lines[-1][2]["why"]
        writer._thread.join()


@pytest.mark.parametrize("bad", [a_row(message=2**63), NO_UNICODE, NO_NUMBER])
def test_a_row_that_can_never_be_stored_is_left_out_counted_and_told_once(path: Path, bad: Row) -> None:
    async def run() -> None:
        async with writing(path) as (writer, log):
            for number in range(5):
                await answered(writer.add(a_row(number)), writer.add(bad), writer.add(a_row(number)), within=5)
            assert (writer.health.status, writer.health.lost, writer.health.stored) == (Status.OK, 5, 10)
            assert log.events == [REFUSED]
            assert log.lines[0][2]["why"]

    asyncio.run(run())
    assert messages(path) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


@in_a_loop
async def test_an_error_that_nobody_thought_of_is_a_failure_and_ends_no_thread(
    path: Path, monkeypatch: pytest.MonkeyPatch, hasty: None
) -> None:
    def surprised(*_: object) -> None:
        raise RuntimeError("a surprise")

    async with writing(path) as (writer, log):
        with monkeypatch.context() as patch:
            patch.setattr("backstamp.hits.hitfile.append", surprised)
            await answered(writer.add(a_row(1)), within=3)
            assert "a surprise" in writer.health.why
        await until(lambda: writer.health.status is Status.OK)
        assert log.events == [ALARM, ALL_CLEAR]
    assert messages(path) == [1]


@in_a_loop
async def test_a_store_deleted_under_the_writer_is_told_once_and_begun_anew(path: Path) -> None:
    async with writing(path) as (writer, log):
        await writer.add(a_row(1))
        path.unlink()  # noqa: ASYNC240  # a moment
        for number in (2, 3):
            await answered(writer.add(a_row(number)), within=3)
        assert log.events == [MOVED]
    assert messages(path) == [2, 3]


@in_a_loop
async def test_a_directory_that_disappears_and_returns_loses_nothing_taken_meanwhile(
    tmp_path: Path, hasty: None
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / "hits.sqlite"
    async with writing(path) as (writer, log):
        await writer.add(a_row(1))
        folder.rename(tmp_path / "away")
        await answered(writer.add(a_row(2)), within=3)
        assert "check that the directory exists" in writer.health.why
        folder.mkdir()
        await until(lambda: writer.health.status is Status.OK)
        assert log.events == [ALARM, MOVED, ALL_CLEAR]
    assert messages(path) == [2]
    assert messages(tmp_path / "away" / "hits.sqlite") == [1]


def test_a_loop_closed_without_stopping_leaves_no_thread_behind(path: Path) -> None:
    loop = asyncio.new_event_loop()
    writer = Writer(path, loop, log=Logged())

    async def begin() -> None:
        writer.start()
        await writer.add(a_row(1))

    loop.run_until_complete(begin())
    loop.close()
    writer._batches.put([a_row(2)])
    writer._thread.join(5)
    assert not writer._thread.is_alive()
    assert messages(path) == [1, 2]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here (that takes root)")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(ballast: Path) -> None:
    """Write until the disk is full."""
    with ballast.open("ab", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC


@in_a_loop
async def test_a_full_disk_keeps_no_reader_waiting_and_loses_nothing(small_disk: Path) -> None:
    path, ballast = small_disk / "hits.sqlite", small_disk / "ballast"
    async with writing(path) as (writer, log):
        await writer.add(a_row(0))
        fill(ballast)
        sent = 1
        while writer.health.status is Status.OK:
            await answered(writer.add(a_row(sent, headers="x" * 1000)), within=3)
            sent += 1
        assert "free some space on that disk" in writer.health.why
        for number in range(sent, sent + 100):
            assert writer.add(a_row(number)).done()
        sent += 100
        fill(ballast)
        await asyncio.sleep(1.2)
        assert writer.health.status is Status.FAILING
        assert log.events == [ALARM]
        ballast.unlink()
        await until(lambda: writer.health.status is Status.OK)
        await answered(writer.add(a_row(sent)), within=3)
        assert log.events == [ALARM, ALL_CLEAR]
        assert (writer.health.lost, writer.health.waiting) == (0, 0)
    assert sorted(set(messages(path))) == list(range(sent + 1))
