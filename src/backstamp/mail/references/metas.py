"""The meta element: addresses inside its content, by its name, property or http-equiv."""

import re
from collections.abc import Iterator

from backstamp.mail.references.found import Found, piece
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import Row
from backstamp.mail.references.tags import Attribute, Tag
from backstamp.mail.splice import Span

# WHATWG HTML section 4.2.5.3, "shared declarative refresh steps": a time, then a comma, semicolon or blank, then url=.
_REFRESH = re.compile(
    r"[\s0-9.]*+(?:[;,]|(?<=\s))?\s*+(?:url\s*+=\s*+)?(?:\"([^\"]*+)|'([^']*+)|(.++))", re.IGNORECASE | re.DOTALL
)
_ABSOLUTE = re.compile(r"(?:https?:|ftp:)?//[^\s;,\"'<>]++", re.IGNORECASE)
_REFRESHED = Row(Kind.REFRESH, Trigger.OPEN)
_REPORT = Row(Kind.PING, Trigger.OPEN, note="told when something is blocked")
_TILE = Row(Kind.IMAGE, Trigger.OPEN, note="Windows tiles: " + "for pinned pages")
_POLLED = Row(Kind.PREFETCH, Trigger.OPEN, note="Windows tiles: for pinned pages")
_SHOWN = Row(Kind.IMAGE, Trigger.AUTOMATIC, note="a preview picture for those who show previews")
_NAMED = Row(Kind.LINK, Trigger.NEVER, note="names a page")
_EQUIVALENT = {
    "refresh": _REFRESHED,
    "content-security-policy": _REPORT,
    "content-security-policy-report-only": _REPORT,
    "x-dns-prefetch-control": _NAMED,
    "link": Row(Kind.PREFETCH, Trigger.OPEN, note="as the HTTP header Link"),
    "content-base": Row(Kind.BASE, Trigger.NEVER),
    "content-location": Row(Kind.BASE, Trigger.NEVER),
    "pics-label": _NAMED,
}
_PICTURES = ("image", "logo", "icon", "thumbnail", "photo", "picture")


def found_in_meta(tag: Tag) -> Iterator[Found]:
    """The references of one meta element (nested markup in its content is the caller's)."""
    content = tag.attributes.get("content")
    if content is None:
        return
    attribute, name = _name(tag)
    row, vector = _row(attribute, name), f"meta@{attribute}={name[:40]}"
    if row is _REFRESHED:
        yield from _refresh(content, vector)
        return
    if "<" in content.text:
        return  # markup, read as such
    for match in _ABSOLUTE.finditer(content.text):
        yield piece(content, row, vector, match[0], Span(*match.span()))


def _name(tag: Tag) -> tuple[str, str]:
    for attribute in ("http-equiv", "name", "property", "itemprop"):
        if name := tag.text(attribute).strip().lower():
            return attribute, name
    return "content", ""


def _row(attribute: str, name: str) -> Row:
    if attribute == "http-equiv":
        return _EQUIVALENT.get(name, _NAMED)
    if name.startswith("msapplication-"):
        return _TILE if name.endswith(("logo", "image")) else _POLLED
    return _SHOWN if any(word in name for word in _PICTURES) else _NAMED


def _refresh(content: Attribute, vector: str) -> Iterator[Found]:
    match = _REFRESH.match(content.text)
    if match and match.lastindex:
        yield piece(content, _REFRESHED, vector, match[match.lastindex], Span(*match.span(match.lastindex)))
