"""What the milter decides about a message: stamped for its one recipient, or one body for all of them.

A mail server shows one body for all recipients, so several share what the ladder of modes has for that: one token that
tells nobody from anybody else. Where one of them is not to be recorded at all, nobody is: they get the same octets.

The ledger knows the message and its deliveries before the mail server hears the answer. What becomes of the copies is
seen by that server alone; here they are `State.QUEUED` from then on. A message that fails between the two stays
`State.OFFERED`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from backstamp.sender.fate import IN_QUEUE, Fate, State
from backstamp.sender.handover import addressees, draft
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.milter import Changed
from backstamp.sender.milter_settings import Several
from backstamp.sender.modes import OFF, Mode, Modes
from backstamp.sender.records import Addressee, Draft
from backstamp.sender.stamp import Plan
from backstamp.sender.stamping import Stamping

log = logging.getLogger(__name__)

_SHARED = Modes(Mode.AGGREGATE, Mode.AGGREGATE)
_LEFT = "It has several recipients, and the milter's setting is to leave such messages as they are."
_SPARED = "Of one of its recipients nothing may be recorded, and all of them get the same body."


@dataclass(frozen=True, slots=True)
class MilterStamping:
    """Decides for a `Milter`.

    Attributes:
        ledger: remembers messages.
        stamping: gives what makes copies at this moment; keys rotate.
        clock: microseconds since 1970-01-01 UTC.
        several: what happens to messages with several recipients.
    """

    ledger: Ledger
    stamping: Callable[[], Stamping]
    clock: Callable[[], int]
    several: Several = Several.AGGREGATE

    async def decide(self, message: bytes, sender: str, recipients: tuple[str, ...]) -> Changed | None:
        """Stamp a message, and write down first what the stamps will mean.

        Args:
            message: with network line breaks.
            sender: of the envelope; empty for a notification.
            recipients: of the envelope.

        Returns:
            The message as it should be, or None where nothing changes.

        Raises:
            ModeError: the message asks for more than the account allows.
            LedgerError: it could not be written down.
        """
        if not recipients:
            return None
        number, written, copy = await asyncio.to_thread(self._stamped, message, sender, recipients)
        # Not before the copy is made: where that fails, or takes longer than the milter waits, it stays offered.
        now = self.clock()
        fates = [Fate(place, each.address, State.QUEUED, IN_QUEUE, now) for place, each in enumerate(written)]
        await asyncio.to_thread(self.ledger.record, number, fates)
        return None if copy == message else Changed(copy)

    def _stamped(
        self, message: bytes, sender: str, recipients: tuple[str, ...]
    ) -> tuple[int, tuple[Addressee, ...], bytes]:
        """The message's number in the ledger, its deliveries there, and the body for all of them."""
        stamping = self.stamping()
        plan = stamping.plan(message)
        given = addressees(plan, stamping, recipients, self.ledger)
        modes = self._modes(plan, given)
        written = tuple(_written(each, modes) for each in given)
        remembered = self._draft(plan, sender, written, modes)
        number = self.ledger.add(remembered).id
        log.info("message %s: %s", format_message_id(number), remembered.untouched or "stamped for the mail server")
        # Whoever asks to be left alone from here on finds this message in the ledger; who asked just now is found here.
        if self.ledger.is_stopped([stamping.readers.reader_of_address(recipient) for recipient in recipients]):
            modes = OFF
        return number, written, stamping.copy(plan, number, 0, modes)

    def _modes(self, plan: Plan, given: Sequence[Addressee]) -> Modes:
        """What the one body may carry: the least that holds for anyone who gets it."""
        modes = plan.modes if len(given) == 1 else self._together(plan)
        for each in given:
            modes = modes.least(each.modes)
        return modes

    def _together(self, plan: Plan) -> Modes:
        return plan.modes.least(_SHARED if self.several is Several.AGGREGATE else OFF)

    def _draft(self, plan: Plan, sender: str, written: tuple[Addressee, ...], modes: Modes) -> Draft:
        """What the ledger remembers; of several recipients, that they share a body."""
        told = draft(plan, sender, written)
        if len(written) == 1 or plan.untouched is not None:
            return told
        if modes.off:
            reason = _LEFT if self.several is Several.LEAVE else _SPARED
            return replace(told, pixel=False, rewritten=(), untouched=reason)
        most = self._together(plan)
        return replace(told, opens=most.opens, links=most.links)


def _written(addressee: Addressee, modes: Modes) -> Addressee:
    """A delivery for the ledger; no notification will need the address, so one to be forgotten is not even written."""
    own = modes.highest.rank >= Mode.PSEUDONYMOUS.rank
    address = "" if addressee.forgotten else addressee.address
    return replace(addressee, address=address, modes=modes, reader=addressee.reader if own else None)
