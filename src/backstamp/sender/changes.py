"""What stamping did to a message, as values: for reports, for the ledger, for whoever wants to check."""

from dataclasses import dataclass, field
from typing import NamedTuple

from backstamp.mail.splice import Span


class Link(NamedTuple):
    """A link that is rewritten.

    Attributes:
        ordinal: from 1, in the order of the message; two links to one place have two ordinals.
        destination: absolute URL, ASCII, without its fragment.
        text: its visible text, whitespace folded, at most 80 characters.
    """

    ordinal: int
    destination: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link stands that was left alone.

    Attributes:
        part: number of the part ("1.2").
        start: offset in the text of the part, transfer-decoded.
        line: from 1, in the text of the part.
        text: the link's visible text, whitespace folded, at most 80 characters.
    """

    part: str
    start: int
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could have been stamped and was not.

    Attributes:
        what: what it is: a link's address as written, or "part 1.2" and the like.
        reason: in a clause.
        place: of a link; None for all else, and in the ledger, which does not keep it.
    """

    what: str
    reason: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One run of a message's text that was replaced.

    Attributes:
        part: number of the part ("1.2"); "header" for the message's own header.
        what: in words: "link 3", "pixel", "own stamp in quoted mail" …
        span: of what stood there, in the text of the part, transfer-decoded (for the header: in the message's octets).
        line: from 1, in the text of the part.
        before: what stood there; empty for an insertion.
        after: what stands there now; empty for a removal.
    """

    part: str
    what: str
    span: Span
    line: int
    before: str
    after: str
