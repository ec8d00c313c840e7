"""Sending one message from the command line: the relay's hand-over without the relay."""

import socket
from email.parser import HeaderParser
from email.utils import parseaddr

from backstamp.app.clock import now_us
from backstamp.app.config import Settings
from backstamp.app.endpoint import Endpoint, parse_endpoint
from backstamp.app.folder import DataFolder
from backstamp.app.wiring import stampings, upstream_settings
from backstamp.errors import UsageError
from backstamp.sender.fate import Fate
from backstamp.sender.handover import hand_over
from backstamp.sender.ledger import Ledger
from backstamp.sender.mailbox import is_address
from backstamp.sender.message_id import format_message_id
from backstamp.sender.reader_secret import load_readers
from backstamp.sender.summary import header_block
from backstamp.sender.upstream import Envelope, Upstream
from backstamp.tokens.keyfile import KeyFile


async def send_message(
    message: bytes, recipients: tuple[str, ...], settings: Settings, *, smtp: str | None, sender: str | None
) -> tuple[str, tuple[Fate, ...]]:
    """Stamp and send a message.

    Args:
        message: the octets.
        recipients: addresses, at least one.
        settings: data folder, base URL, next mail server.
        smtp: another server than the one in the settings, ``HOST:PORT``.
        sender: envelope sender; the From header's address when None.

    Returns:
        The message id in 16 hex digits, and every recipient's fate.

    Raises:
        UsageError: an address or HOST:PORT cannot be read.
        ModeError: the message asks for more than the settings allow.
        BackstampError: keys, ledger or settings cannot be used. A server out of reach is a fate, not an error.
    """
    envelope = Envelope(_sender(message) if sender is None else sender)
    for address in (*recipients, *([envelope.sender] if envelope.sender else [])):
        if not is_address(address):
            raise UsageError(f"{address!r} is not an address")
    folder = DataFolder(settings.data)
    folder.make()
    stamping = stampings(settings, KeyFile(folder.keys).ring, load_readers(folder.reader_key))()
    ready = stamping.plan(message)
    upstream = Upstream(upstream_settings(settings, parse_smtp(smtp) if smtp else None), socket.getfqdn())
    ledger = Ledger(folder.ledger, now_us)
    try:
        handed = await hand_over(ready, stamping, envelope, recipients, ledger=ledger, upstream=upstream, clock=now_us)
        ledger.record(handed.message, handed.fates, told=True)
    finally:
        await upstream.close()
        ledger.close()
    return format_message_id(handed.message), handed.fates


def parse_smtp(text: str) -> Endpoint:
    """Read ``HOST:PORT``.

    Raises:
        UsageError: it is not that.
    """
    try:
        return parse_endpoint(text)
    except ValueError as error:
        raise UsageError(f"--smtp: {error}") from error


def _sender(message: bytes) -> str:
    """The address in the From header, read before encoded words are: a name may hold an encoded comma."""
    fields = HeaderParser().parsestr(header_block(message).decode("utf-8", "replace"), headersonly=True)
    address = parseaddr(str(fields.get("From", "")))[1]
    if not address:
        raise UsageError("the message has no From header to take the envelope sender from: give --from")
    return address
