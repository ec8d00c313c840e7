"""Stamping one message for one recipient outside the relay: ledger first, then the copy."""

from dataclasses import dataclass

from backstamp.app.clock import now_us
from backstamp.app.config import Settings
from backstamp.app.folder import DataFolder
from backstamp.app.wiring import stamp_options
from backstamp.errors import UsageError
from backstamp.sender.handover import Stamping, draft
from backstamp.sender.ledger import Ledger
from backstamp.sender.mailbox import is_address
from backstamp.sender.message_id import format_message_id
from backstamp.sender.stamp import Plan, plan
from backstamp.tokens.keyfile import KeyFile


@dataclass(frozen=True, slots=True)
class StampedFile:
    """The stamped octets, and lines that tell a person what was done."""

    message: bytes
    told: tuple[str, ...]


def stamp_for(message: bytes, recipient: str, settings: Settings) -> StampedFile:
    """Stamp a message for one recipient and remember it in the ledger.

    Args:
        message: the octets.
        recipient: address; remembered in the ledger only.
        settings: data folder, base URL, what to stamp.

    Raises:
        UsageError: the recipient is no address.
        KeyFileError, LedgerError: keys or ledger cannot be used.
    """
    if not is_address(recipient) or "@" not in recipient:
        raise UsageError(f"{recipient!r} is not an address: give --to someone@example.com")
    folder = DataFolder(settings.data)
    folder.make()
    ready = plan(message, stamp_options(settings))
    stamping = Stamping(KeyFile(folder.keys).ring(), stamp_options(settings))
    ledger = Ledger(folder.ledger, now_us)
    try:
        known = ledger.add(draft(ready, "", (recipient,)))
    finally:
        ledger.close()
    if ready.untouched is not None:
        return StampedFile(ready.message, (f"Not stamped: {ready.untouched}", *_left_alone(ready)))
    stamped = ready.stamp(stamping.ring, known.id, 0)
    return StampedFile(stamped, (_summary(ready, recipient, known.id), *_left_alone(ready)))


def _summary(ready: Plan, recipient: str, message: int) -> str:
    count = len(ready.links)
    links = "no links" if count == 0 else "1 link" if count == 1 else f"{count} links"
    pixel = "a pixel" if ready.pixel else "no pixel"
    return f"Stamped for {recipient} with {pixel} and {links}; message {format_message_id(message)}."


def _left_alone(ready: Plan) -> list[str]:
    return [f"Left alone: {place.what} ({place.reason})" for place in ready.skipped]
