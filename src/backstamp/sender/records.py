"""What the ledger remembers, as values: messages, deliveries, and notifications still owed."""

from dataclasses import dataclass

from backstamp.sender.changes import Link, Skipped
from backstamp.sender.fate import State
from backstamp.sender.modes import ANY, Mode, Modes
from backstamp.sender.reader import shown_reader


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient of a message about to be handed over.

    Attributes:
        address: as in the envelope; empty where it shall not even be written down for the time being.
        modes: what is stamped into this copy.
        reader: pseudonym (16 octets); None where the copy has no token of its own.
        forgotten: whether the ledger forgets the address as soon as the copy's fate has been told.
    """

    address: str
    modes: Modes = ANY
    reader: bytes | None = None
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A message about to be handed over.

    Attributes:
        sender: envelope sender; empty for the null reverse-path.
        author: the From header, decoded for people.
        subject: the Subject header, decoded for people.
        header_id: the Message-ID header with its angle brackets; empty where there is none.
        opens: the highest mode of a copy's pixel.
        links: the highest mode of a copy's links.
        pixel: whether the copies carry the pixel.
        untouched: one sentence why nothing is stamped; None where something is.
        recipients: the place is the ordinal.
        rewritten: the rewritten links.
        skipped: what was left alone.
    """

    sender: str
    author: str
    subject: str
    header_id: str
    opens: Mode
    links: Mode
    pixel: bool
    untouched: str | None
    recipients: tuple[Addressee, ...]
    rewritten: tuple[Link, ...] = ()
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
    opens: Mode
    links: Mode
    pixel: bool
    untouched: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient.

    Attributes:
        message: message id.
        ordinal: the recipient's place, from 0; what tokens carry.
        recipient: address; empty once it has been forgotten.
        state: what is known of the copy.
        decided: microseconds since 1970-01-01 UTC; None while the state is ``offered``.
        code: the next server's SMTP code; None while the state is ``offered``.
        text: its text, lines parted by line feeds; None while the state is ``offered``. Without the address, no more
            than the enhanced status code (RFC 3463) is left of it.
        notified: whether the sender has been told that this copy did not get through.
        opens: the mode of this copy's pixel.
        links: the mode of this copy's links.
        reader: pseudonym (16 octets); None where the copy has no token of its own, or from a time without pseudonyms.
    """

    message: int
    ordinal: int
    recipient: str
    state: State
    decided: int | None
    code: int | None
    text: str | None
    notified: bool
    opens: Mode = Mode.INDIVIDUAL
    links: Mode = Mode.INDIVIDUAL
    reader: bytes | None = None

    @property
    def modes(self) -> Modes:
        """Both modes of this copy."""
        return Modes(self.opens, self.links)

    @property
    def shown(self) -> str:
        """Whom people read about: the address, else the pseudonym, else nobody in particular."""
        if self.recipient:
            return self.recipient
        return shown_reader(self.reader) if self.reader is not None else "a recipient whose address is not kept"


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
