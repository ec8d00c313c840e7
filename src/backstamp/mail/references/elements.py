"""The references of one start tag: the table's rows, and the attributes that need more than a row."""

import re
from collections.abc import Iterator
from functools import lru_cache

from backstamp.mail.references.found import Found, piece, whole
from backstamp.mail.references.links import found_in_link
from backstamp.mail.references.metas import found_in_meta
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.styles import found_in_presentation, found_in_style
from backstamp.mail.references.table import NAMES, PRESENTATION, ROWS, Row, Syntax, row
from backstamp.mail.references.tags import Attribute, Tag, tag_at
from backstamp.mail.splice import Span
from backstamp.mail.srcset import listed_urls, srcset_urls

_ABSOLUTE = re.compile(r"[\x00-\x20]*+(?:https?:|ftp:)?//[a-z0-9\[%]", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?:|ftp:)?//[^\s\"'<>]++", re.IGNORECASE)
_ACTIVE_PARAMETERS = frozenset(
    {"movie", "src", "url", "dataurl", "filename", "data", "href", "code", "codebase", "archive"}
)
_PRELOADED = Row(Kind.PREFETCH, Trigger.OPEN, Syntax.SRCSET)
_PARAMETER = Row(Kind.OBJECT, Trigger.OPEN)
_UNKNOWN = Row(Kind.OTHER, Trigger.NEVER, note="no client is known to fetch it")


_TOLD = frozenset({attribute for _, attribute in ROWS} | {"style", "imagesrcset", "value"})
"""Names of attributes that may hold an address without its two slashes."""
_PLAINLY_TOLD = _TOLD - {"style"}


_MARKS = re.compile(r"[(&\\@<]|/[/*]")
"""One of these stands in every style that has an address, and in every attribute that is read whatever its name."""
_MAX_KEPT = 500


def is_silent(tag: Tag) -> bool:
    """Whether a start tag, looked at quickly, surely holds no reference, not even nested: that of most tags."""
    written = tag.written
    return len(written) <= _MAX_KEPT and not _MARKS.search(written, 1) and _names_nothing(written)


@lru_cache(maxsize=4096)
def _names_nothing(written: str) -> bool:
    """Whether a tag that has none of the marks has no attribute either that may hold an address without them."""
    tag = tag_at(written, 0)
    return tag is not None and tag.name not in {"link", "meta"} and _PLAINLY_TOLD.isdisjoint(tag.attributes)


def found_in_tag(tag: Tag, element: str) -> Iterator[Found]:
    """Every reference of a start tag but those nested in srcdoc and in data: addresses.

    Args:
        tag: as written.
        element: what the parser makes of it, lower case (``img`` of ``image``); the tag's own name without one.
    """
    if tag.name == "link":
        yield from found_in_link(tag)
    elif tag.name == "meta":
        yield from found_in_meta(tag)
    for name, attribute in tag.attributes.items():
        if name in _TOLD or "//" in attribute.raw or "&" in attribute.raw or "(" in attribute.raw:
            yield from _found(tag, element, attribute)


def _found(tag: Tag, element: str, attribute: Attribute) -> Iterator[Found]:
    name, vector = attribute.name, f"{tag.name[:40]}@{attribute.name[:40]}"
    known = row(element, name)
    if known is not None:
        yield from _listed(tag, attribute, known, vector)
    elif name == "style":
        yield from found_in_style(attribute, tag.name[:40])
    elif name in PRESENTATION and "(" in attribute.text:
        yield from found_in_presentation(attribute, tag.name[:40])
    elif tag.name == "link" and name == "imagesrcset":
        yield from _listed(tag, attribute, _PRELOADED, vector)
    elif tag.name == "param" and name == "value":
        yield from _parameter(tag, attribute)
    elif tag.name not in {"link", "meta"} and not _names(name) and _ABSOLUTE.match(attribute.text):
        match = _ADDRESS.search(attribute.text)
        if match:
            yield piece(attribute, _UNKNOWN, vector, match[0], Span(*match.span()))


def _names(name: str) -> bool:
    """Whether an attribute holds names or text, however much like addresses they look."""
    return name in NAMES or name.startswith(("xmlns:", "on"))


def _listed(tag: Tag, attribute: Attribute, known: Row, vector: str) -> Iterator[Found]:
    if known.syntax is Syntax.SRCSET:
        for value, place in srcset_urls(attribute.text):
            yield piece(attribute, known, vector, value, place)
    elif known.syntax is Syntax.URLS:
        for value, place in listed_urls(attribute.text):
            yield piece(attribute, known, vector, value, place)
    elif known.syntax is Syntax.ANIMATED:
        yield from _animated(tag, attribute, known, vector)
    else:
        yield whole(attribute, known, vector)


def _animated(tag: Tag, attribute: Attribute, known: Row, vector: str) -> Iterator[Found]:
    """SVG animation that gives href one value after another (SVG 2 section 19)."""
    target = tag.text("attributename").strip().lower()
    if "url(" in attribute.text.lower():
        yield from found_in_presentation(attribute, tag.name)
        return
    if target.rpartition(":")[2] not in {"href", "src"}:
        return
    position = 0
    for value in attribute.text.split(";"):
        start = position
        position += len(value) + 1
        text = value.strip()
        if text:
            start += value.index(text[0])
            yield piece(attribute, known, vector, text, Span(start, start + len(text)))


def _parameter(tag: Tag, attribute: Attribute) -> Iterator[Found]:
    name = tag.text("name").strip().lower()
    if name in _ACTIVE_PARAMETERS or _ABSOLUTE.match(attribute.text):
        yield whole(attribute, _PARAMETER, f"param@value name={name[:40]}")
