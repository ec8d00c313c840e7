"""The SMTP server's side of a connection: aiosmtpd's protocol, with what a relay that loses no mail needs on top.

aiosmtpd 1.4.6 closes a connection 300 s after its last command, even in the middle of DATA; shares its command size
limits among all connections; keeps a line that never ends in memory; waits forever for a client that left during
the TLS handshake; and reads addresses with the header parser of the standard library, which rewrites some. Each of
these is mended here.
"""

import asyncio
import collections
import ssl
from collections.abc import Callable
from contextlib import suppress

from aiosmtpd.smtp import SMTP

from backstamp.sender.mailbox import read_path
from backstamp.sender.session import NULL_PATH, Session

_COMMAND_OCTETS = 2048  # RFC 5321 section 4.5.3.1.4 asks for 512 and more; addresses in UTF-8 are longer
_SLACK = 1024 * 1024


class RelayProtocol(SMTP):
    """One connection of a client.

    Args:
        session: answers the commands.
        hostname: our name in the greeting.
        max_message_size: octets.
        starttls: the context for STARTTLS; None where it is not offered.
        inside_tls: whether the connection is inside TLS from the first octet.
        must_login: whether mail is taken only after AUTH, and AUTH only inside TLS.
        on_lost: called with this protocol, once, when the connection is gone.
    """

    line_length_limit = 256 * 1024  # RFC 5322 says 998, senders say otherwise; the next server shall decide

    def __init__(
        self,
        session: Session,
        *,
        hostname: str,
        max_message_size: int,
        starttls: ssl.SSLContext | None,
        inside_tls: bool,
        must_login: bool,
        on_lost: Callable[["RelayProtocol"], None],
    ) -> None:
        self.command_size_limits = collections.defaultdict(lambda: _COMMAND_OCTETS)
        super().__init__(
            session,
            data_size_limit=max_message_size,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="ESMTP",
            tls_context=starttls,
            require_starttls=must_login,
            auth_required=must_login,
            loop=asyncio.get_running_loop(),
        )
        # aiosmtpd only knows STARTTLS; TLS from the first octet is as good.
        self._auth_require_tls = not inside_tls
        self.client = session
        self.idle = asyncio.Event()
        self.idle.set()
        self.gone = asyncio.Event()
        self._on_lost: Callable[[RelayProtocol], None] | None = on_lost
        self._received = 0
        self._held = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected, or STARTTLS is done."""
        super().connection_made(transport)
        if self._handler_coroutine is not None:
            self._handler_coroutine.add_done_callback(_forget)

    def connection_lost(self, error: Exception | None) -> None:
        """The client has gone."""
        super().connection_lost(error)
        self.gone.set()
        on_lost, self._on_lost = self._on_lost, None
        if on_lost is not None:
            on_lost(self)

    def data_received(self, data: bytes) -> None:
        """Octets of the client: while a message comes in they keep the connection alive, up to a limit."""
        super().data_received(data)
        if self.idle.is_set() or self._held:
            return
        self._reset_timeout()
        self._received += len(data)
        if self.data_size_limit and self._received > 2 * self.data_size_limit + _SLACK:
            self.cut_off()

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """STARTTLS, after which either TLS is up or the connection is gone."""
        await super().smtp_STARTTLS(arg)
        if self._tls_protocol is not None and (self.session is None or self.session.ssl is None):
            # A connection that closes during the handshake ends it without an error (asyncio's SSLProtocol).
            self.connection_lost(None)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """DATA, during which the connection is not closed for want of commands."""
        self._received, self._held = 0, False
        self.idle.clear()
        try:
            await super().smtp_DATA(arg)
        finally:
            self.idle.set()
            if self.transport is not None:
                self._reset_timeout()

    def hold(self) -> None:
        """No time limit while the next server is working; it has its own."""
        self._held = True
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()

    def hang_up(self, text: str) -> None:
        """Close the connection, with a word (RFC 5321 section 3.8). What is written goes out before it closes."""
        if self.transport is not None and not self._writer.is_closing():
            self._writer.write(f"421 {text}\r\n".encode("ascii"))
            self._writer.close()

    def cut_off(self) -> None:
        """Close the connection at once."""
        if isinstance(self.transport, asyncio.Transport):
            with suppress(AttributeError):  # CPython up to 3.11.2: a TLS transport that has ended already
                self.transport.abort()

    async def _not_mail(self, _arg: str) -> None:
        """A web browser that was sent here by some page: hang up before its form can speak SMTP."""
        self.hang_up("4.7.0 This is a mail server")
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()

    smtp_GET = smtp_POST = smtp_PUT = smtp_HEAD = smtp_OPTIONS = smtp_CONNECT = _not_mail  # noqa: N815 - aiosmtpd's

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        path = read_path(arg)
        return (path.address or NULL_PATH, path.parameters) if path is not None else (None, None)


def _forget(task: "asyncio.Task[None]") -> None:
    """A connection that breaks is everyday life, not an exception nobody looked at."""
    if not task.cancelled():
        task.exception()
