"""The demo's mailboxes: an SMTP server on loopback that accepts everything and keeps each recipient's copy."""

import asyncio
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from backstamp.errors import UpstreamError

_LARGEST = 10_000_000


class _Mailboxes:
    """What aiosmtpd hands the mail to."""

    def __init__(self) -> None:
        self.copies: dict[str, list[bytes]] = {}
        self.arrived = asyncio.Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session
        async with self.arrived:
            for recipient in envelope.rcpt_tos:
                self.copies.setdefault(str(recipient).lower(), []).append(envelope.original_content or b"")
            self.arrived.notify_all()
        return "250 kept"


class Sink:
    """The mailboxes of everybody that mail arrives for; use it with ``async with``."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._mailboxes = _Mailboxes()

    async def __aenter__(self) -> Self:
        """Listen on a free port of 127.0.0.1."""
        self._server = await asyncio.get_running_loop().create_server(self._protocol, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening; the copies stay."""
        if self._server is not None:
            self._server.close()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that it listens on.

        Raises:
            UpstreamError: it is not listening.
        """
        if self._server is None or not self._server.sockets:
            raise UpstreamError("the demo's mail sink is not listening; enter it with `async with` first")
        host, port = self._server.sockets[0].getsockname()[:2]
        return str(host), int(port)

    def copies(self, recipient: str) -> tuple[bytes, ...]:
        """The messages that arrived for one recipient, oldest first, as their octets came."""
        return tuple(self._mailboxes.copies.get(recipient.lower(), ()))

    async def wait_for(self, recipients: frozenset[str], seconds: float = 20.0) -> None:
        """Wait until each of the recipients has a copy.

        Raises:
            UpstreamError: some of them have none after ``seconds``.
        """
        wanted = {recipient.lower() for recipient in recipients}
        mailboxes = self._mailboxes
        try:
            async with asyncio.timeout(seconds), mailboxes.arrived:
                await mailboxes.arrived.wait_for(lambda: wanted <= mailboxes.copies.keys())
        except TimeoutError as error:
            missing = ", ".join(sorted(wanted - mailboxes.copies.keys()))
            raise UpstreamError(f"the relay did not deliver within {seconds:g} s to: {missing}") from error

    def _protocol(self) -> SMTP:
        return SMTP(
            self._mailboxes,
            hostname="mailboxes.example",
            ident="demo",
            enable_SMTPUTF8=True,
            data_size_limit=_LARGEST,
            loop=asyncio.get_running_loop(),
        )
