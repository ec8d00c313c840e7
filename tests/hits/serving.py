"""A real collector for tests: the embedded HTTP server, the writer and a store on disk, in a thread of their own."""

import asyncio
import socket
import sqlite3
import struct
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any, NamedTuple, Self

from backstamp.app.endpoint import Endpoint
from backstamp.app.http import HttpServer
from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.collector import Collector
from backstamp.hits.health import Health
from backstamp.hits.hit import Hit
from backstamp.hits.live_withdrawals import LiveWithdrawals
from backstamp.hits.proxies import TrustedProxies
from backstamp.hits.reader import ReaderPages, Sender
from backstamp.hits.schema import Row
from backstamp.hits.store import HitStore
from backstamp.hits.writer import KEEP, Writer
from backstamp.tokens.token import Key, KeyRing, Token
from backstamp.tokens.urls import link_url, pixel_url, reader_url

KEY = Key(b"\x01\x02\x03", bytes(range(64)))
RING = KeyRing([KEY])
STRANGER = KeyRing([Key(b"\x0a\x0b\x0c", bytes(range(64, 128)))])
MESSAGE = 7_000_000_000_000_000_007
DESTINATION = "https://shop.example/spring?a=1&b=2"
TOKEN = RING.seal(Token(MESSAGE, 3, 0))
PIXEL_PATH = pixel_url("", TOKEN)
LINK_PATH = link_url("", RING.seal(Token(MESSAGE, 3, 2), DESTINATION), DESTINATION)
READER_PATH = reader_url("", RING.seal_reader(MESSAGE, 3))


def a_row(message: int = 1, recipient: int = 0, link: int = 0, headers: str = "user-agent: test", at: int = 1) -> Row:
    """A hit as the collector hands it to the writer."""
    return (at, "GET", "link" if link else "pixel", message, recipient, link, "192.0.2.1", "1.1", headers)


def now() -> int:
    """Microseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1000


def rows_in(path: Path) -> list[tuple[Any, ...]]:
    """What another program finds in the file."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT * FROM hits ORDER BY id").fetchall()
    finally:
        connection.close()


def eventually(fact: Callable[[], bool], within: float = 8.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + within
    while not fact():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


class Logged:
    """The operator's log."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, Any]]] = []

    def error(self, event: str, **facts: Any) -> None:
        self.lines.append(("error", event, facts))

    def warning(self, event: str, **facts: Any) -> None:
        self.lines.append(("warning", event, facts))

    @property
    def events(self) -> list[str]:
        return [f"{level}: {event}" for level, event, _ in self.lines]


class Reply(NamedTuple):
    """An HTTP/1 response, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes


class Serving:
    """A collector on a free port."""

    def __init__(
        self, path: Path, *, proxies: TrustedProxies | None = None, keep: int = KEEP, sender: Sender | None = None
    ) -> None:
        self.path = path
        self.log = Logged()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.writer = Writer(path, self._loop, keep=keep, log=self.log)
        self.withdrawals = LiveWithdrawals(path, log=self.log)
        pages = ReaderPages(
            lambda: RING, path, self.withdrawals, load_catalogue(), clock=now, sender=sender, log=self.log
        )
        self.collector = Collector(
            lambda: RING,
            self.writer,
            clock=now,
            proxies=proxies,
            withdrawn=self.withdrawals.deliveries,
            pages=pages,
        )
        self._server = HttpServer(self.collector, Endpoint("127.0.0.1", 0))

    def __enter__(self) -> Self:
        self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._watching.cancel()
        self._run(self._server.stop())
        self._run(self.writer.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def endpoint(self) -> Endpoint:
        return self._server.endpoint

    @property
    def url(self) -> str:
        return f"http://{self.endpoint}"

    @property
    def health(self) -> Health:
        return self.writer.health

    def stored(self) -> list[Hit]:
        """All hits that a reader finds."""
        with HitStore(self.path) as store:
            return list(store.after())

    def connect(self) -> socket.socket:
        return socket.create_connection(self.endpoint, timeout=20)

    def send(self, request: bytes) -> Reply:
        """Send these bytes, read until the server closes, and take the answer apart."""
        with self.connect() as client:
            client.sendall(request)
            return parsed(b"".join(iter(lambda: client.recv(65536), b"")))

    def get(self, path: str | bytes, headers: Iterable[bytes] = (), *, method: bytes = b"GET") -> Reply:
        """One request on a connection of its own, its target and headers byte for byte as given."""
        target = path.encode("latin-1") if isinstance(path, str) else path
        lines = [method + b" " + target + b" HTTP/1.1", b"Host: t.example", b"Connection: close", *headers]
        return self.send(b"\r\n".join(lines) + b"\r\n\r\n")

    async def _start(self) -> None:
        self.writer.start()
        self.withdrawals.load()
        self._watching = self._loop.create_task(self.withdrawals.watch())
        await self._server.start()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


def parsed(raw: bytes) -> Reply:
    """Take an HTTP/1 response apart; names in lower case, repeated ones joined with commas."""
    head, _, body = raw.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    return Reply(int(status.split(" ")[1]), headers, body)


def reset(client: socket.socket) -> None:
    """Close with a TCP reset, as a client that crashes does."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
