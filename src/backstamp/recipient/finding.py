"""What the scanner says of one reference, and of one message: values, no decisions."""

from dataclasses import dataclass
from enum import StrEnum

from backstamp.mail.references.reference import Kind, Reference
from backstamp.recipient.reader import Reader


class FindingKind(StrEnum):
    """What somebody learns, and when.

    OPEN: that the message was opened, by an image or its like that shows nothing; CLICK: that a link was followed;
    CONTENT: that it was opened, by something that is also to be seen; RECEIPT: an answer that the reader's program
    sends; PREFETCH: a name looked up or a resource loaded ahead; STYLE: a style sheet, a font or what CSS loads; AUTH:
    what programs fetch to check or decorate the sender (certificates, BIMI); OTHER: the rest.
    """

    OPEN = "open"
    CLICK = "click"
    CONTENT = "content"
    RECEIPT = "receipt"
    PREFETCH = "prefetch"
    STYLE = "style"
    AUTH = "auth"
    OTHER = "other"


class Confidence(StrEnum):
    """How sure the scanner is that it tells on the reader."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class LeakOf(StrEnum):
    """Which datum of the reader is carried."""

    ADDRESS = "address"
    LOCAL_PART = "local-part"
    NAME = "name"
    MESSAGE_ID = "message-id"


@dataclass(frozen=True, slots=True)
class Leak:
    """A datum of the reader found in a text.

    Attributes:
        what: which one.
        form: how it is written, the outermost coat first: ``plain``, ``base64``, ``base64(hex)``, ``hex(sha256)``.
        value: the datum itself, as it comes out; of a hash, what was hashed.
        known: whether it is one of the reader's own data. False: an address that nobody named, found in a token;
            most likely the reader's.
        start: first character of the text that carries it.
        end: one past the last.
    """

    what: LeakOf
    form: str
    value: str
    known: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a token says when its coats are taken off.

    Attributes:
        token: as it stands in the URL.
        form: its coats, the outermost first, as in ``Leak.form``.
        text: what is inside: readable text, at most a few hundred characters.
    """

    token: str
    form: str
    text: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One independent reason to call a reference a tracker, or not to.

    Attributes:
        name: a fixed word, such as ``known-vendor``; docs/scan.md lists them.
        detail: a clause for people that says what was seen.
    """

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A reference, judged.

    Attributes:
        reference: where it stands and what would fetch it.
        kind: what somebody learns.
        vendor: who is behind it, where known.
        confidence: how sure.
        per_recipient: whether its URL differs from reader to reader; None where that cannot be told.
        signals: why, the strongest first.
        leaks: data of the reader inside it.
        decoded: what its tokens say.
    """

    reference: Reference
    kind: FindingKind
    vendor: str | None
    confidence: Confidence
    per_recipient: bool | None
    signals: tuple[Signal, ...]
    leaks: tuple[Leak, ...] = ()
    decoded: tuple[Decoded, ...] = ()

    @property
    def url(self) -> str:
        """The URL, resolved where that is possible, or the address as it is written."""
        return self.reference.url or self.reference.value

    @property
    def sure(self) -> bool:
        """Whether it counts as tracking: certain or probable."""
        return self.confidence is not Confidence.POSSIBLE


@dataclass(frozen=True, slots=True)
class Scan:
    """A message, judged.

    Attributes:
        message_id: with its angle brackets; "" where there is none.
        sender: the From field as text, encoded words decoded.
        subject: as text.
        date: the Date field as written, unfolded; "" where there is none.
        reader: who reads it, as far as its header and the caller say.
        references: how many references the message holds.
        findings: in the order of the message.
        received: the date in the uppermost Received field, as written; "" where there is none.
    """

    message_id: str
    sender: str
    subject: str
    date: str
    reader: Reader
    references: int
    findings: tuple[Finding, ...]
    received: str = ""

    @property
    def tracked(self) -> bool:
        """Whether anything in it certainly or probably tells on its reader.

        The address for leaving a list does not count: it names its reader because the reader wants it to.
        """
        return any(finding.sure and finding.reference.kind is not Kind.UNSUBSCRIBE for finding in self.findings)
