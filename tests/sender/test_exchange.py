import asyncio
import logging
from pathlib import Path

import pytest
from tests.sender.relay_bench import SENDER, bench, until
from tests.sender.smtp_sink import Sink

from backstamp.errors import LedgerError
from backstamp.sender.ledger import Ledger


def disk_full(*_: object, **__: object) -> None:
    raise LedgerError("the disk is full")


@pytest.mark.parametrize("someone_missed", [False, True])
def test_fates_that_cannot_be_written_down_lose_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, someone_missed: bool
) -> None:
    monkeypatch.setattr(Ledger, "record", disk_full)

    async def scenario() -> None:
        script = {"b@x.example": "554 5.7.1 spam"} if someone_missed else {}
        async with bench(tmp_path, Sink(data=script)) as it:
            outcome = await it.send("a@x.example", "b@x.example")
            assert (outcome == {}) is not someone_missed
            if someone_missed:
                assert outcome.smtp_code == 451

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert "the disk is full" in caplog.text


def test_the_notification_is_owed_on_disk_before_the_client_hears_250(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bool] = []
    record = Ledger.record

    def watched(self: Ledger, *arguments: object, **options: object) -> None:
        record(self, *arguments, **options)  # type: ignore[arg-type] # passed on as they came
        written.append(bool(self.unnotified()))

    monkeypatch.setattr(Ledger, "record", watched)

    async def scenario() -> None:
        async with bench(tmp_path, Sink(data={"b@x.example": "554 5.7.1 spam"})) as it:
            assert await it.send("a@x.example", "b@x.example") == {}
            assert written == [True]
            await until(lambda: it.sink.to(SENDER))

    asyncio.run(scenario())
