"""What was done to the references of one text: the edits, and which reference each is for."""

from collections.abc import Iterable
from dataclasses import dataclass

from backstamp.mail.references.reference import Reference
from backstamp.mail.splice import Edit
from backstamp.recipient.clean.cleaned import Deed
from backstamp.recipient.clean.policy import Wish
from backstamp.recipient.finding import Finding

ABOUT_BLANK = "about:blank"
"""In the place of an address: absolute, so that no base makes anything else of it, without a character that any syntax
around it could mind, and never fetched (RFC 6694; WHATWG Fetch section 4.3 answers it without a network)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reference of a text and what is to become of it; its span counts in the text.

    Attributes:
        reference: with its span in the text.
        placed: the same with its span in the message.
        finding: what the scan says of it.
        wish: what is to be done.
    """

    reference: Reference
    placed: Reference
    finding: Finding | None
    wish: Wish


@dataclass(frozen=True, slots=True)
class Made:
    """What was done for one reference.

    Attributes:
        wanted: for which.
        deed: what was done; None where it stays after all.
        new: what to tell of it.
        edits: in the text; empty where those of another reference do it as well.
        why: where it stays, why: a clause.
    """

    wanted: Wanted
    deed: Deed | None
    new: str = ""
    edits: tuple[Edit[str], ...] = ()
    why: str = ""


def defused(wanted: Wanted, new: str = ABOUT_BLANK) -> Made:
    """The address, as it is written, gives way to one that nobody fetches."""
    return Made(wanted, Deed.DEFUSED, "", (Edit(*wanted.reference.span, new),))


def led(wanted: Wanted, url: str, written: str) -> Made:
    """A link leads to ``url``, which is ``written`` so in its text."""
    wish = wanted.wish
    deed = Deed.UNWRAPPED if wish.unwrapped else Deed.COMPLETED if wish.completed else Deed.STRIPPED
    return Made(wanted, deed, url, (Edit(*wanted.reference.span, written),))


def outermost(made: Iterable[Made]) -> list[Edit[str]]:
    """All edits in order; one that stands inside another has been done with it, and of doubles the first counts."""
    edits = [edit for one in made for edit in one.edits]
    kept: list[Edit[str]] = []
    for edit in sorted(edits, key=_widest_first):
        if not kept or (edit.start >= kept[-1].end and edit != kept[-1]):
            kept.append(edit)
    return kept


def _widest_first(edit: Edit[str]) -> tuple[int, int]:
    return edit.start, -edit.end
