"""Cleaning every part of a message, in its order: headers, texts, messages inside it, encoded ones as well."""

from collections.abc import Iterator

from backstamp.mail.base64_body import Layout
from backstamp.mail.edit import look_at
from backstamp.mail.headers import line_end_of
from backstamp.mail.part import MESSAGE_TYPES, Part
from backstamp.mail.parts import part_map
from backstamp.mail.quoted_printable import QuotedPrintable
from backstamp.mail.references.bases import base_of
from backstamp.mail.references.leaf import media_type, references_in_leaf
from backstamp.mail.references.message import MAX_EMBEDDED, references
from backstamp.mail.splice import Edit, Recoded, Span, splice
from backstamp.mail.transfer import Base64
from backstamp.recipient.clean.cleaned import Left
from backstamp.recipient.clean.header import clean_header
from backstamp.recipient.clean.leaf import Desk, Outcome, Where, clean_external_body, clean_leaf
from backstamp.recipient.clean.options import Images
from backstamp.recipient.clean.policy import loads
from backstamp.recipient.clean.sealed import seal

_EXTERNAL = "message/external-body"


def _itself(span: Span) -> Span:
    return span


WHOLE = Where("", _itself)
"""The octets are the message."""

MAX_PARTS = 10_000
"""Parts of one message that are cleaned: as many as Dovecot tells apart. Real mail has dozens."""
_CROWDED = f"the message has more than {MAX_PARTS:,} parts, as no mail does: this and those behind it stay as they are"


def clean_parts(octets: bytes, root: Part, desk: Desk, where: Where = WHOLE, depth: int = 0) -> Iterator[Outcome]:
    """What is done to each part; edits of all of them never overlap.

    Args:
        octets: a message.
        root: its part map.
        desk: what to go by.
        where: the octets stand in the message that is cleaned.
        depth: how many encoded messages they stand in.
    """
    waiting: list[tuple[Part, str | None, bool]] = [(root, None, True)]
    met = 0
    while waiting:
        part, around, heads_message = waiting.pop()
        met += 1
        if met > MAX_PARTS:
            yield Outcome(left=(Left(f"{where.prefix}{part.number}", None, _CROWDED),))
            return
        base = base_of(octets, part, around)
        yield clean_header(octets, part, desk, where, heads_message=heads_message)
        why = seal(octets, part)
        if why is not None:
            yield _sealed(octets, part, why, desk, where)
        elif part.children:
            inside = part.holds_message
            waiting += [(child, None if inside else base, inside) for child in reversed(part.children)]
        else:
            yield _leaf(octets, part, base, desk, where, depth)


def _sealed(octets: bytes, part: Part, why: str, desk: Desk, where: Where) -> Outcome:
    """A part that must stay: told where something in it tracks, or loads although nothing is to load."""
    found = desk.findings.within(where.origin(part.body)) or (
        desk.options.images is Images.ALL and any(map(loads, references(octets, part)))
    )
    return Outcome(left=(Left(f"{where.prefix}{part.number}", None, why),) if found else ())


def _leaf(octets: bytes, part: Part, base: str | None, desk: Desk, where: Where, depth: int) -> Outcome:
    media = media_type(octets, part)
    if media == _EXTERNAL:
        found = list(references_in_leaf(octets, part, media, base))
        return clean_external_body(octets, found, desk, where)
    if media in MESSAGE_TYPES:
        return _encoded_message(octets, part, desk, where, depth)
    return clean_leaf(octets, part, media, base, desk, where)


def _encoded_message(octets: bytes, part: Part, desk: Desk, where: Where, depth: int) -> Outcome:
    """A message behind a transfer encoding: it is cleaned as octets, and its edits are encoded."""
    if depth >= MAX_EMBEDDED:
        return Outcome()
    encoded = look_at(octets, part).encoded
    start, number = part.body.start, f"{where.prefix}{part.number}"

    def origin(span: Span) -> Span:
        inside = encoded.origin(span)
        return where.origin(Span(start + inside.start, start + inside.end))

    inner = Where(f"{number}.", origin)
    found = list(clean_parts(encoded.decoded, part_map(encoded.decoded), desk, inner, depth + 1))
    edits = [Edit(edit.start, edit.end, edit.new) for one in found for edit in one.edits]
    changes = tuple(change for one in found for change in one.changes)
    left = tuple(each for one in found for each in one.left)
    if not edits:
        return Outcome((), changes, left)
    if isinstance(encoded, QuotedPrintable):
        newline = b"\r\n" if b"\r\n" in octets else b"\n"
        return Outcome(tuple(encoded.edits(edits, newline, start)), changes, left)
    if isinstance(encoded, Base64):
        return Outcome((_recoded(octets, part, encoded, edits),), changes, left)
    return Outcome(tuple(Edit(start + edit.start, start + edit.end, edit.new) for edit in edits), changes, left)


def _recoded(octets: bytes, part: Part, encoded: Base64, edits: list[Edit[bytes]]) -> Edit[bytes]:
    """The base64 of the edited message; in lines of 76 where the old ones were damaged."""
    newline = b"\r\n" if line_end_of(octets) == b"\n" and b"\r\n" in octets else b"\n"
    new = splice(encoded.decoded, edits)
    if encoded.layout is None:
        return Edit(*part.body, Layout(76, newline, b"", newline, padded=True).encode(new))
    ordered = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
    written = encoded.layout.encode_for_mail(new, newline)
    return Recoded(*part.body, written, encoded.decoded, "base64", "base64", ordered)
