"""From a whole message to the one answer its client hears, with everything in between written down.

Runs as a task of the relay rather than of the connection: a client that hangs up in the middle changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from backstamp.errors import BackstampError, LedgerError, ModeError
from backstamp.sender.fate import answer, to_be_told
from backstamp.sender.handover import Handed, hand_over
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.reply import Reply
from backstamp.sender.stamp import Plan
from backstamp.sender.stamping import Stamping
from backstamp.sender.summary import header_block
from backstamp.sender.upstream import Envelope, Upstream

log = logging.getLogger(__name__)

OUR_TROUBLE = Reply(451, "4.3.0 The message could not be processed just now, please try again later")


@dataclass(frozen=True, slots=True)
class Workplace:
    """What all exchanges of a relay share.

    Attributes:
        settings: the relay's.
        ledger: remembers messages and fates.
        stamping: gives what makes copies at this moment; keys rotate.
        clock: microseconds since 1970-01-01 UTC.
        notify: wakes whoever sends the notifications that the ledger says are owed.
    """

    settings: RelaySettings
    ledger: Ledger
    stamping: Callable[[], Stamping]
    clock: Callable[[], int]
    notify: Callable[[], None]


async def exchange(
    message: bytes, envelope: Envelope, recipients: tuple[str, ...], *, work: Workplace, upstream: Upstream
) -> Reply:
    """Stamp a message, hand it over, write down what became of it, and decide what its client hears.

    Args:
        message: with CRLF line ends.
        envelope: sender and extensions.
        recipients: at least one.
        work: what all exchanges share.
        upstream: the connection to use; left open.

    Returns:
        250 once the next server has said so for at least one recipient; otherwise the refusal; 550 where the message
        asks for more tracking than the account allows. No error is raised.
    """
    try:
        stamping = work.stamping()
        planned = await asyncio.to_thread(stamping.plan, message)
        handed = await hand_over(
            planned, stamping, envelope, recipients, ledger=work.ledger, upstream=upstream, clock=work.clock
        )
    except ModeError as error:
        log.warning("%s", error.operator)
        return Reply(550, f"5.7.1 {error.peer}")  # for good: sent again, it would ask for as much again
    except BackstampError as error:
        log.error("%s", error.operator)
        return OUR_TROUBLE
    return await _settle(handed, planned, envelope.sender, work)


async def _settle(handed: Handed, planned: Plan, sender: str, work: Workplace) -> Reply:
    reply = answer(handed.fates)
    missed = to_be_told(handed.fates)
    notice = header_block(planned.message) if missed and sender else None
    number = format_message_id(handed.message)
    try:
        await asyncio.to_thread(
            work.ledger.record, handed.message, handed.fates, told=not reply.accepted, notice=notice
        )
    except LedgerError as error:
        log.error("message %s: %s", number, error.operator)
        # With someone missed and nothing written down, twice is better than never: the client shall try again.
        return OUR_TROUBLE if missed else reply
    log.info("message %s: answered %s %s", number, reply.code, reply.text)
    if notice is not None:
        work.notify()
    elif missed:
        names = ", ".join(fate.recipient for fate in missed)
        log.error("message %s did not reach %s, and its null sender cannot be notified", number, names)
    return reply
