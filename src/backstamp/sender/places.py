"""The links of a body: what a reader can click, in HTML, in what only Outlook reads of it, and in plain text."""

from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from backstamp.mail.conditional import conditional_comments
from backstamp.mail.edit import TextPart
from backstamp.mail.html import Document, Element, Hyperlink
from backstamp.sender.plain_text import PlainLink, plain_links

LINK_TEXT = 80
"""Characters of a link's visible text that are kept for the report."""

_TAGS = ("a", "area")


class Found(NamedTuple):
    """A link in a text.

    Attributes:
        start: offset of its value, behind the quotation mark.
        end: offset behind its value.
        quote: the quotation mark around the value, "" for none.
        blank: offset of a blank in front of the attribute that may become a line break, or None.
        value: as a client reads it.
        text: its visible text, whitespace folded, at most 80 characters.
        hidden: whether only Outlook reads it.
        plain: its place in plain text; None in HTML.
    """

    start: int
    end: int
    quote: str
    blank: int | None
    value: str
    text: str
    hidden: bool = False
    plain: PlainLink | None = None


def find_links(document: Document) -> list[Found]:
    """Every clickable link of a text in the order of the text, those in conditional comments among them."""
    found = _shown(document)
    if "[if" in document.text:
        found += _hidden(document)
    found.sort(key=itemgetter(0))
    return list(_apart(found))


def find_plain_links(source: TextPart) -> list[Found]:
    """Every link that clients make of a plain text part, in the order of the text."""
    parameters = source.part.parameters
    flowed = parameters.get("format", "").lower() == "flowed"
    links = plain_links(source.text, flowed=flowed, delsp=parameters.get("delsp", "").lower() == "yes")
    return [Found(*link.span, "", None, link.url_text, "", plain=link) for link in links]


def _apart(found: list[Found]) -> Iterator[Found]:
    """Hostile markup can put one value inside another: the first counts."""
    end = -1
    for link in found:
        if link.start >= end:
            yield link
            end = link.end


def _shown(document: Document) -> list[Found]:
    text = document.text
    return [
        Found(start, end, quote, name - 1 if text[name - 1] in " \t" else None, value, element.text(LINK_TEXT))
        for element, value, name, start, end, quote in (*document.hyperlinks(), *_others(document))
    ]


def _others(document: Document) -> Iterator[Hyperlink]:
    """Image maps, and the links of SVG pictures."""
    for element, name in (*_each(document, "area", "href"), *_each(document, "svg|a", "xlink:href")):
        link = element.hyperlink(name)
        if link is not None:
            yield link


def _each(document: Document, tag: str, name: str) -> Iterator[tuple[Element, str]]:
    if tag == "svg|a" and "xlink:href" not in document.text:
        return
    for element in document.elements(tag.removeprefix("svg|")):
        if tag == element.tag or element.is_svg:
            yield element, name


def _hidden(document: Document) -> Iterator[Found]:
    """Links of conditional comments that only Outlook reads; its own buttons (VML) have a href on any element."""
    for conditional in conditional_comments(document.text):
        inner = document.text[slice(*conditional.inner)]
        if conditional.hidden and "href" in inner.lower():
            for element in Document(inner).elements():
                placed = element.placed("href") if _is_outlook_link(element) else None
                if placed is not None:
                    start, end = (offset + conditional.inner.start for offset in placed.value)
                    words = element.text(LINK_TEXT)
                    yield Found(start, end, placed.quote, None, element.value("href") or "", words, hidden=True)


def _is_outlook_link(element: Element) -> bool:
    return element.tag in _TAGS or element.tag.startswith(("v:", "o:"))


def base_address(document: Document) -> str | None:
    """What relative links of a document are relative to: its first ``<base href>``, if that is a web address."""
    base = next((value for element in document.elements("base") if (value := element.value("href")) is not None), None)
    base = (base or "").strip()
    return base if base.lower().startswith(("http://", "https://")) else None
