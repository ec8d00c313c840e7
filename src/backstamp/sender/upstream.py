"""One connection to the next mail server, kept as long as it is of use.

Two things are done on it. `Upstream.offer` asks whether a recipient would be taken, so that our client hears a
refusal in its own RCPT. `Upstream.deliver` hands over one copy in a transaction of its own, and tells apart what must
be told apart: refused, accepted, and the one case in which nobody can know, a connection that broke after the
message was sent and before the answer.

Offers share a transaction, since every RSET counts against a client (Postfix slows one down after 100 of them,
smtpd_junk_command_limit), and begin a fresh one before servers run into the 100 recipients that RFC 5321 section
4.5.3.1.8 guarantees.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import aiosmtplib

from backstamp.errors import UpstreamError
from backstamp.sender.mailbox import is_address
from backstamp.sender.reply import Reply, clean_reply
from backstamp.sender.upstream_settings import Security, UpstreamSettings

log = logging.getLogger(__name__)

UNREACHABLE = "4.4.1 The next mail server cannot be reached just now, please try again later"
NO_UTF8 = Reply(553, "5.6.7 The next mail server takes no internationalised addresses or headers (SMTPUTF8)")
NO_EIGHT_BIT = Reply(554, "5.6.3 The message holds 8-bit data, which the next mail server does not take (8BITMIME)")
NO_ADDRESS = Reply(553, "5.1.3 This is not an address that mail can be sent to")

_OFFERS_PER_TRANSACTION = 50
_FAREWELL_SECONDS = 3.0
_GO_AHEAD = 354
# Whatever the library, the TLS layer or the socket raises when talking fails.
_FAILURES = (aiosmtplib.SMTPException, OSError, EOFError, TimeoutError, ValueError)

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What MAIL FROM says, for all recipients of a message.

    Attributes:
        sender: address; empty for the null reverse-path.
        utf8: whether the client asked for SMTPUTF8 (RFC 6531).
        eight_bit: whether the body is announced as 8BITMIME (RFC 6152).
        size: octets, as far as known (RFC 1870).
    """

    sender: str
    utf8: bool = False
    eight_bit: bool = False
    size: int | None = None


class _LostError(Exception):
    """The connection is of no use any more; nothing was sent that could have been accepted."""


