"""References of a whole message: its header, every part that a client reads, and messages inside it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from backstamp.mail.edit import look_at
from backstamp.mail.part import Part
from backstamp.mail.parts import part_map
from backstamp.mail.references.bases import base_of
from backstamp.mail.references.header import references_in_header
from backstamp.mail.references.leaf import MAX_OCTETS, media_type, references_in_leaf
from backstamp.mail.references.reference import MAX_REFERENCES, Reference
from backstamp.mail.splice import Span

MAX_EMBEDDED = 5
"""Transfer-encoded messages inside messages are read this deep; plain ones are in the part map as deep as it goes."""

_MESSAGES = frozenset({"message/rfc822", "message/global"})


def references(message: bytes, root: Part | None = None) -> Iterator[Reference]:
    """Every reference of a message, in the order of its parts; never raises, linear in the message's size.

    Args:
        message: all octets.
        root: its part map, where the caller has it already.

    Yields:
        At most ``MAX_REFERENCES``; the last of so many says in its note that there may be more.
    """
    found = _in_message(message, root or part_map(message), 0)
    for order, reference in enumerate(islice(found, MAX_REFERENCES)):
        if order == MAX_REFERENCES - 1:
            note = f"{reference.note}; the last that is told: there may be more".removeprefix("; ")
            reference = replace(reference, note=note)  # noqa: PLW2901 - the same one, with a word more
        yield reference.numbered(order)


def _in_message(message: bytes, root: Part, depth: int) -> Iterator[Reference]:
    waiting: list[tuple[Part, str | None, bool]] = [(root, None, True)]
    while waiting:
        part, around, heads_message = waiting.pop()
        base = base_of(message, part, around)
        yield from references_in_header(message, part, heads_message=heads_message)
        if part.children:
            inside = part.holds_message
            waiting += [(child, None if inside else base, inside) for child in reversed(part.children)]
            continue
        media = media_type(message, part)
        if media in _MESSAGES:
            yield from _in_encoded_message(message, part, depth)
        else:
            yield from references_in_leaf(message, part, media, base)


def _in_encoded_message(message: bytes, part: Part, depth: int) -> Iterator[Reference]:
    """A message behind a transfer encoding: its spans are traced back through it."""
    if depth >= MAX_EMBEDDED or part.body.end - part.body.start > MAX_OCTETS:
        return
    encoded = look_at(message, part).encoded
    start = part.body.start
    for reference in _in_message(encoded.decoded, part_map(encoded.decoded), depth + 1):
        place = encoded.origin(reference.span)
        yield replace(
            reference,
            part=f"{part.number}.{reference.part}",
            span=Span(start + place.start, start + place.end),
        )
