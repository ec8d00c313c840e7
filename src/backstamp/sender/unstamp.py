"""Unstamping: a stamped message as it was before.

Octet for octet where the record in its header still fits. Where the message has been changed since (a footer added, a
part converted), by meaning: pixels and lines of ours go, links lead where they led, and the rest stays as it is.
"""

from dataclasses import dataclass

from backstamp.mail.edit import TextPart, read_text, rewrite
from backstamp.mail.headers import unfolded
from backstamp.mail.html import Document
from backstamp.mail.parts import Part, part_map
from backstamp.mail.splice import Edit, splice
from backstamp.sender import undo_field
from backstamp.sender.bodies import HTML
from backstamp.sender.dkim_fields import put_back
from backstamp.sender.leftovers import leftovers, leftovers_in_plain_text
from backstamp.sender.own import OwnStamps, own_stamps
from backstamp.sender.places import find_links

_FIELD = undo_field.NAME.lower()


@dataclass(frozen=True, slots=True)
class Unstamped:
    """A message without its stamps.

    Attributes:
        message: the octets.
        exact: whether they are, octet for octet, those that were stamped.
        removed: how many stamps were taken out one by one; 0 where the record did it all.
    """

    message: bytes
    exact: bool
    removed: int


def unstamp(message: bytes, base_url: str | None = None) -> Unstamped:
    """Give the original of a stamped message back; never raises, whatever the octets.

    Args:
        message: as stamped, perhaps changed on its way.
        base_url: of the collector, for messages that have lost their X-Backstamp-Undo header.

    Returns:
        The message before it was stamped. One that carries no stamp comes back as it is, not exact.
    """
    root = part_map(message)
    found = undo_field.find(message, root)
    if found is not None:
        unsigned = splice(message, _our_signatures(message, root))
        again = undo_field.find(unsigned, part_map(unsigned))
        restored = again.restore(unsigned) if again else None
        if restored is not None:
            return Unstamped(restored, exact=True, removed=0)
    base_url = found.base_url if found else base_url
    if base_url is None:
        return Unstamped(message, exact=False, removed=0)
    return _by_meaning(message, root, own_stamps(base_url))


def _our_signatures(message: bytes, root: Part) -> list[Edit[bytes]]:
    """DKIM signatures made after stamping: they cover our header, and cannot hold without it."""
    return [
        Edit(*field.span, b"")
        for field in root.fields
        if field.name == "dkim-signature"
        and _FIELD in unfolded(message[field.value.start : field.value.end]).lower().replace(" ", "")
    ]


def _by_meaning(message: bytes, root: Part, own: OwnStamps) -> Unstamped:
    edits: list[Edit[bytes]] = []
    removed = 0
    for part in root.own():
        source = read_text(message, part) if part.content_type in {HTML, "text/plain"} else None
        if isinstance(source, TextPart):
            taken = _taken_out(source, own)
            removed += len(taken)
            edits += rewrite(source, taken) if taken else ()
    header = [Edit(*field.span, b"") for field in root.fields if field.name == _FIELD]
    header += [*_our_signatures(message, root), *put_back(root)]
    return Unstamped(splice(message, [*header, *edits]), exact=False, removed=removed)


def _taken_out(source: TextPart, own: OwnStamps) -> list[Edit[str]]:
    if source.part.content_type != HTML:
        return list(leftovers_in_plain_text(source.text, own))
    document = Document(source.text)
    return list(leftovers(document, find_links(document), own, set()))
