"""One client's dialogue with the relay: what MAIL, RCPT, DATA and AUTH are answered.

A recipient is offered to the next server when the client names it, so a refusal reaches the client as the next server
said it; the message is handed over when the client has sent it, and answered when the next server has answered.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import Envelope as ClientEnvelope
from aiosmtpd.smtp import Session as ClientSession
from aiosmtpd.smtp import TLSSetupException

from backstamp.errors import UpstreamError
from backstamp.sender.exchange import OUR_TROUBLE, Workplace, exchange
from backstamp.sender.mailbox import is_address
from backstamp.sender.relay_access import ACCEPTED, Users, converse
from backstamp.sender.reply import Reply
from backstamp.sender.upstream import Envelope, Upstream, with_network_lines

if TYPE_CHECKING:
    from backstamp.sender.protocol import RelayProtocol

log = logging.getLogger(__name__)

NULL_PATH = "<>"  # aiosmtpd asks for a sender that is not empty
_MAX_GUESSES = 3

Spawn = Callable[[Coroutine[Any, Any, Reply]], "asyncio.Task[Reply]"]


class Session:
    """The hooks that aiosmtpd calls for one connection.

    Args:
        work: what all exchanges share.
        users: who may send; empty on loopback where everyone may.
        upstream: a connection to the next server, for this session alone.
        spawn: starts a task that outlives the connection.
    """

    def __init__(self, work: Workplace, users: Users, upstream: Upstream, spawn: Spawn) -> None:
        self._work = work
        self._users = users
        self._upstream = upstream
        self._spawn = spawn
        self._envelope = Envelope("")
        self._exchange: asyncio.Task[Reply] | None = None
        self._guesses = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        _server: "RelayProtocol",
        session: ClientSession,
        _envelope: ClientEnvelope,
        hostname: str,
        lines: list[str],
    ) -> list[str]:
        """Offer AUTH only where there are users."""
        session.host_name = hostname
        return [line for line in lines if self._users or not line.startswith("250-AUTH")]

    async def handle_AUTH(  # noqa: N802 - aiosmtpd's name
        self, server: "RelayProtocol", session: ClientSession, _envelope: ClientEnvelope, arguments: list[str]
    ) -> str | None:
        """Check a user; three wrong answers end the connection."""
        reply, name = await converse(server, self._users, arguments)
        if reply == ACCEPTED:
            session.authenticated = True
            log.info("%s: %s may send", session.peer, name.decode(errors="replace"))
            return reply
        self._guesses += 1
        if self._guesses < _MAX_GUESSES:
            return reply
        server.hang_up("4.7.0 Too many attempts to log in")
        return None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self,
        _server: "RelayProtocol",
        _session: ClientSession,
        envelope: ClientEnvelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take the sender; whether the next server takes it shows with the first recipient."""
        sender = "" if address == NULL_PATH else address
        if not sender.isascii() and not envelope.smtp_utf8:
            return "553 5.6.7 This address needs SMTPUTF8"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        sizes = [option.removeprefix("SIZE=") for option in options if option.startswith("SIZE=")]
        self._envelope = Envelope(
            sender,
            utf8=envelope.smtp_utf8,
            eight_bit="BODY=8BITMIME" in options,
            size=int(sizes[0]) if sizes else None,
        )
        return "250 2.1.0 Sender ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: "RelayProtocol",
        _session: ClientSession,
        envelope: ClientEnvelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Offer the recipient to the next server, and pass on what it says."""
        if len(envelope.rcpt_tos) >= self._work.settings.max_recipients:
            return "452 4.5.3 Too many recipients for one message; send another one to the others"
        if not is_address(address):
            return "553 5.1.3 This is not an address that mail can be sent to"
        if not address.isascii() and not envelope.smtp_utf8:
            return "553 5.6.7 This address needs SMTPUTF8"
        try:
            reply = await self._upstream.offer(self._envelope, address)
        except UpstreamError as error:
            log.error("%s", error.operator)
            return Reply(451, error.peer).wire()
        if reply.accepted:
            envelope.rcpt_tos.append(address)
        return reply.wire()

    async def handle_DATA(self, server: "RelayProtocol", _session: ClientSession, envelope: ClientEnvelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Hand the message over, and answer when the next server has answered."""
        server.hold()
        content = envelope.original_content or b""
        self._exchange = self._spawn(
            exchange(
                with_network_lines(content),
                self._envelope,
                tuple(envelope.rcpt_tos),
                work=self._work,
                upstream=self._upstream,
            )
        )
        return (await asyncio.shield(self._exchange)).wire()

    async def handle_exception(self, error: Exception) -> str:
        """Nothing a client sends may end in silence, nor tell it about our inside."""
        if isinstance(error, TLSSetupException):
            log.info("a client did not finish the TLS handshake: %r", error.__cause__)
        else:
            log.error("a client's command could not be processed", exc_info=error)
        return OUR_TROUBLE.wire()

    @property
    def handing_over(self) -> bool:
        """Whether a message is on its way to the next server; that takes no longer than the upstream's time limits."""
        return self._exchange is not None and not self._exchange.done()

    async def leave(self) -> None:
        """The client has gone: let an exchange finish, then close the connection to the next server."""
        if self._exchange is not None:
            await asyncio.wait([self._exchange])
        await self._upstream.close()
