"""What became of each recipient's copy, and what follows from it: the answer to the client, and who must be told.

The relay owns no queue, so a message ends in one of three ways (RFC 5321 section 6.1 on who is responsible):
everyone accepted; no one accepted, and the client keeps the mail and hears why; some accepted, and the client is told
yes, since otherwise they would get it twice, and the sender gets a notification about the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backstamp.sender.reply import Reply

UNANSWERED = Reply(
    451, "4.4.2 The connection broke before the next server answered; it may or may not have the message"
)

IN_QUEUE = Reply(250, "2.0.0 Stamped for the queue of the mail server that delivers it; its log knows the rest")


class State(StrEnum):
    """What is known of one copy."""

    OFFERED = "offered"  # written down, and not decided: in flight, or cut off by a crash
    ACCEPTED = "accepted"
    QUEUED = "queued"  # the mail server showed it to the milter and keeps it; what it does with it is not seen
    REFUSED = "refused"
    UNCERTAIN = "uncertain"  # sent, and the connection broke before the answer

    @property
    def handed_over(self) -> bool:
        """Whether a mail server is known to have the copy: nobody can have opened it before."""
        return self in {State.ACCEPTED, State.QUEUED}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one copy.

    Attributes:
        ordinal: the recipient's place in the message, from 0.
        recipient: address.
        state: accepted, queued, refused or uncertain.
        reply: what the next server said, `UNANSWERED`, or `IN_QUEUE`.
        decided: microseconds since 1970-01-01 UTC.
    """

    ordinal: int
    recipient: str
    state: State
    reply: Reply
    decided: int


def decide(ordinal: int, recipient: str, reply: Reply | None, decided: int) -> Fate:
    """The fate that the next server's answer makes; None stands for an answer that never came."""
    if reply is None:
        return Fate(ordinal, recipient, State.UNCERTAIN, UNANSWERED, decided)
    state = State.ACCEPTED if reply.accepted else State.REFUSED
    return Fate(ordinal, recipient, state, reply, decided)


def answer(fates: Sequence[Fate]) -> Reply:
    """What the client hears after DATA; ``fates`` is not empty.

    A temporary refusal goes before a permanent one: while there is hope for anyone, the client shall try again.
    """
    accepted = sum(fate.state is State.ACCEPTED for fate in fates)
    if accepted:
        return Reply(250, f"2.0.0 Accepted by the next server for {accepted} of {len(fates)} recipients")
    replies = [fate.reply for fate in fates]
    return next((reply for reply in replies if reply.temporary), replies[0])


def to_be_told(fates: Sequence[Fate]) -> tuple[Fate, ...]:
    """Whom a notification must name: those not accepted, where the client was told yes because of the others."""
    missed = tuple(fate for fate in fates if fate.state is not State.ACCEPTED)
    return missed if len(missed) < len(fates) else ()
