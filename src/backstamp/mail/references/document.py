"""References of one HTML text, and of one style sheet: all rooms of the finder, in the order of the text."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from backstamp.mail.html import Document
from backstamp.mail.references.declarations import found_in_declaration
from backstamp.mail.references.elements import found_in_tag, is_silent
from backstamp.mail.references.found import Found
from backstamp.mail.references.looks import Looks
from backstamp.mail.references.markup import Met, walk
from backstamp.mail.references.nested import documents_in, viewed
from backstamp.mail.references.place import ANYWHERE, Place
from backstamp.mail.references.reference import MAX_REFERENCES, Kind, Reference, Trigger
from backstamp.mail.references.scripts import found_in_script
from backstamp.mail.references.styles import found_in_sheet
from backstamp.mail.references.tags import Attribute, Tag
from backstamp.mail.references.urls import stripped
from backstamp.mail.splice import Span

MAX_DEPTH = 3
"""Documents inside addresses inside documents are read this deep."""

MAX_INNER = 4_000_000
"""Characters of nested documents that are read, all of one text together: a bound for hostile nesting."""

_MOST_KEPT = 250_000
"""Characters of a text that is kept as it was walked; real newsletters are shorter, and memory is bounded."""

_OPEN, _PRINT = Trigger.OPEN, Trigger.PRINT
_ORDINARY = ("http://", "https://", "mailto:", "cid:", "#")
"""How addresses begin that hold no document."""
_NESTING = frozenset({Kind.FRAME, Kind.OBJECT, Kind.IMAGE, Kind.LINK, Kind.STYLE, Kind.SCRIPT, Kind.REFRESH, Kind.FORM})


def references_in_html(text: str, place: Place = ANYWHERE) -> Iterator[Reference]:
    """The references of an HTML text (or XHTML, SVG, AMP), in its order, ``MAX_REFERENCES`` at most.

    Args:
        text: any characters; a document or a fragment.
        place: where it stands; offsets count in the text itself when left out.
    """
    return html_text(text).references(place)


def found_in_markup(text: str, span: Span, vector: str) -> Iterator[Found]:
    """What stands in HTML that is written in another way inside a text: each has the span of all of it there."""
    for found in _Finder().find(text, 1):
        yield found._replace(vector=f"{vector} {found.vector}", span=span)


def references_in_css(text: str, place: Place = ANYWHERE) -> Iterator[Reference]:
    """The references of a style sheet that is a part of its own."""
    return islice(place.references(text, found_in_sheet(text, Span(0, len(text)))), MAX_REFERENCES)


class HtmlText:
    """An HTML text, parsed and walked once for all that is asked of it.

    Args:
        text: any characters; a document or a fragment.
        again: whether it will be asked for its references more than once: then what is found is kept.

    Attributes:
        text: the same.
        met: everything in it, in its order.
        base: what its first base element says; None where there is none.
    """

    __slots__ = ("_again", "_found", "base", "met", "text")

    def __init__(self, text: str, *, again: bool = False) -> None:
        self._again = again
        self._found: list[Found] = []
        document = Document(text)
        self.text = text
        self.met = walk(document)
        self.base = _base(document)

    def tags(self) -> list[Tag]:
        """Every start tag, in the order of the text."""
        return [one.tag for one in self.met if one.tag]

    def references(self, place: Place = ANYWHERE, *, looks: bool = True) -> Iterator[Reference]:
        """As ``references_in_html``.

        Args:
            place: where the text stands.
            looks: whether the looks of elements must be told; they take as long as all else.
        """
        if self._again and not self._found:
            self._found = list(_Finder().within(self, 0, looks=True))
        found = self._found if self._again else _Finder().within(self, 0, looks=looks)
        return islice(place.references(self.text, found), MAX_REFERENCES)


def html_text(text: str) -> HtmlText:
    """A text that may be asked for again at once: who scans a message and then cleans it has each text walked once."""
    return _kept(text) if len(text) <= _MOST_KEPT else HtmlText(text)


@lru_cache(maxsize=2)
def _kept(text: str) -> HtmlText:
    return HtmlText(text, again=True)


class _Finder:
    """Finds what stands in a text and in the documents nested in it; keeps the count of what was read."""

    def __init__(self) -> None:
        self._left = MAX_INNER

    def find(self, text: str, depth: int) -> Iterator[Found]:
        yield from self.within(HtmlText(text), depth, looks=depth == 0)

    def within(self, html: "HtmlText", depth: int, *, looks: bool) -> Iterator[Found]:
        """What stands in a text that was walked; with the looks of its elements, or without."""
        text, met, base = html.text, html.met, html.base
        known: Looks | None = None
        for one in met:
            if _is_silent(one):
                continue
            for found in self._met(text, one, depth):
                look = None
                if looks and one.tag and (found.trigger is _OPEN or found.trigger is _PRINT):
                    known = known or Looks(text, met)
                    look = known.of(one.tag)
                yield found.seen(found.base or base, look)

    def _met(self, text: str, met: Met, depth: int) -> Iterator[Found]:
        if met.declaration:
            yield from found_in_declaration(text, met.declaration)
        if met.tag is None:
            return
        for found in found_in_tag(met.tag, met.element):
            noted = _noted(found, met.note)
            yield noted
            if not found.value.startswith(_ORDINARY) and found.kind in _NESTING:
                yield from self._behind(noted, depth)
        yield from self._inside(met.tag, depth)
        if met.content:
            yield from _raw_text(text, met.tag, met.content)

    def _inside(self, tag: Tag, depth: int) -> Iterator[Found]:
        """Markup in attributes: srcdoc, and content that old readers show as markup."""
        for name in ("srcdoc", "content"):
            attribute = tag.attributes.get(name)
            if attribute and "<" in attribute.text and depth < MAX_DEPTH and self._affords(attribute.text):
                for found in self.find(attribute.text, depth + 1):
                    yield _outer(found, f"{tag.name}@{name}", attribute, shown=name == "srcdoc")

    def _behind(self, outer: Found, depth: int) -> Iterator[Found]:
        """What an address holds that is itself a document."""
        value = stripped(outer.value)
        address = viewed(value)
        if address is not None:
            yield outer._replace(value=address, vector=f"{outer.vector} {value.partition(':')[0].lower()}:")
        for nested in documents_in(value):
            if depth >= MAX_DEPTH or not self._affords(nested.text):
                return
            length = len(nested.text)
            css = nested.media_type == "text/css"
            inner = found_in_sheet(nested.text, Span(0, length)) if css else self.find(nested.text, depth + 1)
            for found in inner:
                yield _encoded(found, outer, nested.scheme)

    def _affords(self, text: str) -> bool:
        self._left -= len(text)
        return self._left >= 0


def _is_silent(met: Met) -> bool:
    """Whether there is no reference in what was met."""
    if met.declaration or met.content:
        return False
    return met.tag is None or is_silent(met.tag)


def _base(document: Document) -> str | None:
    """The first base element that has an href (WHATWG HTML section 4.2.3)."""
    for element in document.elements("base"):
        href = element.value("href")
        if href is not None:
            return stripped(href)
    return None


def _raw_text(text: str, tag: Tag, content: Span) -> Iterator[Found]:
    if tag.name == "style":
        yield from found_in_sheet(text, content)
    elif tag.name == "script":
        yield from found_in_script(text, content, tag.text("type").lower())


def _noted(found: Found, note: str) -> Found:
    if not note:
        return found
    return found._replace(note=f"{found.note}; {note}" if found.note else note)


def _outer(found: Found, vector: str, attribute: Attribute, *, shown: bool) -> Found:
    """What was found in a decoded attribute, told in terms of the text around it."""
    placed = found._replace(vector=f"{vector} {found.vector}", span=attribute.raw_span(found.span))
    return placed if shown else _noted(placed._replace(trigger=Trigger.NEVER), "only reading views showed it as markup")


def _encoded(found: Found, outer: Found, scheme: str) -> Found:
    """What was found inside an address: it has the place of the whole."""
    trigger = Trigger.NEVER if scheme == "javascript:" else found.trigger
    if outer.kind is Kind.LINK and trigger is not Trigger.NEVER:
        trigger = outer.trigger
    placed = found._replace(vector=f"{outer.vector} {scheme} {found.vector}", span=outer.span, trigger=trigger)
    return _noted(placed, f"inside a {scheme} address")
