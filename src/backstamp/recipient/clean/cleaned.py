"""What came of cleaning a message: values, no decisions."""

from dataclasses import dataclass
from enum import StrEnum

from backstamp.mail.references.reference import Reference
from backstamp.mail.splice import Edit
from backstamp.recipient.finding import Finding


class Deed(StrEnum):
    """What was done to one reference.

    REMOVED: the element, or the header field, is gone; ALT: a picture gave way to its alternative text; DEFUSED: its
    address was replaced by one that nobody fetches; UNWRAPPED: a link leads to its destination; STRIPPED: a link lost
    its tracking parameters; COMPLETED: a link is written in full, for the base that it rests on is gone; MARKED: a
    link says that it tells on its reader, and stays.
    """

    REMOVED = "removed"
    ALT = "alt text"
    DEFUSED = "defused"
    UNWRAPPED = "unwrapped"
    STRIPPED = "stripped"
    COMPLETED = "completed"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done.

    Attributes:
        reference: as it was; its span is that in the original.
        finding: what the scan said of it; None where it said nothing.
        deed: what was done.
        new: the new address of a link, the alternative text, the mark; "" where there is nothing in its place.
    """

    reference: Reference
    finding: Finding | None
    deed: Deed
    new: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that stays.

    Attributes:
        part: the number of the part.
        reference: which; None for a whole part, or for the record.
        why: a clause.
    """

    part: str
    reference: Reference | None
    why: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A message, cleaned.

    Attributes:
        message: the octets.
        changes: what was done, in the order of the message.
        left: what was not, and why.
        broke: what no longer holds because of it, each a sentence.
        edits: the same as replacements in the original's octets (for a milter, which is told of changes only); the
            record and the found header among them.
    """

    message: bytes
    changes: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()
    broke: tuple[str, ...] = ()
    edits: tuple[Edit[bytes], ...] = ()
