"""References of one HTML text, and of one style sheet: all rooms of the finder, in the order of the text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from backstamp.mail.html import Document
from backstamp.mail.references.declarations import found_in_declaration
from backstamp.mail.references.elements import found_in_tag
from backstamp.mail.references.found import Found
from backstamp.mail.references.markup import Met, walk
from backstamp.mail.references.nested import documents_in, viewed
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.scripts import found_in_script
from backstamp.mail.references.styles import found_in_sheet
from backstamp.mail.references.tags import Attribute, Tag
from backstamp.mail.references.urls import resolved, stripped
from backstamp.mail.splice import Span

MAX_DEPTH = 3
"""Documents inside addresses inside documents are read this deep."""

MAX_INNER = 4_000_000
"""Characters of nested documents that are read, all of one text together: a bound for hostile nesting."""

_NESTING = frozenset({Kind.FRAME, Kind.OBJECT, Kind.IMAGE, Kind.LINK, Kind.STYLE, Kind.SCRIPT, Kind.REFRESH, Kind.FORM})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in its message.

    Attributes:
        part: the number of the part.
        origin: from spans of the text to spans of the message's octets.
        base: what its relative addresses are resolved against; None where nothing says so.
    """

    part: str = "1"
    origin: Callable[[Span], Span] = lambda span: span
    base: str | None = None


def references_in_html(text: str, place: Place = Place()) -> Iterator[Reference]:  # a frozen value
    """The references of an HTML text (or XHTML, SVG, AMP), in the order in which they stand.

    Args:
        text: any characters; a document or a fragment.
        place: where it stands; offsets count in the text itself when left out.
    """
    return _References(text, place).html()


def references_in_css(text: str, place: Place = Place()) -> Iterator[Reference]:  # a frozen value
    """The references of a style sheet that is a part of its own."""
    return _References(text, place).css()


class _References:
    """Makes references of what the rooms find in one text."""

    def __init__(self, text: str, place: Place) -> None:
        self._text, self._place = text, place
        self._bases: dict[str | None, str | None] = {None: place.base}

    def html(self) -> Iterator[Reference]:
        return map(self._reference, _Finder().find(self._text, 0))

    def css(self) -> Iterator[Reference]:
        found = found_in_sheet(self._text, Span(0, len(self._text)))
        return (self._reference(one) for one in found if _is_address(one.value))

    def _reference(self, found: Found) -> Reference:
        value = stripped(found.value)
        return Reference(
            kind=found.kind,
            trigger=found.trigger,
            vector=found.vector,
            part=self._place.part,
            raw=self._text[slice(*found.span)],
            value=value,
            url=resolved(value, self._base(found.base)),
            span=self._place.origin(found.span),
            note=found.note,
        )

    def _base(self, said: str | None) -> str | None:
        if said not in self._bases:
            self._bases[said] = resolved(said or "", self._place.base) or self._place.base
        return self._bases[said]


class _Finder:
    """Finds what stands in a text and in the documents nested in it; keeps the count of what was read."""

    def __init__(self) -> None:
        self._left = MAX_INNER

    def find(self, text: str, depth: int, base: str | None = None) -> Iterator[Found]:
        document = Document(text)
        base = _base(document) or base
        for met in walk(document):
            for found in self._met(text, met, depth):
                if _is_address(found.value):
                    yield replace(found, base=found.base or base, place=met.start)

    def _met(self, text: str, met: Met, depth: int) -> Iterator[Found]:
        if met.declaration:
            yield from found_in_declaration(text, met.declaration)
        if met.tag is None:
            return
        for found in found_in_tag(met.tag, met.element):
            noted = _noted(found, met.note)
            yield noted
            if found.kind in _NESTING:
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
            yield replace(outer, value=address, vector=f"{outer.vector} {value.partition(':')[0].lower()}:")
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


def _base(document: Document) -> str | None:
    """The first base element that has an href (WHATWG HTML section 4.2.3)."""
    for element in document.elements("base"):
        href = element.value("href")
        if href is not None:
            return stripped(href)
    return None


def _is_address(value: str) -> bool:
    """Whether a value leads out of the document: not empty, not only a fragment."""
    value = stripped(value)
    return bool(value) and not value.startswith("#")


def _raw_text(text: str, tag: Tag, content: Span) -> Iterator[Found]:
    if tag.name == "style":
        yield from found_in_sheet(text, content)
    elif tag.name == "script":
        yield from found_in_script(text, content, tag.text("type").lower())


def _noted(found: Found, note: str) -> Found:
    if not note:
        return found
    return replace(found, note=f"{found.note}; {note}" if found.note else note)


def _outer(found: Found, vector: str, attribute: Attribute, *, shown: bool) -> Found:
    """What was found in a decoded attribute, told in terms of the text around it."""
    placed = replace(found, vector=f"{vector} {found.vector}", span=attribute.raw_span(found.span))
    return placed if shown else _noted(replace(placed, trigger=Trigger.NEVER), "only reading views showed it as markup")


def _encoded(found: Found, outer: Found, scheme: str) -> Found:
    """What was found inside an address: it has the place of the whole."""
    trigger = Trigger.NEVER if scheme == "javascript:" else found.trigger
    if outer.kind is Kind.LINK and trigger is not Trigger.NEVER:
        trigger = outer.trigger
    placed = replace(found, vector=f"{outer.vector} {scheme} {found.vector}", span=outer.span, trigger=trigger)
    return _noted(placed, f"inside a {scheme} address")
