import asyncio
import logging
from pathlib import Path

import pytest
from tests.sender.relay_bench import clock, until
from tests.sender.smtp_sink import HANG_UP, Sink

from backstamp.errors import LedgerError
from backstamp.sender.fate import decide
from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import Mode
from backstamp.sender.notifier import Notifier
from backstamp.sender.records import Addressee, Draft, Owed
from backstamp.sender.reply import Reply
from backstamp.sender.upstream_settings import UpstreamSettings


def owe(ledger: Ledger, sender: str) -> None:
    recipients = (Addressee("b@x.example"), Addressee("c@x.example"))
    draft = Draft(sender, "A", "S", "", Mode.INDIVIDUAL, Mode.INDIVIDUAL, True, None, recipients)
    message = ledger.add(draft).id
    fates = [decide(0, "b@x.example", Reply(250, "ok"), 1), decide(1, "c@x.example", Reply(550, "5.1.1 no"), 1)]
    ledger.record(message, fates, notice=b"Subject: S\r\n")


def notifying(folder: Path, sink: Sink, *senders: str, hold: float = 0.0) -> list[str]:
    """Whom the notifications reached, once all could be sent or the time is over."""

    async def scenario() -> list[str]:
        ledger = Ledger(folder / "ledger.sqlite", clock())
        for sender in senders:
            owe(ledger, sender)
        async with sink:
            settings = UpstreamSettings("127.0.0.1", sink.port, timeout=2, final_timeout=2)
            notifier = Notifier(ledger, settings, "relay.example", clock(), 0.01)
            running = asyncio.create_task(notifier.run())
            if hold:
                await asyncio.sleep(hold)
            else:
                await until(lambda: not ledger.unnotified())
            notifier.stop()
            await running
        ledger.close()
        return [received.recipients[0] for received in sink.received]

    return asyncio.run(scenario())


def test_what_is_owed_at_start_is_sent_oldest_first(tmp_path: Path) -> None:
    assert notifying(tmp_path, Sink(), "one@x.example", "two@x.example") == ["one@x.example", "two@x.example"]


def test_a_sender_beyond_ascii_is_notified_too(tmp_path: Path) -> None:
    assert notifying(tmp_path, Sink(), "ä@x.example") == ["ä@x.example"]


def test_one_sender_who_cannot_be_reached_does_not_keep_the_others_waiting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sink = Sink(rcpt={"one@x.example": "550 5.1.1 who?"})
    with caplog.at_level(logging.ERROR):
        assert notifying(tmp_path, sink, "one@x.example", "two@x.example", hold=0.3) == ["two@x.example"]
    assert "from one@x.example did not reach c@x.example" in caplog.text
    assert "550 5.1.1 who?" in caplog.text


def test_a_notification_whose_answer_got_lost_is_sent_again(tmp_path: Path) -> None:
    assert notifying(tmp_path, Sink(data={"one@x.example": [HANG_UP, "250 ok"]}), "one@x.example") == ["one@x.example"]


def test_a_ledger_that_cannot_be_read_is_an_alarm_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    readable = Ledger.unnotified
    failures = iter([True, True])

    def unnotified(self: Ledger) -> list[Owed]:
        if next(failures, False):
            raise LedgerError("the ledger is out for a moment")
        return readable(self)

    monkeypatch.setattr(Ledger, "unnotified", unnotified)
    assert notifying(tmp_path, Sink(), "one@x.example", hold=0.3) == ["one@x.example"]
    assert caplog.text.count("out for a moment") == 2
