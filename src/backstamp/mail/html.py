"""The HTML parser behind one door: elements with exact spans in the text they came from.

turbohtml parses as browsers do (WHATWG HTML section 13.2). Its offsets are code points of text with normalised line
breaks, so CRLF is mapped back here; of an attribute it tells the whole ``name="value"``, so the value is cut out here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import turbohtml

from backstamp.mail.splice import Span

_VALUE = re.compile(r"[ \t\n\f\r]*+=[ \t\n\f\r]*+([\"']?)")
MAX_TEXT_NODES = 400
"""How many nodes inside one element are visited for its visible text: a bound for hostile nesting."""


class Element:
    """An element with a start tag of its own in the text.

    Attributes:
        tag: lower-case name.
        start: span of the start tag.
        end: span of the end tag, None where it is missing or implied.
    """

    __slots__ = ("_document", "_location", "_node", "end", "start", "tag")

    def __init__(self, document: "Document", node: turbohtml.Element, location: turbohtml.SourceLocation) -> None:
        self._document, self._node, self._location = document, node, location
        self.tag = node.tag
        self.start = document.span(location.start_tag)
        self.end = document.span(location.end_tag) if location.end_tag else None

    @property
    def attributes(self) -> Mapping[str, str | list[str] | None]:
        """The attributes as the parser reads them; ``value`` gives one as text."""
        return self._node.attrs

    def value(self, name: str) -> str | None:
        """An attribute's value with its entities decoded; None where the element lacks it."""
        value = self._node.attrs.get(name)
        return " ".join(value) if isinstance(value, list) else value

    def placed(self, name: str) -> "Placed | None":
        """Where an attribute's value stands in the text; None when the attribute is absent or has no value."""
        spans = self._location.attrs
        span = spans.get(name)
        return self._document.placed(name, self._document.span(span)) if span else None

    def text(self, limit: int) -> str:
        """The visible text inside, whitespace folded, ≤ ``limit`` characters; images count by their alt text."""
        pieces: list[str] = []
        length = 0
        for visited, node in enumerate(self._node.descendants):
            if length > limit or visited > MAX_TEXT_NODES:
                break
            if isinstance(node, turbohtml.Text):
                pieces.append(node.data)
            elif isinstance(node, turbohtml.Element):
                alt = node.attrs.get("alt") if node.tag == "img" else None
                pieces.append(f" {alt} " if isinstance(alt, str) else "")
            length += len(pieces[-1]) if pieces else 0
        return " ".join("".join(pieces)[: 4 * limit].split())[:limit]

    def ancestors(self) -> Iterator[str]:
        """Tags of the elements around this one, innermost first."""
        return (node.tag for node in self._node.ancestors if isinstance(node, turbohtml.Element))


@dataclass(frozen=True, slots=True)
class Placed:
    """An attribute's place: its whole span, the span of the value alone, and the quote around it ("" for none)."""

    whole: Span
    value: Span
    quote: str


class Document:
    """A parsed text.

    Args:
        text: any characters, lone surrogates included; a whole document or a fragment.
    """

    __slots__ = ("_breaks", "_root", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        # Of the k-th CRLF (from 0) at offset i, the line feed stands at i - k in the normalised text.
        self._breaks = [match.start() - place for place, match in enumerate(re.finditer("\r\n", text))]
        normalised = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
        self._root = turbohtml.parse(normalised, source_locations=True, allow_declarative_shadow_roots=False)

    def span(self, place: turbohtml.SourceSpan) -> Span:
        """A parser's span as offsets of ``text``."""
        return Span(self._offset(place.start_offset), self._offset(place.end_offset))

    def _offset(self, normalised: int) -> int:
        return normalised + bisect_left(self._breaks, normalised)

    def placed(self, name: str, whole: Span) -> Placed | None:
        """Cut the value out of ``name="value"``."""
        match = _VALUE.match(self.text, whole.start + len(name), whole.end)
        if match is None:
            return None
        return Placed(whole, Span(match.end(), whole.end - len(match[1])), match[1])

    def elements(self) -> Iterator[Element]:
        """Every element that has a start tag in the text, in tree order; a tag that the parser doubles comes once."""
        seen: set[int] = set()
        for node in self._root.descendants:
            if isinstance(node, turbohtml.Element):
                location = node.source_location
                if location is not None and location.start_tag and location.start_tag.start_offset not in seen:
                    seen.add(location.start_tag.start_offset)
                    yield Element(self, node, location)
