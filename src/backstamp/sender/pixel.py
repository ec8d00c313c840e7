"""Where the pixel goes: a place in an HTML body at which an image becomes an element that clients load."""

from collections.abc import Iterable, Iterator
from itertools import islice

from backstamp.mail.html import Document, Element

CLIPPED = 100_000
"""Octets of an HTML part beyond which Gmail shows the beginning only: there the pixel stands in front."""

_TRIAL = "backstamp:trial"
_HEAD = frozenset({"html", "head", "title", "meta", "link", "style", "script", "base", "body"})
# Inside these an image is an element, yet nothing loads it, or only a client that cannot show the element does.
_NOT_SHOWN = ("template", "object", "video", "audio", "canvas", "noscript", "select", "dialog", "details", "head")
_RISKY = ", ".join((*_NOT_SHOWN[:-1], "svg", "math"))


def pixel_place(document: Document, octets: int, before: Iterable[int] = ()) -> int | None:
    """Where a pixel goes, or None where the text swallows it everywhere.

    Tried in turn: before the first quoted mail, before the body's end tag, at the end, right behind the body's start
    tag, before the first element shown, at the beginning. In a body that Gmail would clip (`CLIPPED`), the beginning
    comes first. An unclosed comment, style or title swallows the places behind it: parsing with an image there tells.

    Args:
        document: the HTML body.
        octets: its size, stamped.
        before: offsets of stretches that it must stand in front of: quoted mail.
    """
    if next(document.elements("frameset"), None) is not None:
        return None  # an image in front would give the document a body, and the frames would vanish
    limit = min(before, default=len(document.text))
    tried: set[int] = set()
    for offset, certain in _candidates(document, limit, clipped=octets > CLIPPED):
        if certain:
            return offset
        if offset <= limit and offset not in tried:
            tried.add(offset)
            if _is_shown(document.text, offset):
                return offset
    return None


def _candidates(document: Document, limit: int, *, clipped: bool) -> Iterator[tuple[int, bool]]:
    """Offsets, and whether an image there is shown beyond doubt."""
    body = next(document.elements("body"), None)
    in_front = list(_beginnings(document, body))
    if clipped:
        yield from ((offset, False) for offset in in_front)
    if limit < len(document.text):
        yield limit, False
    if body is not None and body.end is not None:
        yield body.end.start, body.end.start <= limit and next(document.select(_RISKY), None) is None
    yield len(document.text.rstrip("\r\n")), False
    yield from ((offset, False) for offset in in_front)
    yield 0, False


def _beginnings(document: Document, body: Element | None) -> Iterator[int]:
    """Behind the body's start tag; in a body without one, and as a last resort, before the first element shown."""
    if body is not None and body.start is not None:
        yield body.start.end
    starts = (element.start for element in document.elements() if element.tag not in _HEAD)
    yield from (start.start for start in islice(filter(None, starts), 1))


def _is_shown(text: str, offset: int) -> bool:
    trial = Document(f'{text[:offset]}<img src="{_TRIAL}" width="1" height="1" alt="">{text[offset:]}')
    for element in trial.select(f'img[src="{_TRIAL}"]'):
        if element.start is not None and element.start.start == offset:
            return set(_NOT_SHOWN).isdisjoint(element.ancestors())
    return False
