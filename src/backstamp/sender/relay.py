"""The relay: any mail program sends through it, and each recipient gets a copy of their own.

It owns no queue and loses no mail: a client hears 250 when the next server has said it (docs/decisions/0002). Bcc
headers are left as the client sent them; taking them out is the mail program's part (RFC 5322 section 3.6.3).
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from typing import Any

from backstamp.errors import ConfigError
from backstamp.sender.exchange import Workplace
from backstamp.sender.ledger import Ledger
from backstamp.sender.notifier import Notifier
from backstamp.sender.protocol import RelayProtocol
from backstamp.sender.relay_access import Users
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.session import Session
from backstamp.sender.stamping import Stamping
from backstamp.sender.upstream import Upstream
from backstamp.sender.upstream_settings import is_loopback

log = logging.getLogger(__name__)

_INTERRUPTED = 24 * 3600 * 1_000_000  # microseconds after which no copy can still be in flight
_FAREWELL_SECONDS = 3.0


class Relay:
    """The relay, in the event loop that starts it.

    Args:
        settings: checked already, by themselves.
        ledger: open; it is not closed here.
        stamping: gives what makes copies at the moment; keys rotate.
        clock: microseconds since 1970-01-01 UTC.
    """

    def __init__(
        self,
        settings: RelaySettings,
        *,
        ledger: Ledger,
        stamping: Callable[[], Stamping],
        clock: Callable[[], int],
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._stamping = stamping
        self._clock = clock
        self._connections: set[RelayProtocol] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None
        self._notifier: Notifier | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that it listens on; only while it runs."""
        if self._server is None or not self._server.sockets:
            raise RuntimeError("the relay is not running")
        host, port = self._server.sockets[0].getsockname()[:2]
        return str(host), int(port)

    async def start(self) -> None:
        """Listen, and send the notifications that an earlier run still owes.

        Raises:
            ConfigError: the address cannot be listened on, or a certificate cannot be read.
        """
        settings = self._settings
        hostname = settings.hostname or await asyncio.to_thread(socket.getfqdn)
        context = await asyncio.to_thread(settings.tls_context)
        await asyncio.to_thread(settings.upstream.tls_context)  # a file that cannot be read shows now, not with mail
        await asyncio.to_thread(self._ledger.forget_interrupted, self._clock() - _INTERRUPTED)
        self._notifier = Notifier(self._ledger, settings.upstream, hostname, self._clock, settings.retry_seconds)
        work = Workplace(settings, self._ledger, self._stamping, self._clock, self._notifier.wake)
        users = Users(settings.users)

        def connection() -> RelayProtocol:
            session = Session(work, users, Upstream(settings.upstream, hostname), self._spawn)
            protocol = RelayProtocol(
                session,
                hostname=hostname,
                max_message_size=settings.max_message_size,
                starttls=None if settings.implicit_tls else context,
                inside_tls=settings.implicit_tls,
                must_login=bool(users),
                on_lost=self._lost,
            )
            self._connections.add(protocol)
            return protocol

        try:
            self._server = await asyncio.get_running_loop().create_server(
                connection,
                settings.host,
                settings.port,
                ssl=context if settings.implicit_tls else None,
                start_serving=False,
            )
        except OSError as error:
            raise ConfigError(f"relay: {settings.host} port {settings.port} cannot be listened on: {error}.") from error
        self._refuse_strangers()
        self._spawn(self._notifier.run())
        await self._server.start_serving()
        log.info("the relay listens on %s port %d", *self.address)

    async def stop(self) -> None:
        """Stop listening, finish what is in flight, and let every connection go."""
        if self._server is None or self._notifier is None:
            return
        self._server.close()
        connections = tuple(self._connections)
        await _all_of([connection.idle for connection in connections], self._settings.grace_seconds)
        await _all_of([connection.idle for connection in connections if connection.client.handing_over], None)
        for connection in connections:
            connection.hang_up("4.3.2 The relay is shutting down, please try again later")
        self._notifier.stop()
        await _all_of([connection.gone for connection in connections], _FAREWELL_SECONDS)
        for connection in self._connections:
            connection.cut_off()
        await _all_of([connection.gone for connection in connections], _FAREWELL_SECONDS)
        while self._tasks:
            await asyncio.wait(self._tasks)
        await self._server.wait_closed()
        self._server = None

    def _refuse_strangers(self) -> None:
        """A name like localhost may lead anywhere: look at what was really bound."""
        places = [socket_.getsockname()[0] for socket_ in self._server.sockets] if self._server else []
        if not self._settings.users and not all(is_loopback(place) for place in places):
            if self._server is not None:
                self._server.close()
            raise ConfigError(f"relay: {self._settings.host} is not loopback: set tls_certificate, tls_key and users.")

    def _lost(self, protocol: RelayProtocol) -> None:
        self._connections.discard(protocol)
        self._spawn(protocol.client.leave())

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Start a task that `stop` waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("a task of the relay failed", exc_info=error)


async def _all_of(events: list[asyncio.Event], seconds: float | None) -> None:
    """Wait for all events, but not for longer than that; None is without a limit."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    if waits:
        _, late = await asyncio.wait(waits, timeout=seconds)
        for wait in late:
            wait.cancel()
