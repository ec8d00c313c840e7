"""What a running collector knows of withdrawals."""

import asyncio
from pathlib import Path

import pytest
from tests.hits.serving import Logged, eventually

from backstamp.errors import StoreError
from backstamp.hits.hitfile import open_for_writing
from backstamp.hits.live_withdrawals import INTERVAL, LiveWithdrawals
from backstamp.hits.withdrawals import tombstones, withdraw


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "hits.sqlite"
    open_for_writing(place).close()
    return place


def test_tombstones_are_taken_up_as_they_are_written(path: Path) -> None:
    live = LiveWithdrawals(path)
    known = live.deliveries
    live.load()
    assert known == set()
    withdraw(path, [(7, 3)], since=5)
    live.load()
    live.load()
    assert known == {(7, 3)}
    withdraw(path, [(7, 3), (8, 0), (9, 1)], since=5)
    live.load()
    assert known == {(7, 3), (8, 0), (9, 1)}


def test_what_is_withdrawn_here_is_heeded_at_once_and_durable(path: Path) -> None:
    live = LiveWithdrawals(path)
    assert live.withdraw(iter([(7, 3)]), since=5) == 1
    assert live.deliveries == {(7, 3)}
    assert tombstones(path) == [(1, 7, 3)]


def test_a_replaced_store_adds_its_own_and_takes_none_back(path: Path) -> None:
    live = LiveWithdrawals(path)
    live.withdraw([(1, 0), (2, 0)], since=5)
    live.load()
    path.unlink()
    withdraw(path, [(3, 0), (4, 0), (5, 0)], since=6)
    live.load()
    assert live.deliveries == {(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)}
    path.unlink()
    withdraw(path, [(6, 0)], since=6)
    live.load()
    assert (6, 0) in live.deliveries


def test_what_cannot_be_written_is_not_heeded_either(path: Path) -> None:
    live = LiveWithdrawals(path.parent / "nowhere" / "hits.sqlite")
    with pytest.raises(StoreError):
        live.withdraw([(7, 3)], since=5)
    assert live.deliveries == set()


def test_a_store_that_cannot_be_read_is_told_once_and_taken_up_when_it_is_back(path: Path) -> None:
    log = Logged()
    live = LiveWithdrawals(path, log)
    live.withdraw([(7, 3)], since=5)
    away = path.rename(path.with_name("away"))
    live._look()
    live._look()
    assert log.events == ["error: new withdrawals cannot be read; those known stay in force"]
    assert live.deliveries == {(7, 3)}
    withdraw(away, [(8, 0)], since=6)
    away.rename(path)
    live._look()
    assert live.deliveries == {(7, 3), (8, 0)}
    assert len(log.events) == 1


def test_watching_sees_another_programs_tombstone_within_a_second(path: Path) -> None:
    async def work() -> None:
        live = LiveWithdrawals(path)
        watching = asyncio.create_task(live.watch())
        await asyncio.sleep(0)
        withdraw(path, [(7, 3)], since=5)
        await asyncio.to_thread(eventually, lambda: (7, 3) in live.deliveries)
        watching.cancel()

    asyncio.run(work())
    assert INTERVAL <= 0.5
