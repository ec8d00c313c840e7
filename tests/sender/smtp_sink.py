# ruff: noqa: N802 - the names of the hooks are aiosmtpd's
"""A real SMTP server for tests, which does what its script says: refuses, delays, breaks off, asks for TLS and AUTH.

It runs in the event loop of the test::

    async with Sink(data={"b@example.org": "550 5.7.1 no"}) as sink:
        ...  # deliver to ("127.0.0.1", sink.port)
        sink.received
"""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HANG_UP = "hang up"


@dataclass
class Received:
    sender: str
    recipients: list[str]
    message: bytes
    options: list[str]


@dataclass
class Sink:
    """The script, and what came of it.

    Scripts hold replies, or `HANG_UP`; a list is used up one by one, and its last item stays. ``rcpt``, ``data`` and
    ``go`` go by recipient: what RCPT is answered, what DATA is answered before its content (only 4xx or 5xx), and
    what the whole message is answered. ``gate``, while it is not set, holds back the answers to whole messages.
    """

    rcpt: dict[str, Any] = field(default_factory=dict)
    go: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    mail: Any = None
    without: tuple[str, ...] = ()
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    user: tuple[str, str] | None = None
    port: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    _open: "set[_Protocol]" = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self.gate.set()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; on the same port as before, where it ran already."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Protocol(self), "127.0.0.1", self.port, ssl=self.tls if self.implicit_tls else None
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self.hang_up()
            await self._server.wait_closed()
            self._server = None

    async def hang_up(self) -> None:
        """Break all connections."""
        for connection in list(self._open):
            if isinstance(connection.transport, asyncio.Transport):
                with suppress(AttributeError):  # CPython up to 3.11.2: a TLS transport that has ended already
                    connection.transport.abort()
        while self._open:  # noqa: ASYNC110 - a test may wait a millisecond
            await asyncio.sleep(0.001)

    def to(self, recipient: str) -> list[Received]:
        return [received for received in self.received if recipient in received.recipients]

    def next(self, script: Any) -> str | None:
        if isinstance(script, list):
            return str(script.pop(0) if len(script) > 1 else script[0])
        return None if script is None else str(script)


class _Protocol(SMTP):
    line_length_limit = 1 << 20

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        super().__init__(
            self,
            enable_SMTPUTF8=True,
            data_size_limit=100_000_000,
            hostname="sink.example",
            tls_context=None if sink.implicit_tls else sink.tls,
            require_starttls=sink.tls is not None and not sink.implicit_tls,
            authenticator=self._check,
            auth_required=sink.user is not None,
            loop=asyncio.get_running_loop(),
        )
        self._auth_require_tls = sink.tls is not None and not sink.implicit_tls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.sink.connections += self not in self.sink._open
        self.sink._open.add(self)
        assert self._handler_coroutine is not None
        self._handler_coroutine.add_done_callback(lambda task: task.cancelled() or task.exception())

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.sink._open.discard(self)

    def _check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, said: LoginPassword) -> AuthResult:
        good = self.sink.user is not None and said == tuple(word.encode() for word in self.sink.user)
        return AuthResult(success=good, handled=False)

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, lines: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [line for line in lines if not any(word in line for word in self.sink.without)]

    async def _say(self, reply: str | None, otherwise: str) -> str:
        if reply == HANG_UP:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
            await asyncio.Event().wait()  # ends when the connection is gone
        return reply or otherwise

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.sink.commands.append(f"MAIL {address}")
        reply = await self._say(self.sink.next(self.sink.mail), "250 2.1.0 ok")
        if reply.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options = options
        return reply

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:
        self.sink.commands.append(f"RCPT {address}")
        reply = await self._say(self.sink.next(self.sink.rcpt.get(address)), "250 2.1.5 ok")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_RSET(self, *_: Any) -> str:
        self.sink.commands.append("RSET")
        return "250 2.0.0 ok"

    async def smtp_STARTTLS(self, arg: str) -> None:
        await super().smtp_STARTTLS(arg)
        if self._tls_protocol is not None and (self.session is None or self.session.ssl is None):
            self.connection_lost(None)  # the client has left during the handshake, and nobody says so

    async def smtp_DATA(self, arg: str) -> None:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        reply = next((self.sink.next(self.sink.go.get(one)) for one in recipients if one in self.sink.go), None)
        self.sink.commands.append("DATA")
        if reply is not None:
            await self.push(await self._say(reply, ""))
            return
        await super().smtp_DATA(arg)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        await self.sink.gate.wait()
        script = next((self.sink.data[one] for one in envelope.rcpt_tos if one in self.sink.data), None)
        reply = await self._say(self.sink.next(script), "250 2.6.0 taken")
        if reply.startswith("2"):
            self.sink.received.append(
                Received(envelope.mail_from, envelope.rcpt_tos, envelope.original_content, envelope.mail_options)
            )
        return reply

    async def handle_exception(self, error: Exception) -> str:
        return f"451 the sink itself failed: {error!r}"
