"""The key ring of a running server."""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from backstamp.app import keyring
from backstamp.app.keyring import LiveKeyRing
from backstamp.errors import KeyFileError
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import Token

TOKEN = Token(1, 2, 0)


@contextlib.asynccontextmanager
async def watched(ring: LiveKeyRing) -> AsyncIterator[None]:
    task = asyncio.create_task(ring.watch())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 (nobody sets an event when a file is read)
            await asyncio.sleep(0.02)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "INTERVAL", 0.02)


def test_the_first_key_is_made(tmp_path: Path) -> None:
    LiveKeyRing(tmp_path / "keys.json")
    assert len(KeyFile(tmp_path / "keys.json").records()) == 1


def test_a_new_key_seals_and_a_retired_one_opens_no_more(tmp_path: Path) -> None:
    async def work() -> None:
        live, file = LiveKeyRing(tmp_path / "keys.json"), KeyFile(tmp_path / "keys.json")
        old = live().seal(TOKEN)
        async with watched(live):
            file.new()
            await until(lambda: live().seal(TOKEN)[:4] != old[:4])
            assert live().open(old.encode(), link=False) == TOKEN
            file.retire(file.records()[1].id)
            await until(lambda: live().open(old.encode(), link=False) is None)

    asyncio.run(work())


@pytest.mark.parametrize("deed", ["damage", "open to all", "remove"])
def test_a_file_that_has_become_unusable_changes_nothing_and_is_told(tmp_path: Path, deed: str) -> None:
    path = tmp_path / "keys.json"

    def spoil() -> None:
        if deed == "damage":
            path.write_text("{")
        elif deed == "open to all":
            path.chmod(0o644)
        else:
            path.unlink()

    async def work() -> None:
        live = LiveKeyRing(path)
        before = live()
        with capture_logs() as logs:
            async with watched(live):
                spoil()
                await until(lambda: any(entry["log_level"] == "error" for entry in logs))
                assert live() is before
        assert deed != "remove" or not path.exists(), "a new key would silence all mail that is out"

    asyncio.run(work())


def test_a_file_made_usable_again_by_its_mode_alone_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"

    async def work() -> None:
        live = LiveKeyRing(path)
        other = KeyFile(tmp_path / "other.json")
        other.new()
        with capture_logs() as logs:
            async with watched(live):
                os.utime(tmp_path / "other.json", ns=(0, 0))
                (tmp_path / "other.json").chmod(0o640)
                (tmp_path / "other.json").rename(path)
                await until(lambda: bool(logs))
                path.chmod(0o600)
                await until(lambda: any(entry["log_level"] == "info" for entry in logs))
        assert live().seal(TOKEN) == KeyFile(path).ring().seal(TOKEN)

    asyncio.run(work())


def test_a_file_that_is_no_key_file_keeps_the_server_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [{}]}))
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="is not a key file"):
        LiveKeyRing(path)
