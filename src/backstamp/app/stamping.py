"""Stamping one message for one recipient outside the relay: ledger first, then the copy."""

from dataclasses import dataclass, replace

from backstamp.app.clock import now_us
from backstamp.app.config import Settings
from backstamp.app.folder import DataFolder
from backstamp.app.wiring import stampings
from backstamp.errors import UsageError
from backstamp.sender.handover import addressees, draft
from backstamp.sender.ledger import Ledger
from backstamp.sender.mailbox import is_address
from backstamp.sender.message_id import format_message_id
from backstamp.sender.modes import ANY, Mode
from backstamp.sender.reader_secret import load_readers
from backstamp.sender.records import Addressee
from backstamp.sender.stamp import Plan
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
        recipient: address; remembered in the ledger only, and in pseudonymous mode not even there.
        settings: data folder, base URL, what to stamp.

    Raises:
        UsageError: the recipient is no address, or a setting is wrong.
        ModeError: the message asks for more than the settings allow.
        KeyFileError, LedgerError: keys or ledger cannot be used.
    """
    if not is_address(recipient) or "@" not in recipient:
        raise UsageError(f"{recipient!r} is not an address: give --to someone@example.com")
    folder = DataFolder(settings.data)
    folder.make()
    stamping = stampings(settings, KeyFile(folder.keys).ring, load_readers(folder.reader_key))()
    ready = stamping.plan(message)
    ledger = Ledger(folder.ledger, now_us)
    try:
        (addressee,) = addressees(ready, stamping, (recipient,), ledger)
        # Nobody will tell what becomes of the copy: an address that is to be forgotten then is forgotten now.
        written = replace(addressee, address="") if addressee.forgotten else addressee
        known = ledger.add(draft(ready, "", (written,)))
    finally:
        ledger.close()
    copy = stamping.copy(ready, known.id, 0, addressee.modes)
    return StampedFile(copy, (_summary(ready, addressee, known.id), *_left_alone(ready)))


def _summary(ready: Plan, addressee: Addressee, message: int) -> str:
    if ready.untouched is not None:
        return f"Not stamped: {ready.untouched}"
    modes = addressee.modes
    if modes.off:
        return f"Not stamped: nothing may be recorded of {addressee.address}."
    count = 0 if modes.links is Mode.OFF else len(ready.links)
    links = "no links" if count == 0 else "1 link" if count == 1 else f"{count} links"
    pixel = "a pixel" if ready.pixel and modes.opens is not Mode.OFF else "no pixel"
    how = "" if modes == ANY else f" (opens: {modes.opens}, links: {modes.links})"
    return f"Stamped for {addressee.address} with {pixel} and {links}{how}; message {format_message_id(message)}."


def _left_alone(ready: Plan) -> list[str]:
    return [f"Left alone: {place.what} ({place.reason})" for place in ready.skipped]
