"""One leaf of a message: what a client takes it for, and the room that reads it."""

from collections.abc import Callable, Iterator

from backstamp.mail.edit import look_at
from backstamp.mail.part import Part
from backstamp.mail.references.calendar import found_in_calendar, markup_in_calendar
from backstamp.mail.references.certificates import TYPES as SIGNATURE_TYPES
from backstamp.mail.references.certificates import found_in_signature
from backstamp.mail.references.document import found_in_markup, references_in_css, references_in_html
from backstamp.mail.references.external import found_in_external_body
from backstamp.mail.references.place import Place
from backstamp.mail.references.plain import found_in_plain
from backstamp.mail.references.reference import Reference
from backstamp.mail.splice import Span
from backstamp.mail.structured import read_token

MAX_OCTETS = 32 * 1024 * 1024
"""Octets of one part that are read; a longer one is no text that anybody reads."""

_HTML = frozenset({"text/html", "text/x-amp-html", "text/x-html", "text/xml", "application/xml", "application/html"})
_CALENDAR = frozenset({"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar"})
_CARD = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/vcard"})
_PLAIN = frozenset({"text/plain", "text/enriched", "text/richtext", "text/markdown", "text/x-amp"})
_UNSAID = frozenset({"application/octet-stream", "application/x-octet-stream", "application/force-download"})
_BY_ENDING = {
    "html": "text/html",
    "htm": "text/html",
    "shtml": "text/html",
    "xhtml": "application/xhtml+xml",
    "svg": "image/svg+xml",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "css": "text/css",
    "eml": "message/rfc822",
    "p7s": "application/pkcs7-signature",
    "p7m": "application/pkcs7-mime",
}


def media_type(message: bytes, part: Part) -> str:
    """What a client takes a part for: its type, or by its file name's ending where the type says nothing."""
    if part.content_type not in _UNSAID:
        return part.content_type
    names = [read_token(raw).parameters.get("filename", "") for raw in part.raw_values(message, "content-disposition")]
    name = next(filter(None, [*names, part.parameters.get("name", "")]), "")
    return _BY_ENDING.get(name.rpartition(".")[2].strip().lower(), part.content_type)


def references_in_leaf(message: bytes, part: Part, media: str, base: str | None) -> Iterator[Reference]:
    """The references in the body of a part that has no children.

    Args:
        message: all octets.
        part: the leaf.
        media: from ``media_type``.
        base: of its relative addresses.
    """
    if media == "message/external-body":
        yield from Place(part.number, base=base).references(message.decode("latin-1"), found_in_external_body(part))
        return
    read = text_reader(media)
    if read is None or part.body.end - part.body.start > MAX_OCTETS:
        return
    looked = look_at(message, part)
    if media in SIGNATURE_TYPES:
        yield from _in_signature(looked.octets, part, looked.encoded.origin)
    else:
        yield from read(looked.text, Place(part.number, looked.origin, base))


def _in_signature(octets: bytes, part: Part, origin: Callable[[Span], Span]) -> Iterator[Reference]:
    start = part.body.start

    def in_message(span: Span) -> Span:
        inside = origin(span)
        return Span(start + inside.start, start + inside.end)

    yield from Place(part.number, in_message).references(octets.decode("latin-1"), found_in_signature(octets))


def text_reader(media: str) -> Callable[[str, Place], Iterator[Reference]] | None:
    """What finds the references of a part's text, given where it stands; None for a media type that holds none.

    Args:
        media: from ``media_type``; for signatures the text is not what is read (``references_in_leaf`` reads octets).
    """
    if media in _HTML or media.endswith("+xml"):
        return references_in_html
    if media in _CALENDAR or media in _CARD:
        return _calendar if media in _CALENDAR else _card
    if media in _PLAIN or media in SIGNATURE_TYPES:
        return _plain
    return references_in_css if media == "text/css" else None


def _plain(text: str, place: Place) -> Iterator[Reference]:
    yield from place.references(text, found_in_plain(text))


def _calendar(text: str, place: Place) -> Iterator[Reference]:
    yield from place.references(text, found_in_calendar(text, "text/calendar"))
    for markup, span, name in markup_in_calendar(text):
        yield from place.references(text, found_in_markup(markup, span, f"text/calendar {name}"))


def _card(text: str, place: Place) -> Iterator[Reference]:
    yield from place.references(text, found_in_calendar(text, "text/vcard"))
