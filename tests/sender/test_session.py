import asyncio
import logging
import smtplib
from pathlib import Path

import pytest
from tests.sender.relay_bench import HTML, SENDER, bench, clock

from backstamp.errors import KeyFileError
from backstamp.sender.relay import Relay
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.stamping import Stamping
from backstamp.sender.upstream_settings import UpstreamSettings


def test_an_address_beyond_ascii_needs_smtputf8(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:

            def talk(client: smtplib.SMTP) -> list[int]:
                client.ehlo()
                client.command_encoding = "utf-8"
                replies = [client.docmd("MAIL", "FROM:<ä@x.example>")[0]]
                replies += [client.docmd("MAIL", "FROM:<a@x.example>")[0]]
                return [*replies, client.docmd("RCPT", "TO:<ä@x.example>")[0], client.docmd("RCPT", "TO:<>")[0]]

            assert await it.client(talk) == [553, 250, 553, 553]
            assert it.sink.commands == []

    asyncio.run(scenario())


def test_a_second_message_after_rset_shares_nothing_with_the_first(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:

            def talk(client: smtplib.SMTP) -> None:
                client.ehlo()
                client.mail("first@example.org")
                client.rcpt("a@example.org")
                client.rset()
                client.sendmail(SENDER, ["b@example.org"], HTML)

            await it.client(talk)
            assert [(received.sender, received.recipients) for received in it.sink.received] == [
                (SENDER, ["b@example.org"])
            ]

    asyncio.run(scenario())


def test_a_key_file_that_cannot_be_read_is_a_temporary_refusal_and_nothing_leaves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def keyless_stamping() -> Stamping:
        raise KeyFileError("the key file is gone")

    async def scenario() -> None:
        async with bench(tmp_path) as it:
            settings = RelaySettings(UpstreamSettings("127.0.0.1", it.sink.port), port=0, hostname="relay.example")
            keyless = Relay(settings, ledger=it.ledger, stamping=keyless_stamping, clock=clock())
            await keyless.start()
            it.relay, working = keyless, it.relay
            error = await it.send("a@example.org")
            it.relay = working
            await keyless.stop()
            assert (error.smtp_code, error.smtp_error[:5]) == (451, b"4.3.0")
            assert b"key" not in error.smtp_error
            assert it.sink.received == []

    asyncio.run(scenario())
    assert "the key file is gone" in caplog.text


def test_a_fault_of_our_own_is_a_temporary_refusal_that_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr("backstamp.sender.stamping.plan", broken)

    async def scenario() -> None:
        async with bench(tmp_path) as it:
            error = await it.send("a@example.org")
            assert error.smtp_code == 451
            assert b"fault" not in error.smtp_error

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert "a fault of our own" in caplog.text
