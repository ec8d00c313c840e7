"""The Chromium reader's router: a forward proxy on loopback that adds an address and lets nothing else out.

Requests to the collector go through with their headers as the browser wrote them. Every other host is a door painted
on a wall: nothing that the browser wants of the world, its own calls home included, leaves the machine.
"""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from backstamp.app.demo.wire import Headers, Wire
from backstamp.errors import BackstampError

_HEAD_LIMIT = 65_536
_PATIENCE = 15.0
_HOP_BY_HOP = frozenset({"connection", "transfer-encoding", "content-length", "content-encoding"})
_NO_WAY_OUT = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Router:
    """The proxy; use it with ``async with``.

    Args:
        wire: the way to the collector.
        address: the address that the reader is given.
    """

    def __init__(self, wire: Wire, address: str) -> None:
        self._wire = wire
        self._address = address
        self._server: asyncio.Server | None = None
        self._talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.forwarded = 0
        self.turned_away: list[str] = []

    async def __aenter__(self) -> Self:
        """Listen on a free port of 127.0.0.1."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_LIMIT)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening, hang up, and wait until every talk has ended."""
        if self._server is not None:
            self._server.close()
        for writer in self._talks.values():
            writer.close()
        await asyncio.gather(*self._talks)

    @property
    def port(self) -> int:
        """The port it listens on; 0 before it does."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server and self._server.sockets else 0

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks[talk] = writer
        talk.add_done_callback(self._talks.pop)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await self._answer(head))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, BackstampError):
            pass  # one request of a browser that has gone, or that the collector did not answer
        finally:
            writer.close()

    async def _answer(self, head: bytes) -> bytes:
        method, url, headers = _parse(head)
        if method not in {"GET", "HEAD"} or not self._wire.carries(url):
            self.turned_away.append(url.partition(":")[0] if method == "CONNECT" else urlsplit(url).hostname or "")
            return _NO_WAY_OUT
        response = await self._wire.forward(method, url, headers, self._address)
        self.forwarded += 1
        kept = [(name, value) for name, value in response.headers.multi_items() if name not in _HOP_BY_HOP]
        body = b"" if method == "HEAD" else response.content
        kept += [("content-length", str(len(body))), ("connection", "close")]
        lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}", *(f"{n}: {v}" for n, v in kept)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def _parse(head: bytes) -> tuple[str, str, Headers]:
    """Method, absolute address and headers of a request to a proxy, made what an origin server would have seen."""
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, _, rest = first.partition(" ")
    pairs = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    headers = [("Connection" if n.lower() == "proxy-connection" else n, v) for n, v in pairs if n.lower() != "host"]
    return method, rest.partition(" ")[0], headers
