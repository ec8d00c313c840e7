"""An HTTP server in this process: granian, embedded in the running event loop.

See docs/decisions/0001-asgi-on-granian-embedded.md for why it is this server and this interface.
"""

import asyncio
import socket
from typing import Any

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from backstamp.app.endpoint import Endpoint, free_endpoint
from backstamp.errors import ConfigError

log = structlog.get_logger()

_PATIENCE = 10.0
_HEADERS_AT_MOST = 64 * 1024


class HttpServer:
    """One ASGI application behind one listening socket.

    Args:
        app: the application.
        endpoint: where to listen; port 0 means any free port, told by ``endpoint`` after `start`.
        lifespan: whether the application wants ASGI's lifespan events.
    """

    def __init__(self, app: Any, endpoint: Endpoint, *, lifespan: bool = False) -> None:
        self.endpoint = endpoint
        self._app = app
        self._interface = Interfaces.ASGI if lifespan else Interfaces.ASGINL
        self._server: Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; returns when connections are taken.

        Raises:
            ConfigError: the address cannot be listened on.
        """
        self.endpoint = _claim(self.endpoint)
        self._server = Server(
            self._app,
            address=self.endpoint.host,
            port=self.endpoint.port,
            interface=self._interface,
            http=HTTPModes.auto,
            http1_settings=HTTP1Settings(max_buffer_size=_HEADERS_AT_MOST, header_read_timeout=10_000),
            websockets=False,
            backlog=1024,
            log_enabled=False,
        )
        self._task = asyncio.get_running_loop().create_task(self._server.serve())
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._ready(self._task)
        except TimeoutError:
            await self.stop()
            raise ConfigError(f"the HTTP server on {self.endpoint} did not start within {_PATIENCE:.0f} s") from None
        self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Stop taking connections and finish the requests in flight."""
        if self._server is None or self._task is None:
            return
        task, self._task = self._task, None
        self._server.stop()  # type: ignore[no-untyped-call]  # granian has no annotation there
        await asyncio.wait([task])
        self._server = None

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if self._task is task and not task.cancelled():
            log.error(
                "the HTTP server ended by itself; restart", endpoint=str(self.endpoint), why=str(task.exception())
            )

    async def _ready(self, task: asyncio.Task[None]) -> None:
        while True:
            if task.done():
                raise ConfigError(f"the HTTP server on {self.endpoint} ended at once: {task.exception()}")
            try:
                _, writer = await asyncio.open_connection(*self.endpoint)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


def _claim(endpoint: Endpoint) -> Endpoint:
    """The endpoint as address and real port, after a look whether it is free (granian would share a taken one)."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(*endpoint, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            address, port = probe.getsockname()[:2]
        return Endpoint(address, port) if endpoint.port else free_endpoint(address)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "this is no host name"
        raise ConfigError(f"cannot listen on {endpoint}: {why}; choose another address or port") from error
