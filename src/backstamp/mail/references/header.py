"""References of header fields: receipts, list addresses, pictures of senders, names to look up."""

import re
from collections.abc import Iterator

from backstamp.mail.headers import Field
from backstamp.mail.part import Part
from backstamp.mail.references.encoded_words import decoded_words
from backstamp.mail.references.found import Found
from backstamp.mail.references.header_table import ADDRESSES, FLAGS, LISTS, MAILBOXES, OF_PARTS, SIGNATURES
from backstamp.mail.references.place import Place
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.table import Row
from backstamp.mail.splice import Span

_SPECIAL = {"bimi": "BIMI", "url": "URL", "dkim": "DKIM", "arc": "ARC", "openpgp": "OpenPGP", "pgp": "PGP"}
_SPECIAL |= {"pmrqc": "PMRQC", "amp": "AMP"}
MAX_VALUE = 100_000
"""Octets of a field's value that are read."""

_MAILBOX = re.compile(r"[^\s<>,;:\"()@]++(?P<host>@[^\s<>,;:\"()@]++)?+")  # a word without a host is passed over whole
_BRACKETED = re.compile(r"<([^<>]*+)>")
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"';,]++", re.IGNORECASE)
_TAG = re.compile(r"(?:^|;)\s*+([a-z]{1,2}+)\s*+=\s*+([^;]*+)", re.IGNORECASE)
_PATH = re.compile(r"[^\s\"<>]++")
_WITHOUT_URL = frozenset({*MAILBOXES, "from", *FLAGS, *LISTS, *SIGNATURES, "bimi-selector", *OF_PARTS})
"""Fields that say something without naming a URL; in all others a URL is looked for."""
_NAMED = Row(Kind.OTHER, Trigger.NEVER, note="named in a header field")
_LOOKUP = Row(Kind.OTHER, Trigger.AUTOMATIC, note="a name of the sender's choice, looked up in the DNS")
_LOGO = Row(Kind.AVATAR, Trigger.AUTOMATIC, note="looked up in the DNS; leads to the sender's logo")
_SENDER = Row(Kind.AVATAR, Trigger.AUTOMATIC, note="clients may look for the sender's picture by address or domain")


def references_in_header(message: bytes, part: Part, *, heads_message: bool) -> Iterator[Reference]:
    """The references in the header of one part.

    Args:
        message: all octets.
        part: whose header is read.
        heads_message: whether it is the header of a message (the whole or an embedded one), not of a part in one.
    """
    one_click = heads_message and any(field.name == "list-unsubscribe-post" for field in part.fields)
    for field in part.fields:
        if field.name and (heads_message or field.name in OF_PARTS):
            start, end = field.value_start, field.value_end
            octets = message[start : min(end, start + MAX_VALUE)]
            if field.name in _WITHOUT_URL or b"//" in octets or b"=?" in octets:
                yield from _placed(part, field, octets.decode("latin-1"), one_click=one_click)


def _placed(part: Part, field: Field, raw: str, *, one_click: bool) -> Iterator[Reference]:
    start = field.value_start
    place = Place(part.number, lambda span: Span(start + span.start, start + span.end))
    text = decoded_words(raw) if "=?" in raw else raw
    for found in _found(field.name, text, one_click=one_click):
        span = found.span if text is raw else Span(0, len(raw))
        yield from place.references(raw, [_at(found, span)])


def _at(found: Found, span: Span) -> Found:
    return Found(found.kind, found.trigger, found.vector, found.value, span, found.note, named=found.named)


def _found(name: str, text: str, *, one_click: bool) -> Iterator[Found]:
    vector = f"header {_titled(name)}"
    if name in MAILBOXES or name == "from":
        yield from _mailboxes(text, MAILBOXES.get(name, _SENDER), vector)
    elif name in FLAGS:
        yield _trimmed(text, FLAGS[name], vector)
    elif name in LISTS:
        yield from _listed(text, LISTS[name], vector, one_click=one_click)
    elif name in SIGNATURES:
        yield from _signature(text, vector)
    elif name == "bimi-selector":
        yield from (_tagged(match, _LOGO, f"{vector} s=") for match in _TAG.finditer(text) if match[1].lower() == "s")
    elif name in OF_PARTS:
        match = _PATH.search(text)
        if match:
            yield _simple(match[0], Span(*match.span()), ADDRESSES[name], vector)
    elif name != "content-type":
        row = ADDRESSES.get(name, _NAMED)
        yield from (_simple(match[0], Span(*match.span()), row, vector) for match in _URL.finditer(text))


def _simple(value: str, span: Span, row: Row, vector: str, named: str | None = None) -> Found:
    return Found(row.kind, row.trigger, vector, value, span, row.note, named=named)


def _tagged(match: re.Match[str], row: Row, vector: str) -> Found:
    return _simple(match[2].strip(), Span(*match.span(2)), row, vector, "")


def _trimmed(text: str, row: Row, vector: str) -> Found:
    start = len(text) - len(text.lstrip())
    return _simple(text.strip(), Span(start, max(start, len(text.rstrip()))), row, vector, "")


def _mailboxes(text: str, row: Row, vector: str) -> Iterator[Found]:
    for match in _MAILBOX.finditer(text):
        if match["host"] is None:
            continue
        named = "" if row is _SENDER else f"mailto:{match[0]}"
        yield _simple(match[0], Span(*match.span()), row, vector, named)


def _listed(text: str, row: Row, vector: str, *, one_click: bool) -> Iterator[Found]:
    """RFC 2369 section 2: URLs in angle brackets, blanks inside them ignored; without brackets they are read too."""
    bracketed = False
    for match in _BRACKETED.finditer(text):
        bracketed = True
        value = "".join(match[1].split())
        automatic = one_click and row.kind is Kind.UNSUBSCRIBE and value.lower().startswith("https:")
        meant = Row(row.kind, Trigger.AUTOMATIC, note="one click (RFC 8058)") if automatic else row
        yield _simple(value, Span(*match.span(1)), meant, vector)
    if not bracketed:
        yield from (_simple(match[0], Span(*match.span()), row, vector) for match in _URL.finditer(text))


def _signature(text: str, vector: str) -> Iterator[Found]:
    """The name under which the signer's key stands (RFC 6376 section 3.6.2.1)."""
    tags = {match[1].lower(): match for match in _TAG.finditer(text)}
    if "s" in tags and "d" in tags:
        selector, domain = ("".join(tags[tag][2].split()) for tag in ("s", "d"))
        yield _simple(f"{selector}._domainkey.{domain}", Span(*tags["s"].span(2)), _LOOKUP, f"{vector} s=", "")


def _titled(name: str) -> str:
    return "-".join(_SPECIAL.get(word, word.capitalize()) for word in name[:60].split("-"))
