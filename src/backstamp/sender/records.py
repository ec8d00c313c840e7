"""What the ledger remembers, as values: messages, deliveries, and notifications still owed."""

from dataclasses import dataclass

from backstamp.sender.fate import State
from backstamp.sender.stamp import Link, Skipped


@dataclass(frozen=True, slots=True)
class Draft:
    """A message about to be handed over.

    Attributes:
        sender: envelope sender; empty for the null reverse-path.
        author: the From header, decoded for people.
        subject: the Subject header, decoded for people.
        header_id: the Message-ID header with its angle brackets; empty where there is none.
        opens: whether opens were to be stamped.
        clicks: whether links were to be stamped.
        pixel: whether the copies carry the pixel.
        untouched: one sentence why nothing is stamped; None where something is.
        recipients: addresses in order; the place is the ordinal.
        links: the rewritten links.
        skipped: what was left alone.
    """

    sender: str
    author: str
    subject: str
    header_id: str
    opens: bool
    clicks: bool
    pixel: bool
    untouched: str | None
    recipients: tuple[str, ...]
    links: tuple[Link, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the ledger.

    Attributes:
        id: 0 to 2**63 - 1, random; what tokens carry.
        created: microseconds since 1970-01-01 UTC.

    The other attributes are those of `Draft`.
    """

    id: int
    created: int
    sender: str
    author: str
    subject: str
    header_id: str
    opens: bool
    clicks: bool
    pixel: bool
    untouched: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient.

    Attributes:
        message: message id.
        ordinal: the recipient's place, from 0; what tokens carry.
        recipient: address.
        state: what is known of the copy.
        decided: microseconds since 1970-01-01 UTC; None while the state is ``offered``.
        code: the next server's SMTP code; None while the state is ``offered``.
        text: its text, lines parted by line feeds; None while the state is ``offered``.
        notified: whether the sender has been told that this copy did not get through.
    """

    message: int
    ordinal: int
    recipient: str
    state: State
    decided: int | None
    code: int | None
    text: str | None
    notified: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """A notification that the sender still waits for.

    Attributes:
        message: the message.
        recipients: how many recipients it had in all.
        missed: the deliveries to name, none of them accepted.
        headers: the message's header block, to be quoted.
    """

    message: Message
    recipients: int
    missed: tuple[Delivery, ...]
    headers: bytes
