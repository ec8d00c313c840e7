"""References: the places in an HTML text that make, or can make, a mail client fetch something.

A first list: links, images and backgrounds in the markup proper. What stands in comments (Outlook's conditional ones)
or in style sheets is not listed.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum

from backstamp.mail.html import Document, Element
from backstamp.mail.splice import Span


class Kind(StrEnum):
    """What a client does with a reference: follow it when asked to, or load it as a picture or as a style sheet."""

    LINK = "link"
    IMAGE = "image"
    RESOURCE = "resource"


# WHATWG HTML section 4; "background" is obsolete (section 16.2) and yet common in mail, on any element.
_ATTRIBUTES: dict[str, tuple[tuple[str, Kind], ...]] = {
    "a": (("href", Kind.LINK), ("xlink:href", Kind.LINK)),
    "area": (("href", Kind.LINK),),
    "form": (("action", Kind.LINK),),
    "img": (("src", Kind.IMAGE), ("srcset", Kind.IMAGE)),
    "source": (("src", Kind.RESOURCE), ("srcset", Kind.IMAGE)),
    "input": (("src", Kind.IMAGE),),
    "image": (("href", Kind.IMAGE), ("xlink:href", Kind.IMAGE)),
    "video": (("src", Kind.RESOURCE), ("poster", Kind.IMAGE)),
    "audio": (("src", Kind.RESOURCE),),
    "iframe": (("src", Kind.RESOURCE),),
    "link": (("href", Kind.RESOURCE),),
}
_EVERYWHERE: tuple[tuple[str, Kind], ...] = (("background", Kind.IMAGE),)


@dataclass(frozen=True, slots=True)
class Reference:
    """One attribute that refers to something outside.

    Attributes:
        kind: what a client does with it.
        element: the element that carries it; ``element.tag`` names it.
        attribute: lower-case name.
        value: as a client reads it, entities decoded; of a srcset the whole list.
        raw: as it is written, without its quotes.
        span: where ``raw`` stands in the text.
        whole: where the attribute with its name and quotes stands.
        quote: the quotation mark around it, "" for none.
    """

    kind: Kind
    element: Element
    attribute: str
    value: str
    raw: str
    span: Span
    whole: Span
    quote: str


def references(document: Document, kinds: Container[Kind] = frozenset(Kind)) -> Iterator[Reference]:
    """References of a parsed text, in the order of its tree, which for sound markup is the order of the text.

    Args:
        document: the parsed text.
        kinds: the kinds wanted; all when left out.
    """
    seen: set[Span] = set()
    for element in document.elements():
        for name, kind in (*_ATTRIBUTES.get(element.tag, ()), *_EVERYWHERE):
            reference = _reference(document, element, name, kind) if kind in kinds else None
            # The parser may give one start tag to several elements (adoption agency, WHATWG HTML section 13.2.6.4.7).
            if reference is not None and reference.span not in seen:
                seen.add(reference.span)
                yield reference


def _reference(document: Document, element: Element, name: str, kind: Kind) -> Reference | None:
    value = element.value(name)
    placed = element.placed(name) if value is not None else None
    if value is None or placed is None:
        return None
    raw = document.text[placed.value.start : placed.value.end]
    return Reference(kind, element, name, value, raw, placed.value, placed.whole, placed.quote)
