"""Cleaning a header: fields that ask for a receipt go, and pictures of the sender that track.

Whole fields are removed, never parts of one. List-Unsubscribe stays: to leave a list is the reader's right.
"""

from bisect import bisect_right
from collections.abc import Iterator

from backstamp.mail.part import Part
from backstamp.mail.references.header import references_in_header
from backstamp.mail.references.reference import Kind, Reference
from backstamp.mail.splice import Edit
from backstamp.recipient.clean.cleaned import Change, Deed, Left
from backstamp.recipient.clean.leaf import Desk, Outcome, Where
from backstamp.recipient.clean.options import Images
from backstamp.recipient.finding import Finding

_KEPT = "to leave a list is the reader's right; whoever uses it tells the sender that the message arrived"
_NEVER = frozenset({"from", "list-unsubscribe", "list-unsubscribe-post"})


def clean_header(octets: bytes, part: Part, desk: Desk, where: Where, *, heads_message: bool) -> Outcome:
    """Clean the header of one part.

    Args:
        octets: that hold it.
        part: whose header.
        desk: what to go by.
        where: the octets stand in the message.
        heads_message: whether it is that of a message, not of a part in one.
    """
    starts = [field.start for field in part.fields]
    gone: set[int] = set()
    changes: list[Change] = []
    left: list[Left] = []
    for reference in references_in_header(octets, part, heads_message=heads_message):
        placed = where.placed(reference, reference.span)
        finding = desk.findings.about(placed)
        place = bisect_right(starts, reference.span.start) - 1
        if part.fields[place].name in _NEVER:
            left += _kept(reference, placed)
        elif _goes(reference, finding, desk):
            gone.add(place)
            changes.append(Change(placed, finding, Deed.REMOVED))
    return Outcome(tuple(_without(part, gone)), tuple(changes), tuple(left))


def _kept(reference: Reference, placed: Reference) -> Iterator[Left]:
    if reference.kind is Kind.UNSUBSCRIBE and reference.url is not None:
        yield Left(placed.part, placed, _KEPT)


def _goes(reference: Reference, finding: Finding | None, desk: Desk) -> bool:
    if reference.kind is Kind.RECEIPT:
        return True
    if reference.kind is not Kind.AVATAR or desk.options.images is Images.NONE:
        return False
    return desk.options.images is Images.ALL or (finding is not None and finding.sure)


def _without(part: Part, gone: set[int]) -> Iterator[Edit[bytes]]:
    for place in sorted(gone):
        yield Edit(*part.fields[place].span, b"")
