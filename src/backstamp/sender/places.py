"""The places in an HTML body that a stamp fills: each rewritable link, and one for the pixel."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from backstamp.mail.edit import TextPart
from backstamp.mail.html import Document, Element, Placed
from backstamp.sender.destination import NoLink, destination
from backstamp.tokens.token import TOKEN_LENGTH
from backstamp.tokens.urls import link_url

MAX_URL = 2048
"""Characters of a stamped URL; Outlook fails on longer ones."""

BASE_ROOM = 128
"""Characters kept free for the base URL when a message is planned, which is before that URL is known."""

LINK_TEXT = 80
"""Characters of a link's visible text that are kept for the report."""

_TRIAL = "backstamp:trial"
_CLICKABLE = frozenset({"a", "area"})
_HEAD = frozenset({"html", "head", "title", "meta", "link", "style", "script", "base", "body"})
# Inside these an image is an element, yet nothing loads it, or only a client that cannot show the element does.
_NOT_SHOWN = frozenset({"template", "object", "video", "audio", "canvas", "head"})


@dataclass(frozen=True, slots=True)
class Place:
    """A run of the text that a stamp replaces.

    Attributes:
        start: offset in the text of the part.
        end: offset behind the run; equal to ``start`` for the pixel.
        quote: the quotation mark around the value, "" for none.
        blank: offset of a blank in front of the attribute that may become a line break, or None.
        destination: where the link leads, "" for the pixel.
        text: the link's visible text.
    """

    start: int
    end: int
    quote: str = '"'
    blank: int | None = None
    destination: str = ""
    text: str = ""


def link_places(source: TextPart, document: Document) -> Iterator[Place | tuple[str, str]]:
    """Every clickable link in the order of the text: its place, or its value and the reason why it stays as it is."""
    utf8 = source.content.codec == "utf_8"
    for element, placed in sorted(_clickable(document), key=lambda pair: pair[1].value):
        value = element.value("href") or ""
        leads_to = _leads_to(element, value, utf8=utf8)
        if isinstance(leads_to, NoLink):
            yield value, leads_to.reason
        else:
            blank = placed.whole.start - 1
            yield Place(
                start=placed.value.start,
                end=placed.value.end,
                quote=placed.quote,
                blank=blank if source.text[blank] in " \t" else None,
                destination=leads_to,
                text=element.text(LINK_TEXT),
            )


def _clickable(document: Document) -> Iterator[tuple[Element, Placed]]:
    seen: set[tuple[int, int]] = set()
    for tag in _CLICKABLE:
        for element in document.elements(tag):
            placed = element.placed("href")
            # The parser may give one start tag to several elements (adoption agency, WHATWG HTML section 13.2.6.4.7).
            if placed is not None and placed.value not in seen:
                seen.add(placed.value)
                yield element, placed


def _leads_to(element: Element, value: str, *, utf8: bool) -> str | NoLink:
    if (element.value("data-backstamp") or "").strip().lower() == "off":
        return NoLink('its author asks for it with data-backstamp="off"')
    leads_to = destination(value, utf8=utf8)
    if isinstance(leads_to, str) and len(link_url("", "." * TOKEN_LENGTH, leads_to)) + BASE_ROOM > MAX_URL:
        return NoLink(f"longer than {MAX_URL} characters once stamped, which Outlook cannot follow")
    return leads_to


def pixel_place(document: Document) -> Place | None:
    """Where a pixel becomes an element that clients load, or None where the text swallows it everywhere.

    Tried in turn: before the body's end tag, at the end, right behind the body's start tag, before the first element
    shown, at the beginning. An unclosed comment, style or title swallows the earlier ones; parsing tells.
    """
    if next(document.elements("frameset"), None) is not None:
        return None  # an image in front would give the document a body, and the frames would vanish
    for offset in _candidates(document):
        if _is_shown(document.text, offset):
            return Place(offset, offset)
    return None


def _candidates(document: Document) -> Iterator[int]:
    body = next(document.elements("body"), None)
    if body is not None and body.end is not None:
        yield body.end.start
    yield len(document.text.rstrip("\r\n"))
    if body is not None and body.start is not None:
        yield body.start.end
    starts = (element.start for element in document.elements() if element.tag not in _HEAD)
    yield from (start.start for start in islice(filter(None, starts), 1))
    yield 0


def _is_shown(text: str, offset: int) -> bool:
    trial = Document(f'{text[:offset]}<img src="{_TRIAL}" width="1" height="1" alt="">{text[offset:]}')
    for element in trial.elements("img"):
        if element.value("src") == _TRIAL and element.start is not None and element.start.start == offset:
            return _NOT_SHOWN.isdisjoint(element.ancestors())
    return False
