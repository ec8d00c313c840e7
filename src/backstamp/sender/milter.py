"""The milter: Postfix or Sendmail shows each message to Backstamp before taking it, and makes the changes itself.

A mail server shows one message with one body for all its recipients: with several recipients what is asked for here can
only be one body that fits them all, so the caller stamps it with a token that all of them share (aggregate). Who wants
one token per recipient lets the mail server split the mail (``default_destination_recipient_limit = 1`` before a second
Postfix), or uses the relay.

Mail is never lost or held up by us: whatever fails, the message passes as it is, or the client is told to try again,
as the settings say.

How Postfix tells a message (3.7; proved in tests/endtoend/test_milter.py): a header field comes as name and value, the
value with the octets behind the colon (SMFIP_HDR_LEADSPC) and LF for each fold; what we give back it keeps octet for
octet. A blank in front of the colon is gone by then. What it adds itself where the client sent none (Date, Message-Id)
is told too; its Received field is not told, yet counts as a place. The body comes with CRLFs, in pieces of 65,535
octets, whatever line breaks the client sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from backstamp.errors import BackstampError, ConfigError, MilterError, ModeError
from backstamp.sender.milter_changes import instructions
from backstamp.sender.milter_dialogue import Bye, Dialogue, NotOurs
from backstamp.sender.milter_message import Told
from backstamp.sender.milter_replies import Answer, Change, Refused, ReplaceBody, encode
from backstamp.sender.milter_settings import MilterSettings

log = logging.getLogger(__name__)

_READ = 1 << 16


@dataclass(frozen=True, slots=True)
class Changed:
    """The message as it should be, whole; header values with LF or CRLF folds, the body with CRLFs."""

    message: bytes


Decide = Callable[[bytes, str, tuple[str, ...]], Awaitable[Changed | None]]
"""Given a message with network line breaks, its envelope sender (empty for a notification) and recipients: the message
as it should be, or None to let it pass. ModeError refuses the message for good, with 550; whatever else it raises
means that the message could not be worked on."""


class Milter:
    """The milter, in the event loop that starts it.

    Args:
        settings: checked already, by themselves.
        decide: asked about every message; several at once.
    """

    def __init__(self, settings: MilterSettings, decide: Decide) -> None:
        self._settings = settings
        self._decide = decide
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], Dialogue] = {}

    @property
    def address(self) -> str:
        """Where it listens, as Postfix writes it; only while it runs."""
        if self._server is None or not self._server.sockets:
            raise RuntimeError("the milter is not running")
        if self._settings.path is not None:
            return f"unix:{self._settings.path}"
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"inet:[{host}]:{port}" if ":" in host else f"inet:{host}:{port}"

    async def start(self) -> None:
        """Listen.

        Raises:
            ConfigError: the address cannot be listened on.
        """
        path = self._settings.path
        try:
            if path is not None:
                self._server = await asyncio.start_unix_server(self._serve, path, start_serving=False)
                path.chmod(self._settings.socket_mode)
            else:
                host, port = self._settings.endpoint
                self._server = await asyncio.start_server(self._serve, host, port, start_serving=False)
            await self._server.start_serving()
        except OSError as error:
            raise ConfigError(
                f"{self._settings.name}: {self._settings.listen} cannot be listened on: {error}."
            ) from error
        log.info("%s: the milter listens on %s", self._settings.name, self.address)

    async def stop(self) -> None:
        """Stop listening, finish the messages under way, and let every connection go."""
        if self._server is None:
            return
        self._server.close()
        deadline = asyncio.get_running_loop().time() + self._settings.grace_seconds
        while self._connections:
            late = asyncio.get_running_loop().time() >= deadline
            for connection, dialogue in self._connections.items():
                if dialogue.idle or late:
                    connection.cancel()
            await asyncio.wait(self._connections, timeout=0.05)
        await self._server.wait_closed()
        self._server = None
        if self._settings.path is not None:
            self._settings.path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end; nothing is raised."""
        task = asyncio.current_task()
        peer = writer.get_extra_info("peername") or "a unix socket"
        dialogue = Dialogue(self._settings.max_message_size)
        if task is None or (isinstance(peer, tuple) and not self._settings.admits(peer[0])):
            log.warning("%s: %s is not among the peers", self._settings.name, peer)
            writer.close()
            return
        self._connections[task] = dialogue
        try:
            await self._converse(dialogue, reader, writer)
        except MilterError as error:
            log.error("%s: %s", peer, error.operator)
        except OSError as error:  # a connection that is lost, or silent for too long
            log.warning("%s: %s: the connection is over: %r", self._settings.name, peer, error)
        finally:
            del self._connections[task]
            writer.close()

    async def _converse(self, dialogue: Dialogue, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while octets := await asyncio.wait_for(reader.read(_READ), self._settings.idle_seconds):
            for item in dialogue.receive(octets):
                match item:
                    case Bye():
                        return
                    case Told():
                        await self._answer(item, writer)
                    case NotOurs(queue_id, reason):
                        log.warning("%s: %s passes as it is: %s", self._settings.name, queue_id or "a message", reason)
                        writer.write(encode(Answer.CONTINUE))
                    case _:
                        writer.write(item)
                await writer.drain()

    async def _answer(self, told: Told, writer: asyncio.StreamWriter) -> None:
        """Ask about one message, and tell the mail server what to change."""
        try:
            changed = await self._decided(told, writer)
            if changed is not None:
                await _tell(instructions(told, changed.message), writer)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with a message, mail goes on
            writer.write(encode(self._failed(told, error)))
        else:
            writer.write(encode(Answer.CONTINUE))

    async def _decided(self, told: Told, writer: asyncio.StreamWriter) -> Changed | None:
        """What is decided about a message; meanwhile the mail server hears that work goes on."""
        deciding = asyncio.ensure_future(self._decide(told.octets, told.sender, told.recipients))
        try:
            async with asyncio.timeout(self._settings.patience_seconds):
                while not (await asyncio.wait((deciding,), timeout=self._settings.progress_seconds))[0]:
                    writer.write(encode(Answer.PROGRESS))
                    await writer.drain()
            return deciding.result()
        finally:
            deciding.cancel()

    def _failed(self, told: Told, error: Exception) -> Answer | Refused:
        if isinstance(error, ModeError):
            log.warning("%s: %s is refused: %s", self._settings.name, told.queue_id or "a message", error.operator)
            return Refused(f"550 5.7.1 {error.peer}".encode())
        reason, trace = (error.operator, None) if isinstance(error, BackstampError) else (repr(error), error)
        passes = self._settings.failure_passes
        fate = "passes as it is" if passes else "is put off"
        name, deed, message = self._settings.name, self._settings.deed, told.queue_id or "a message"
        log.error("%s: %s could not be %s and %s: %s", name, message, deed, fate, reason, exc_info=trace)
        return Answer.CONTINUE if passes else Answer.TRY_AGAIN_LATER


async def _tell(changes: Iterator[Change], writer: asyncio.StreamWriter) -> None:
    """Send the changes; nothing is sent before all header fields are known to be ones that can be told."""
    header = []
    for change in changes:
        if not isinstance(change, ReplaceBody):
            header.append(encode(change))
            continue
        writer.write(b"".join(header) + encode(change))
        header.clear()
        await writer.drain()
    writer.write(b"".join(header))
