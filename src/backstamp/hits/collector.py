"""The collector: a bare ASGI callable that checks a token, stores the hit, and answers.

The order is the promise: a hit is durable before its request is answered (see ``writer``). A token that is none of
ours is answered like the real thing where that costs nothing (the pixel), stored never, and counted. A delivery that
was withdrawn is answered as before, and leaves no trace at all.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from backstamp.hits.answers import DAMAGED_LINK, NOT_FOUND, PIXEL, ROBOTS, WRONG_METHOD, Answer, health_answer, redirect
from backstamp.hits.health import Health
from backstamp.hits.hit import PathKind
from backstamp.hits.proxies import TrustedProxies, client_address
from backstamp.hits.schema import LARGEST_INTEGER, Row
from backstamp.hits.withdrawals import Delivery
from backstamp.tokens.token import TOKEN_LENGTH, KeyRing, Token
from backstamp.tokens.urls import destination_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Decision = tuple[Answer, Row | None]
"""What to answer, and the hit that must be durable before."""

HEADERS_KEPT = 16 * 1024
"""Octets of headers that are stored with a hit; whole headers beyond that are left out."""

_PIXEL_PATH, _LINK_PATH, _READER_PATH, _PIXEL_ENDING = b"/o/", b"/l/", b"/r/", b".gif"
_PIXEL_PATH_LENGTH = len(_PIXEL_PATH) + TOKEN_LENGTH + len(_PIXEL_ENDING)
_WEB_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+")
_PIXEL_KIND, _LINK_KIND = PathKind.PIXEL.value, PathKind.LINK.value
_METHODS = frozenset({"GET", "HEAD"})


class HitWriter(Protocol):
    """What the collector needs of a writer."""

    @property
    def health(self) -> Health:
        """How the store is doing."""

    def add(self, row: Row) -> Awaitable[None]:
        """Take a hit; done when it is durable."""


class Collector:
    """The ASGI application that faces the internet.

    Args:
        ring: gives the key ring to use now.
        writer: keeps the hits.
        clock: microseconds since 1970-01-01 UTC.
        proxies: whose word on the client's address is believed.
        withdrawn: the deliveries whose hits are not recorded; it may grow at any time.
        pages: answers what is asked for below ``/r/``, the readers' pages.
    """

    def __init__(
        self,
        ring: Callable[[], KeyRing],
        writer: HitWriter,
        *,
        clock: Callable[[], int],
        proxies: TrustedProxies | None = None,
        withdrawn: AbstractSet[Delivery] = frozenset(),
        pages: Application | None = None,
    ) -> None:
        self._ring = ring
        self._writer = writer
        self._clock = clock
        self._proxies = proxies or TrustedProxies()
        self._withdrawn = withdrawn
        self._pages = pages
        self.rejected = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3); anything but HTTP is left unanswered."""
        if scope["type"] != "http":
            return
        answer, row = self._decide(scope)
        if row is not None:
            await self._writer.add(row)
        elif answer is NOT_FOUND and self._pages is not None and scope["raw_path"].startswith(_READER_PATH):
            await self._pages(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    def _decide(self, scope: Scope) -> Decision:
        path = scope["raw_path"]
        ours = path[: len(_PIXEL_PATH)]
        if ours in {_PIXEL_PATH, _LINK_PATH}:
            if scope["method"] not in _METHODS:
                return WRONG_METHOD, None
            return self._pixel(scope, path) if ours == _PIXEL_PATH else self._link(scope, path)
        if path == b"/healthz":
            return health_answer(self._writer.health, self.rejected), None
        return ROBOTS if path == b"/robots.txt" else NOT_FOUND, None

    def _pixel(self, scope: Scope, path: bytes) -> Decision:
        if len(path) == _PIXEL_PATH_LENGTH and path.endswith(_PIXEL_ENDING):
            token = self._ring().open(path[len(_PIXEL_PATH) : -len(_PIXEL_ENDING)], link=False)
            if token is not None and token.message <= LARGEST_INTEGER:
                return PIXEL, self._row(scope, _PIXEL_KIND, token)
        self.rejected += 1
        return PIXEL, None

    def _link(self, scope: Scope, path: bytes) -> Decision:
        destination = destination_of(scope["query_string"])
        if destination is not None and _WEB_ADDRESS.fullmatch(destination):
            token = self._ring().open(path[len(_LINK_PATH) :], link=True, destination=destination)
            if token is not None and token.message <= LARGEST_INTEGER:
                return redirect(destination), self._row(scope, _LINK_KIND, token)
        self.rejected += 1
        return DAMAGED_LINK, None

    def _row(self, scope: Scope, kind: str, token: Token) -> Row | None:
        if self._withdrawn and token[:2] in self._withdrawn:
            return None
        headers = scope["headers"]
        return (
            self._clock(),
            scope["method"],
            kind,
            *token,
            client_address(_peer(scope), headers, self._proxies),
            "1.0" if scope["http_version"] == "1" else scope["http_version"],  # granian calls 1.0 so
            headers_text(headers),
        )


def headers_text(headers: list[tuple[bytes, bytes]]) -> str:
    """Headers as they are stored: ``name: value`` lines in order, octets as the characters of the same number.

    Args:
        headers: as ASGI hands them over. Whole headers are left out once `HEADERS_KEPT` octets are full.
    """
    text = b"\n".join(map(b": ".join, headers))
    if len(text) <= HEADERS_KEPT and text.count(b"\n") == max(len(headers) - 1, 0):
        return text.decode("latin-1")
    return _bounded(headers)


def _bounded(headers: list[tuple[bytes, bytes]]) -> str:
    lines, kept = [], 0
    for name, value in headers:
        line = (name + b": " + value).replace(b"\n", b" ")
        kept += len(line) + 1
        if kept <= HEADERS_KEPT:
            lines.append(line)
        else:
            kept -= len(line) + 1
    return b"\n".join(lines).decode("latin-1")


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
