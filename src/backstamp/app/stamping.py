"""Stamping one message for one recipient outside the relay: ledger first, then the copy."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from backstamp.app.clock import now_us
from backstamp.app.config import Settings
from backstamp.app.folder import DataFolder
from backstamp.app.wiring import stampings
from backstamp.errors import UsageError
from backstamp.mail.splice import Edit
from backstamp.sender.changes import Change
from backstamp.sender.handover import addressees, draft
from backstamp.sender.ledger import Ledger
from backstamp.sender.mailbox import is_address
from backstamp.sender.message_id import draw_message_id, format_message_id
from backstamp.sender.modes import ANY, Mode, Modes
from backstamp.sender.reader_secret import load_readers
from backstamp.sender.records import Addressee
from backstamp.sender.stamp import Plan
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import KeyRing

_TOLD = 5
"""How many of the things left alone are told without a report."""


@dataclass(frozen=True, slots=True)
class StampedFile:
    """A message stamped for one recipient, and all that a report on it needs.

    Attributes:
        message: the stamped octets.
        plan: of the message.
        to: the recipient's address.
        modes: what this copy tells.
        id: the message's number.
        remembered: whether it is in the ledger.
        ring: sealed the tokens.
    """

    message: bytes
    plan: Plan
    to: str
    modes: Modes
    id: int
    remembered: bool
    ring: KeyRing

    @property
    def untouched(self) -> str | None:
        """Why nothing was stamped, in a sentence; None where something was."""
        if self.plan.untouched is None and self.modes.off:
            return f"nothing may be recorded of {self.to}."
        return self.plan.untouched

    @property
    def told(self) -> tuple[str, ...]:
        """Lines that tell a person what was done, in short."""
        left = [f"Left alone: {each.what} ({each.reason})" for each in self.plan.skipped]
        more = len(left) - _TOLD
        if more > 1:
            left[_TOLD:] = [f"… and {more} more: --report tells of each."]
        return _summary(self), *left

    def changes(self) -> tuple[Change, ...]:
        """What was replaced in the text of the parts, run by run; not the message's own header."""
        changes = self.plan.changes(self.ring, self.id, 0, self.modes)
        return tuple(change for change in changes if change.part != "header")

    def edits(self) -> tuple[Edit[bytes], ...]:
        """The same and the header's as replacements of octets; without a signature of our own."""
        return self.plan.edits(self.ring, self.id, 0, self.modes)


def stamp_for(message: bytes, recipient: str, settings: Settings, *, dry_run: bool = False) -> StampedFile:
    """Stamp a message for one recipient and remember it in the ledger.

    Args:
        message: the octets.
        recipient: address; remembered in the ledger only, and in pseudonymous mode not even there.
        settings: data folder, base URL, what to stamp.
        dry_run: remember nothing; the tokens then belong to no message.

    Raises:
        UsageError: the recipient is no address, or a setting is wrong.
        ModeError: the message asks for more than the settings allow.
        KeyFileError, LedgerError: keys or ledger cannot be used.
    """
    if not is_address(recipient) or "@" not in recipient:
        raise UsageError(f"{recipient!r} is not an address: give --to someone@example.com")
    with _folder(settings.data, dry_run=dry_run) as folder:
        ring = KeyFile(folder.keys).ring()
        stamping = stampings(settings, lambda: ring, load_readers(folder.reader_key))()
        plan = stamping.plan(message)
        with closing(Ledger(folder.ledger, now_us)) as ledger:
            (addressee,) = addressees(plan, stamping, (recipient,), ledger)
            number = draw_message_id() if dry_run else ledger.add(draft(plan, "", (_written(addressee),))).id
    copy = stamping.copy(plan, number, 0, addressee.modes)
    return StampedFile(copy, plan, recipient, addressee.modes, number, not dry_run, ring)


@contextmanager
def _folder(path: Path, *, dry_run: bool) -> Iterator[DataFolder]:
    """The data folder; for a dry run where there is none yet, one that vanishes again."""
    folder = DataFolder(path)
    if dry_run and not (folder.keys.exists() and folder.ledger.exists()):
        with tempfile.TemporaryDirectory() as passing:
            yield DataFolder(Path(passing))
    else:
        folder.make()
        yield folder


def _written(addressee: Addressee) -> Addressee:
    """Nobody will tell what becomes of the copy: an address that is to be forgotten then is forgotten now."""
    return replace(addressee, address="") if addressee.forgotten else addressee


def _summary(done: StampedFile) -> str:
    if done.untouched is not None:
        return f"Not stamped: {done.untouched}"
    plan, modes = done.plan, done.modes
    count = 0 if modes.links is Mode.OFF else len(plan.links)
    links = "no links" if count == 0 else "1 link" if count == 1 else f"{count} links"
    pixel = "a pixel" if plan.pixel and modes.opens is not Mode.OFF else "no pixel"
    how = "" if modes == ANY else f" (opens: {modes.opens}, links: {modes.links})"
    said = f"Stamped for {done.to} with {pixel} and {links}{how}"
    return f"{said}; message {format_message_id(done.id)}." if done.remembered else f"{said}; nothing was kept."