class Upstream:
    """A connection that opens when it is needed, and once again when the server has left it.

    Args:
        settings: the server.
        hostname: our name for EHLO.

    The public coroutines raise UpstreamError only, and must not be used by two tasks at once.
    """

    def __init__(self, settings: UpstreamSettings, hostname: str) -> None:
        self._settings = settings
        self._hostname = hostname
        self._client: aiosmtplib.SMTP | None = None
        self._open: Envelope | None = None
        self._offered = 0

    async def offer(self, envelope: Envelope, recipient: str) -> Reply:
        """Ask whether the server would take a recipient, and hand over nothing.

        Raises:
            UpstreamError: the server cannot be reached.
        """
        if not is_address(recipient):
            return NO_ADDRESS
        return await self._kept(lambda: self._offer(envelope, recipient))

    async def deliver(self, envelope: Envelope, recipient: str, message: bytes) -> Reply | None:
        """Hand over one copy, in a transaction of its own.

        Args:
            envelope: sender and extensions; ``utf8`` as the client asked for it.
            recipient: address.
            message: with CRLF at the end of every line (anything else is made so) and without dot-stuffing.

        Returns:
            The server's last word: 2xx means that it took the message over. None where the connection broke after
            the message was sent and before the answer: it must not be sent again.

        Raises:
            UpstreamError: the server cannot be reached, or broke off before the message was sent.
        """
        if not is_address(recipient):
            return NO_ADDRESS
        utf8 = envelope.utf8 or not recipient.isascii()
        exact = Envelope(envelope.sender, utf8, not message.isascii(), len(message))
        refusal = await self._kept(lambda: self._prepare(exact, recipient, message))
        return refusal if refusal is not None else await self._content(message)

    async def close(self) -> None:
        """Say goodbye, briefly; never raises."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(*_FAILURES):
                await client.quit(timeout=_FAREWELL_SECONDS)
            client.close()

    async def _kept(self, step: Callable[[], Awaitable[_Result]]) -> _Result:
        """Do a step on the kept connection; if that has gone away meanwhile, once more on a new one."""
        if self._client is not None and self._client.is_connected:
            with contextlib.suppress(_LostError):
                return await step()
        await self._connect()
        try:
            return await step()
        except _LostError as error:
            raise self._error("broke off", error.__cause__ or error) from error

    async def _connect(self) -> None:
        self._drop()
        settings = self._settings
        context = await asyncio.to_thread(settings.tls_context)
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user,
            password=settings.password,
            local_hostname=self._hostname,
            timeout=settings.timeout,
            use_tls=settings.security is Security.TLS,
            start_tls=settings.security is Security.STARTTLS,
            tls_context=context,
        )
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await self._greet(client)
        except _FAILURES as error:
            client.close()
            raise self._error("cannot be reached", error) from error
        self._client = client

    async def _greet(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            await client.helo()

    def _drop(self) -> None:
        client, self._client = self._client, None
        self._open, self._offered = None, 0
        if client is not None:
            client.close()

    def _error(self, deed: str, cause: BaseException) -> UpstreamError:
        place = f"{self._settings.host} port {self._settings.port}"
        reason = str(cause) or type(cause).__name__
        return UpstreamError(
            f"The next mail server, {place}, {deed}: {reason}. Check the upstream settings and that server.",
            peer=UNREACHABLE,
        )

    async def _offer(self, envelope: Envelope, recipient: str) -> Reply:
        if self._open is not envelope or self._offered >= _OFFERS_PER_TRANSACTION:
            await self._reset()
        alone = self._offered == 0
        reply = await self._address(envelope, recipient)
        if reply.temporary and not alone:
            # It may be about the others in this transaction, which the copy will not share: ask for it alone.
            await self._reset()
            reply = await self._address(envelope, recipient)
        return reply

    async def _prepare(self, envelope: Envelope, recipient: str, message: bytes) -> Reply | None:
        """Open the transaction for one copy up to the go-ahead for its content; the refusal, if there is one."""
        await self._reset()
        lacking = self._lacking(message, envelope)
        reply = lacking or await self._address(envelope, recipient)
        if reply.accepted:
            reply = await self._command(b"DATA")
            if reply.code == _GO_AHEAD:
                return None
        if 200 <= reply.code < 400:
            self._drop()
            raise _LostError(f"answered {reply.code} to DATA")
        return reply

    async def _content(self, message: bytes) -> Reply | None:
        """Send the content after the go-ahead. From the first octet on, silence means that nobody can know."""
        client, self._open, self._offered = self._client, None, 0
        protocol = client.protocol if client is not None else None
        reply = None
        if protocol is not None:
            try:
                protocol.write(dot_stuffed(message))
                answer = await protocol.read_response(timeout=self._settings.final_timeout)
                reply = clean_reply(answer.code, answer.message)
            except _FAILURES as error:
                log.warning("%s", self._error("broke off after the message was sent", error).operator)
        if reply is not None and 300 <= reply.code < 400:
            reply = None
        if reply is None or reply.closes:
            self._drop()
        return reply

    async def _address(self, envelope: Envelope, recipient: str) -> Reply:
        """MAIL, unless the transaction is open, and RCPT; the refusal of either, or the acceptance of the latter."""
        if not (envelope.sender.isascii() and recipient.isascii()) and not self._supports("smtputf8"):
            return NO_UTF8
        if self._open is None:
            reply = await self._command(b"MAIL FROM:<" + envelope.sender.encode() + b">", *self._options(envelope))
            if not reply.accepted:
                return reply
            self._open = envelope
        self._offered += 1
        return await self._command(b"RCPT TO:<" + recipient.encode() + b">")

    def _options(self, envelope: Envelope) -> list[bytes]:
        options = []
        if envelope.size is not None and self._supports("size"):
            options.append(b"SIZE=%d" % envelope.size)
        if envelope.eight_bit and self._supports("8bitmime"):
            options.append(b"BODY=8BITMIME")
        if self._supports("smtputf8") and (envelope.utf8 or not envelope.sender.isascii()):
            options.append(b"SMTPUTF8")
        return options

    def _lacking(self, message: bytes, envelope: Envelope) -> Reply | None:
        if envelope.eight_bit and not self._supports("8bitmime"):
            return NO_EIGHT_BIT
        headers = message.partition(b"\r\n\r\n")[0]
        if envelope.utf8 and not headers.isascii() and not self._supports("smtputf8"):
            return NO_UTF8
        return None

    def _supports(self, extension: str) -> bool:
        return self._client is not None and self._client.supports_extension(extension)

    async def _reset(self) -> None:
        if self._open is not None:
            self._open, self._offered = None, 0
            await self._command(b"RSET")

    async def _command(self, *words: bytes) -> Reply:
        """One command and its reply; `_LostError` where there is none, or one that ends the connection."""
        if self._client is None:
            raise _LostError("not connected")
        try:
            answer = await self._client.execute_command(*words)
        except _FAILURES as error:
            self._drop()
            raise _LostError(str(error)) from error
        reply = clean_reply(answer.code, answer.message)
        if reply is None or reply.closes:
            self._drop()
            raise _LostError(f"answered {answer.code} {answer.message}")
        return reply


def dot_stuffed(message: bytes) -> bytes:
    """The message as it travels after DATA: dots doubled, the lone dot last (RFC 5321 section 4.5.2)."""
    whole = with_network_lines(message)
    stuffed = whole.replace(b"\r\n.", b"\r\n..")
    return (b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n"


def with_network_lines(message: bytes) -> bytes:
    """The message with CRLF at the end of every line; a bare CR or LF must not travel (RFC 5321 section 2.3.8)."""
    if message.count(b"\n") != message.count(b"\r\n") or message.count(b"\r") != message.count(b"\r\n"):
        message = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    return message if message.endswith(b"\r\n") or not message else message + b"\r\n"
