"""The milter's server: connections, waiting, failing and stopping; what Postfix makes of it is in tests/endtoend."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.sender.milter_client import MilterClient, message, negotiation, packet

from backstamp.errors import ConfigError, ModeError
from backstamp.sender.milter import Changed, Decide, Milter
from backstamp.sender.milter_settings import MilterSettings

HERE = "inet:127.0.0.1:0"
Field = tuple[bytes, bytes]
FIELD: Field = (b"Subject", b" hello")


async def stamp(octets: bytes, sender: str, recipients: tuple[str, ...]) -> Changed:
    return Changed(b"X-New: 1\r\n" + octets.replace(b"Body", b"New"))


STAMPED = [(b"i", b"\0\0\0\x01X-New\0 1\0"), (b"b", b"New\r\n"), (b"c", b"")]


@asynccontextmanager
async def running(decide: Decide = stamp, **given: Any) -> AsyncIterator[Milter]:
    milter = Milter(MilterSettings(**{"listen": HERE, **given}), decide)
    await milter.start()
    try:
        yield milter
    finally:
        await asyncio.wait_for(milter.stop(), 20)


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await test()

    asyncio.run(whole())


async def told(client: MilterClient) -> list[tuple[bytes, bytes]]:
    client.send(message(FIELD))
    return await client.read_to_end()


async def greeted(client: MilterClient) -> None:
    client.send(negotiation())
    assert (await client.read())[0] == b"O"


@pytest.mark.parametrize("listen", [HERE, "inet:[::1]:0", "inet:localhost:0"])
def test_it_listens_on_a_port(listen: str) -> None:
    async def test() -> None:
        async with running(listen=listen) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            assert await told(client) == STAMPED
            assert await told(client) == STAMPED

    run(test)


def test_it_listens_on_a_socket_file_and_takes_it_away(tmp_path: Path) -> None:
    path = tmp_path / "milter.sock"

    async def test() -> None:
        async with running(listen=f"unix:{path}", socket_mode=0o600) as milter:
            assert milter.address == f"unix:{path}"
            assert path.stat().st_mode & 0o777 == 0o600
            async with MilterClient(milter.address) as client:
                await greeted(client)
                assert await told(client) == STAMPED
        assert not path.exists()

    run(test)


def test_a_place_that_is_taken_is_named(tmp_path: Path) -> None:
    async def test() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            listen = f"inet:127.0.0.1:{taken.getsockname()[1]}"
            with pytest.raises(ConfigError, match="cannot be listened on"):
                await Milter(MilterSettings(listen), stamp).start()
        with pytest.raises(ConfigError, match="cannot be listened on"):
            await Milter(MilterSettings(f"unix:{tmp_path}/none/x"), stamp).start()

    run(test)


def test_it_has_an_address_only_while_it_runs() -> None:
    milter = Milter(MilterSettings(HERE), stamp)
    with pytest.raises(RuntimeError, match="not running"):
        _ = milter.address
    asyncio.run(milter.stop())


def test_an_unchanged_message_costs_one_answer() -> None:
    async def nothing(octets: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        return None

    async def test() -> None:
        async with running(nothing) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            assert await told(client) == [(b"c", b"")]

    run(test)


@pytest.mark.parametrize("passes", [True, False])
@pytest.mark.parametrize(
    "trouble",
    [RuntimeError("fire"), ConfigError("a text for the operator"), OSError(28, "No space left on device")],
    ids=repr,
)
def test_what_fails_passes_or_is_put_off(trouble: Exception, passes: bool, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(octets: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        raise trouble

    async def test() -> None:
        async with running(fail, failure_passes=passes) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            assert await told(client) == [(b"c" if passes else b"t", b"")]
            assert await told(client) == [(b"c" if passes else b"t", b"")]

    run(test)
    assert "4F2 could not be stamped and " + ("passes as it is" if passes else "is put off") in caplog.text


def test_who_asks_for_more_than_is_allowed_is_refused_for_good(caplog: pytest.LogCaptureFixture) -> None:
    async def refuse(octets: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        raise ModeError("for the operator", peer="too much")

    async def test() -> None:
        async with running(refuse) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            assert await told(client) == [(b"y", b"550 5.7.1 too much\0")]
            assert await told(client) == [(b"y", b"550 5.7.1 too much\0")]

    run(test)
    assert "4F2 is refused: for the operator" in caplog.text


def test_a_change_that_cannot_be_told_passes_whole() -> None:
    async def with_nul(octets: bytes, sender: str, recipients: tuple[str, ...]) -> Changed:
        return Changed(b"X-Good: 1\r\nX-Nul: \0\r\n" + octets + b"more")

    async def test() -> None:
        async with running(with_nul) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            assert await told(client) == [(b"c", b"")]

    run(test)


def test_a_mail_server_that_waits_hears_that_work_goes_on() -> None:
    async def slow(octets: bytes, sender: str, recipients: tuple[str, ...]) -> Changed:
        await asyncio.sleep(0.2)
        return await stamp(octets, sender, recipients)

    async def test() -> None:
        async with running(slow, progress_seconds=0.02) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            replies = await told(client)
        assert replies[:2] == [(b"p", b"")] * 2
        assert replies[-3:] == STAMPED

    run(test)


def test_patience_has_an_end() -> None:
    ended = asyncio.Event()

    async def never(octets: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def test() -> None:
        async with running(never, patience_seconds=0.05) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            assert await told(client) == [(b"c", b"")]
            await asyncio.wait_for(ended.wait(), 10)

    run(test)


def test_a_message_too_large_passes(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with running(max_message_size=1000) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            client.send(message(FIELD, body=b"x" * 2000))
            assert await client.read_to_end() == [(b"c", b"")]
            assert await told(client) == STAMPED

    run(test)
    assert "4F2 passes as it is: it has more than 1000 octets" in caplog.text


@pytest.mark.parametrize("octets", [b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 100, negotiation(actions=0), packet(b"X")])
def test_what_is_no_mail_server_is_hung_up_on(octets: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with running() as milter:
            async with MilterClient(milter.address) as client:
                client.send(octets)
                assert await client.read() == (b"", b"")
            async with MilterClient(milter.address) as client:
                await greeted(client)
                assert await told(client) == STAMPED

    run(test)
    assert "milter:" in caplog.text


def test_quit_and_silence_end_a_connection() -> None:
    async def test() -> None:
        async with running(idle_seconds=0.1) as milter:
            async with MilterClient(milter.address) as client:
                client.send(negotiation() + packet(b"Q"))
                assert (await client.read())[0] == b"O"
                assert await client.read() == (b"", b"")
            async with MilterClient(milter.address) as client:
                assert await client.read() == (b"", b"")

    run(test)


def test_strangers_are_turned_away(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(MilterSettings, "admits", lambda *_: False)

    async def test() -> None:
        async with running() as milter, MilterClient(milter.address) as client:
            client.send(negotiation())
            assert await client.read() == (b"", b"")

    run(test)
    assert "is not among the peers" in caplog.text


def test_stopping_finishes_the_message_under_way_and_lets_idle_connections_go() -> None:
    async def test() -> None:
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def wait(octets: bytes, sender: str, recipients: tuple[str, ...]) -> Changed:
            asked.set()
            await go_on.wait()
            return await stamp(octets, sender, recipients)

        milter = Milter(MilterSettings(HERE), wait)
        await milter.start()
        address = milter.address
        async with MilterClient(address) as busy, MilterClient(address) as idle:
            await greeted(idle)
            await greeted(busy)
            busy.send(message(FIELD))
            await asked.wait()
            stopping = asyncio.ensure_future(milter.stop())
            assert await idle.read() == (b"", b"")
            with pytest.raises(ConnectionError):
                await MilterClient(address).__aenter__()
            go_on.set()
            assert await busy.read_to_end() == STAMPED
            assert await busy.read() == (b"", b"")
            await asyncio.wait_for(stopping, 10)

    run(test)


def test_stopping_does_not_wait_for_ever() -> None:
    async def never(octets: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        await asyncio.Event().wait()

    async def test() -> None:
        async with running(never, grace_seconds=0.1) as milter, MilterClient(milter.address) as client:
            await greeted(client)
            client.send(message(FIELD))
            await asyncio.wait_for(milter.stop(), 10)
            assert await client.read() == (b"", b"")

    run(test)


def test_a_mail_server_that_vanishes_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    async def slow(octets: bytes, sender: str, recipients: tuple[str, ...]) -> Changed:
        await asyncio.sleep(0.1)
        return await stamp(octets, sender, recipients)

    async def test() -> None:
        async with running(slow, progress_seconds=0.01) as milter:
            for _ in range(3):
                async with MilterClient(milter.address) as client:
                    await greeted(client)
                    client.send(message(FIELD))
                    await client.writer.drain()
                    client.writer.transport.abort()
            async with MilterClient(milter.address) as client:
                await greeted(client)
                assert (await told(client))[-3:] == STAMPED

    run(test)
    assert "Task exception was never retrieved" not in caplog.text
