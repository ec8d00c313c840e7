"""Real HTTP requests with exactly the headers of another client, sent from any address by way of X-Forwarded-For.

Loopback has one address; twelve readers and their proxies need some twenty. So the demo speaks to the collector as a
reverse proxy in front of it would, and says whom it speaks for in ``X-Forwarded-For``.
"""

from collections.abc import Iterable
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx2

from backstamp.app.demo.client import Client
from backstamp.errors import UpstreamError

Headers = Iterable[tuple[str, str]]


class Wire:
    """The way to the collector; use it with ``async with``.

    Args:
        collector: where the collector listens.
        base_url: its public address, as it stands in messages.
    """

    def __init__(self, collector: str, base_url: str) -> None:
        self._collector = httpx2.URL(collector)
        self._ours = base_url.rstrip("/") + "/"
        self._host = urlsplit(base_url).netloc
        self._client = httpx2.AsyncClient(timeout=20.0, trust_env=False, follow_redirects=False)
        self.requests = 0

    async def __aenter__(self) -> Self:
        """Nothing is connected before the first request."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._client.aclose()

    def carries(self, url: str) -> bool:
        """Whether a URL of a message leads to the collector."""
        return url.startswith(self._ours)

    def target(self, url: str) -> httpx2.URL:
        """The same path and query, octet by octet, where the collector really listens."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return self._collector.copy_with(raw_path=path.encode("ascii"))

    def host(self) -> str:
        """Value of the Host header that a client of the public address sends."""
        return self._host

    async def ask(self, url: str, client: Client, address: str) -> int:
        """Ask for a pixel or link as ``client`` does, from ``address``.

        Returns:
            The HTTP status.

        Raises:
            UpstreamError: the collector did not answer.
        """
        return (await self.forward("GET", url, client.headers, address)).status_code

    async def forward(self, method: str, url: str, headers: Headers, address: str) -> httpx2.Response:
        """Pass a request on with its headers as they are, ``Host`` in front and ``X-Forwarded-For`` behind.

        Returns:
            The answer, its body read.

        Raises:
            UpstreamError: the collector did not answer.
        """
        exact = [("Host", self._host), *headers, ("X-Forwarded-For", address)]
        request = httpx2.Request(method, self.target(url), headers=exact)
        self.requests += 1
        try:
            return await self._client.send(request)
        except httpx2.TransportError as error:
            raise UpstreamError(f"the collector at {self._collector} did not answer: {error!r}") from error
