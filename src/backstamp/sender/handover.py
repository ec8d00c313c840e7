"""Handing a message over: one stamped copy per recipient, each in a transaction of its own, and what became of it.

The relay and ``backstamp send`` share this. The order is what keeps the promises: the message and all its deliveries
are in the ledger before the first copy leaves, and nothing is sent a second time.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from backstamp.errors import UpstreamError
from backstamp.sender.fate import Fate, decide
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.modes import OFF
from backstamp.sender.records import Addressee, Draft
from backstamp.sender.reply import Reply
from backstamp.sender.stamp import Plan
from backstamp.sender.stamping import Stamping
from backstamp.sender.summary import summarise
from backstamp.sender.upstream import UNREACHABLE, Envelope, Upstream

log = logging.getLogger(__name__)

_PATIENCE = 2  # failures in a row after which the others do not wait for the same server, one timeout each


@dataclass(frozen=True, slots=True)
class Handed:
    """A message that has been handed over: its id in the ledger, and the recipients' fates, in the order given."""

    message: int
    fates: tuple[Fate, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A message that is in the ledger and has not left yet.

    Attributes:
        message: its id.
        recipients: the place is the ordinal; the modes are those of the moment.
        places: where each of them stood in the order given.
    """

    message: int
    recipients: tuple[Addressee, ...]
    places: tuple[int, ...]


async def hand_over(
    plan: Plan,
    stamping: Stamping,
    envelope: Envelope,
    recipients: tuple[str, ...],
    *,
    ledger: Ledger,
    upstream: Upstream,
    clock: Callable[[], int],
) -> Handed:
    """Write a message down and hand a copy to the next server for each recipient.

    Args:
        plan: what is to be stamped.
        stamping: makes the copies.
        envelope: sender and extensions.
        recipients: addresses, at least one; a repeated one gets a copy each time.
        ledger: remembers the message; the fates are left to the caller to record.
        upstream: the next server; the connection stays open.
        clock: microseconds since 1970-01-01 UTC.

    Returns:
        The message's id and a fate for every recipient. A server that cannot be reached is a temporary refusal.

    Raises:
        LedgerError: the message could not be written down; no copy has left.
    """
    written = await asyncio.to_thread(write_down, plan, stamping, envelope.sender, recipients, ledger)
    fates: dict[int, Fate] = {}
    failures = 0
    for ordinal, addressee in enumerate(written.recipients):
        reply: Reply | None = Reply(451, UNREACHABLE)
        if failures < _PATIENCE:
            copy = await asyncio.to_thread(stamping.copy, plan, written.message, ordinal, addressee.modes)
            try:
                reply = await upstream.deliver(envelope, addressee.address, copy)
                failures = 0
            except UpstreamError as error:
                log.error("%s", error.operator)
                failures += 1
        fates[written.places[ordinal]] = decide(ordinal, addressee.address, reply, clock())
    return Handed(written.message, tuple(fates[place] for place in range(len(recipients))))


def write_down(plan: Plan, stamping: Stamping, sender: str, recipients: Sequence[str], ledger: Ledger) -> Written:
    """Write a message and its deliveries down, before the first copy leaves.

    Where addresses are to be forgotten, neither the recipients' numbers nor the times at which their copies leave
    follow the order in which the client named them: that order would name them again.

    Args:
        plan: what is to be stamped.
        stamping: says what may be recorded of whom.
        sender: envelope sender; empty where there is none.
        recipients: addresses, at least one.
        ledger: remembers the message.

    Raises:
        LedgerError: the message could not be written down.
    """
    given = addressees(plan, stamping, recipients, ledger)
    order = _order(given)
    ordered = tuple(given[place] for place in order)
    message = ledger.add(draft(plan, sender, ordered))
    _log_untouched(message.id, plan)
    # Whoever asks to be left alone from here on finds these copies in the ledger; who asked a moment ago is found here.
    stopped = ledger.is_stopped([each.reader for each in ordered if each.reader is not None])
    of_the_moment = (replace(each, modes=OFF) if each.reader in stopped else each for each in ordered)
    return Written(message.id, tuple(of_the_moment), tuple(order))


def addressees(plan: Plan, stamping: Stamping, recipients: Sequence[str], ledger: Ledger) -> tuple[Addressee, ...]:
    """The recipients in their order, each with what may be recorded of them; the ledger knows who has asked not to be.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    stopped = ledger.is_stopped([stamping.readers.reader_of_address(recipient) for recipient in recipients])
    return tuple(stamping.addressee(plan, recipient, stopped) for recipient in recipients)


def draft(plan: Plan, sender: str, recipients: tuple[Addressee, ...]) -> Draft:
    """What the ledger shall remember of a message.

    Args:
        plan: what is to be stamped.
        sender: envelope sender; empty where there is none.
        recipients: the place is the ordinal.
    """
    summary = summarise(plan.message)
    return Draft(
        sender=sender,
        author=summary.author,
        subject=summary.subject,
        header_id=summary.header_id,
        opens=plan.modes.opens,
        links=plan.modes.links,
        pixel=plan.pixel,
        untouched=plan.untouched,
        recipients=recipients,
        rewritten=plan.links,
        skipped=plan.skipped,
    )


def _order(given: Sequence[Addressee]) -> list[int]:
    order = list(range(len(given)))
    if any(addressee.forgotten for addressee in given):
        random.SystemRandom().shuffle(order)
    return order


def _log_untouched(message: int, plan: Plan) -> None:
    if plan.untouched is not None:
        log.info("message %s goes out as it came: %s", format_message_id(message), plan.untouched)
