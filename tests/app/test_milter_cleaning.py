"""What the milter for incoming mail decides; how it travels is in tests/endtoend/test_incoming."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backstamp.app.cleaning_process import CleaningProcess, Outcome
from backstamp.app.milter_cleaning import MilterCleaning
from backstamp.errors import CleaningError
from backstamp.recipient.clean.clean import restore
from backstamp.recipient.clean.options import CleanOptions, Images, Links

HEADER = b"From: Library <letters@lamplight.example>\r\nTo: ada@example.org\r\nSubject: November\r\n"
TRACKED = (
    HEADER + b"Disposition-Notification-To: letters@lamplight.example\r\nContent-Type: text/html\r\n\r\n"
    b'<p>New <a href="https://www.google.com/url?q=https%3A%2F%2Flamplight.example%2Fnew">on the shelves</a></p>\r\n'
    b'<img src="https://www.google-analytics.com/collect?tid=UA-1&amp;cid=8f14e45fceea167a5a36" width=1 height=1>\r\n'
)
PLAIN = HEADER + b"\r\nBody\r\n"
MESSAGES = [TRACKED.replace(b"November", b"Number %d" % number) for number in range(6)]


def run(
    folder: Path,
    test: Callable[[MilterCleaning], Awaitable[None]],
    options: CleanOptions = CleanOptions(),  # noqa: B008 - it is frozen
    **given: Any,
) -> None:
    async def whole() -> None:
        cleaning = MilterCleaning(folder, options, **given)
        try:
            await test(cleaning)
        finally:
            await cleaning.stop()

    asyncio.run(asyncio.wait_for(whole(), 120))


async def decided(cleaning: MilterCleaning, message: bytes) -> bytes | None:
    changed = await cleaning.decide(message, "letters@lamplight.example", ("ada@example.org",))
    return changed.message if changed else None


def test_trackers_go_and_the_original_comes_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        with caplog.at_level(logging.INFO):
            cleaned = await decided(cleaning, TRACKED)
        assert cleaned is not None
        assert b"google" not in cleaned
        assert b"Disposition-Notification-To" not in cleaned
        assert restore(cleaned) == TRACKED
        assert await decided(cleaning, cleaned) is None

    run(tmp_path, test)
    assert "cleaning: found 1 receipt, 1 open (Google Analytics); 2 removed, 1 unwrapped" in caplog.text


def test_a_message_without_trackers_is_not_changed(tmp_path: Path) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        assert await decided(cleaning, PLAIN) is None

    run(tmp_path, test)


def test_options_reach_the_process(tmp_path: Path) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        cleaned = await decided(cleaning, TRACKED) or b""
        assert cleaned.startswith(b"X-Backstamp-Found: ")
        assert b"google-analytics" in cleaned
        assert b"google.com/url" in cleaned
        assert b"X-Backstamp-Cleaned" not in cleaned

    run(tmp_path, test, CleanOptions(Images.NONE, Links.KEEP, found_header=True, undo=False))


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_at_once_are_kept_apart(tmp_path: Path, jobs: int) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        found = await asyncio.gather(*(decided(cleaning, message) for message in MESSAGES))
        assert [restore(each or b"") for each in found] == MESSAGES

    run(tmp_path, test, jobs=jobs)


def test_the_server_goes_on_meanwhile(tmp_path: Path) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        await cleaning.start()
        deciding = asyncio.create_task(decided(cleaning, TRACKED + b"<p>more <b>words</b></p>\r\n" * 5_000))
        turns = 0
        while not deciding.done():
            await asyncio.sleep(0.001)
            turns += 1
        assert await deciding is not None
        assert turns > 10

    run(tmp_path, test)


def test_what_takes_too_long_is_an_error_and_the_next_message_has_a_new_process(tmp_path: Path) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        await cleaning.start()
        for _ in range(2):
            with pytest.raises(CleaningError, match="longer than"):
                await decided(cleaning, TRACKED * 50)

    run(tmp_path, test, jobs=1, seconds=0.0)


def test_a_process_that_has_grown_too_large_gives_way_to_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = CleaningProcess.clean
    used: list[CleaningProcess] = []

    def worn(process: CleaningProcess, *given: Any) -> Outcome:
        used.append(process)
        return replace(clean(process, *given), worn=True)

    async def test(cleaning: MilterCleaning) -> None:
        assert [restore(await decided(cleaning, message) or b"") for message in MESSAGES[:2]] == MESSAGES[:2]
        assert used[0] is not used[1]
        assert not used[0].alive

    monkeypatch.setattr(CleaningProcess, "clean", worn)
    run(tmp_path, test, jobs=1)


def test_a_message_that_nobody_waits_for_any_more_does_not_disturb_the_next(tmp_path: Path) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        await cleaning.start()
        given_up = asyncio.create_task(decided(cleaning, TRACKED + b"<p>more</p>\r\n" * 5_000))
        await asyncio.sleep(0.01)
        given_up.cancel()
        assert restore(await decided(cleaning, MESSAGES[0]) or b"") == MESSAGES[0]

    run(tmp_path, test, jobs=1)


def test_stopping_waits_for_nobody(tmp_path: Path) -> None:
    async def test(cleaning: MilterCleaning) -> None:
        await cleaning.start()
        deciding = asyncio.create_task(decided(cleaning, TRACKED + b"<p>more <b>words</b></p>\r\n" * 50_000))
        await asyncio.sleep(0.2)
        await cleaning.stop()
        with pytest.raises(CleaningError):
            await deciding

    run(tmp_path, test)


def test_a_list_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "mine.toml").write_text("not a list")

    async def test(cleaning: MilterCleaning) -> None:
        with pytest.raises(CleaningError, match=r"mine\.toml"):
            await cleaning.start()

    run(tmp_path, test)
