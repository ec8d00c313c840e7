"""Handing a message over: one stamped copy per recipient, each in a transaction of its own, and what became of it.

The relay and ``backstamp send`` share this. The order is what keeps the promises: the message and all its deliveries
are in the ledger before the first copy leaves, and nothing is sent a second time.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from backstamp.errors import UpstreamError
from backstamp.sender.fate import Fate, decide
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.modes import Mode
from backstamp.sender.options import Options
from backstamp.sender.records import Draft
from backstamp.sender.reply import Reply
from backstamp.sender.stamp import Plan
from backstamp.sender.summary import summarise
from backstamp.sender.upstream import UNREACHABLE, Envelope, Upstream
from backstamp.tokens.token import KeyRing

log = logging.getLogger(__name__)

_PATIENCE = 2  # failures in a row after which the others do not wait for the same server, one timeout each


@dataclass(frozen=True, slots=True)
class Stamping:
    """What makes copies out of a message.

    Attributes:
        ring: the newest key seals.
        options: how the message is stamped.
    """

    ring: KeyRing
    options: Options


@dataclass(frozen=True, slots=True)
class Handed:
    """A message that has been handed over: its id in the ledger, and every recipient's fate, by ordinal."""

    message: int
    fates: tuple[Fate, ...]


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
        stamping: keys and address of the collector.
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
    message = await asyncio.to_thread(ledger.add, draft(plan, envelope.sender, recipients))
    _log_untouched(message.id, plan)
    fates: list[Fate] = []
    failures = 0
    for ordinal, recipient in enumerate(recipients):
        reply: Reply | None = Reply(451, UNREACHABLE)
        if failures < _PATIENCE:
            copy = await asyncio.to_thread(_copy, plan, stamping, message.id, ordinal)
            try:
                reply = await upstream.deliver(envelope, recipient, copy)
                failures = 0
            except UpstreamError as error:
                log.error("%s", error.operator)
                failures += 1
        fates.append(decide(ordinal, recipient, reply, clock()))
    return Handed(message.id, tuple(fates))


def draft(plan: Plan, sender: str, recipients: tuple[str, ...]) -> Draft:
    """What the ledger shall remember of a message.

    Args:
        plan: what is to be stamped.
        sender: envelope sender; empty where there is none.
        recipients: addresses in order; the place is the ordinal.
    """
    summary = summarise(plan.message)
    return Draft(
        sender=sender,
        author=summary.author,
        subject=summary.subject,
        header_id=summary.header_id,
        opens=plan.modes.opens is not Mode.OFF,
        clicks=plan.modes.links is not Mode.OFF,
        pixel=plan.pixel,
        untouched=plan.untouched,
        recipients=recipients,
        links=plan.links,
        skipped=plan.skipped,
    )


def _copy(plan: Plan, stamping: Stamping, message: int, ordinal: int) -> bytes:
    if plan.untouched is not None:
        return plan.message
    return plan.stamp(stamping.ring, message, ordinal)


def _log_untouched(message: int, plan: Plan) -> None:
    if plan.untouched is not None:
        log.info("message %s goes out as it came: %s", format_message_id(message), plan.untouched)
