"""An HTTP server in the event loop."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from backstamp.app.endpoint import Endpoint
from backstamp.app.http import HttpServer
from backstamp.errors import ConfigError

LOOPBACK = Endpoint("127.0.0.1", 0)


class Slow:
    """An application that takes its time, and counts whom it has answered."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.answered = 0

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        await asyncio.sleep(self.seconds)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})
        self.answered += 1


def test_it_answers_until_it_is_stopped_and_finishes_what_is_in_flight() -> None:
    async def work() -> None:
        app = Slow(0.5)
        server = HttpServer(app, LOOPBACK)
        await server.start()
        async with httpx2.AsyncClient(trust_env=False) as client:
            request = asyncio.create_task(client.get(f"http://{server.endpoint}/"))
            await asyncio.sleep(0.2)
            await server.stop()
            assert (await request).text == "ok"
        assert app.answered == 1
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(server.endpoint, timeout=1)

    asyncio.run(work())


def test_a_taken_port_is_refused_rather_than_shared() -> None:
    async def work() -> None:
        first = HttpServer(Slow(0), LOOPBACK)
        await first.start()
        with pytest.raises(ConfigError, match=f"cannot listen on {first.endpoint}.*choose another"):
            await HttpServer(Slow(0), first.endpoint).start()
        await first.stop()

    asyncio.run(work())


def test_stopping_what_never_started_is_nothing() -> None:
    async def work() -> None:
        server = HttpServer(Slow(0), LOOPBACK)
        await server.stop()
        with pytest.raises(ConfigError):
            await HttpServer(Slow(0), Endpoint("a..b", 80)).start()
        await server.start()
        await server.stop()
        await server.stop()

    asyncio.run(work())


def test_headers_without_end_are_not_kept() -> None:
    async def work() -> None:
        server = HttpServer(Slow(0), LOOPBACK)
        await server.start()
        reader, writer = await asyncio.open_connection(*server.endpoint)
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n")
        try:
            for _ in range(100):
                writer.write(b"x-long: " + b"y" * 4000 + b"\r\n")
                await writer.drain()
            answer = await asyncio.wait_for(reader.read(), 20)
        except ConnectionError:
            answer = b""
        assert not answer.startswith(b"HTTP/1.1 200")
        writer.close()
        await server.stop()

    asyncio.run(work())
