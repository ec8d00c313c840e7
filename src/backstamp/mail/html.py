"""The HTML parser behind one door: elements with exact spans in the text they came from.

turbohtml parses as browsers do (WHATWG HTML section 13.2). Its offsets are code points of text with normalised line
breaks, so CRLF is mapped back here; of an attribute it tells the whole ``name="value"``, so the value is cut out here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import turbohtml

from backstamp.mail.anchors import anchors
from backstamp.mail.splice import Span
from backstamp.mail.starts import starts

_VALUE = re.compile(r"[ \t\n\f\r]*+=[ \t\n\f\r]*+([\"']?)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE_ORDER_MARK = "\ufeff"
MAX_TEXT_NODES = 400
"""How many nodes inside one element are visited for its visible text: a bound for hostile nesting."""
_MAX_PIECE = 2000


class Element:
    """An element of a parsed text."""

    __slots__ = ("_document", "_node")

    def __init__(self, document: "Document", node: turbohtml.Element) -> None:
        self._document, self._node = document, node

    @property
    def tag(self) -> str:
        """Lower-case name (SVG keeps its mixed case)."""
        return self._node.tag

    @property
    def start(self) -> Span | None:
        """Span of the start tag; None for an element that the parser implied or doubled."""
        location = self._node.source_location
        return self._document.span(location.start_tag) if location and location.start_tag else None

    @property
    def end(self) -> Span | None:
        """Span of the end tag; None where it is missing, implied, or the start tag is."""
        location = self._node.source_location
        return self._document.span(location.end_tag) if location and location.end_tag else None

    @property
    def is_svg(self) -> bool:
        """Whether it belongs to an SVG picture."""
        return self._node.namespace is turbohtml.Namespace.SVG

    def extent(self) -> int:
        """Offset behind the element and its contents; without an end tag, where the next element outside it starts."""
        if self.end:
            return self.end.end
        begins = self.start.start if self.start else 0
        for node in islice(self._node.following, MAX_TEXT_NODES):
            start = Element(self._document, node).start if isinstance(node, turbohtml.Element) else None
            # What stands in a table without being of it comes before the table, which begins further up in the text.
            if start is not None and start.start > begins:
                return start.start
        return len(self._document.text)

    def value(self, name: str) -> str | None:
        """An attribute's value with its entities decoded; None where the element lacks it."""
        value = self._node.attrs.get(name)
        return " ".join(value) if isinstance(value, list) else value

    def placed(self, name: str) -> "Placed | None":
        """Where an attribute's value stands in the text; None where it does not, or there is no value."""
        location = self._node.source_location
        span = location.attrs.get(name) if location else None
        return self._document.placed(name, self._document.span(span)) if span else None

    def hyperlink(self, name: str) -> "Hyperlink | None":
        """An attribute as that of a hyperlink; None where it has no place."""
        placed = self.placed(name)
        if placed is None:
            return None
        return Hyperlink(self, self.value(name) or "", placed.whole.start, *placed.value, placed.quote)

    def text(self, limit: int) -> str:
        """The visible text inside, whitespace folded, ≤ ``limit`` characters; where there is none, the images' alt."""
        if self._document.flat:
            words = self._node.text[:_MAX_PIECE].split() or self._alt()
            return " ".join(words)[:limit].rstrip()
        pieces: list[str] = []
        room = limit
        for node in islice(self._node.descendants, MAX_TEXT_NODES):
            piece = _visible(node)[:_MAX_PIECE]
            pieces.append(piece)
            room -= len("".join(piece.split()))
            if room <= 0:
                break
        return " ".join("".join(pieces).split())[:limit].rstrip()

    def _alt(self) -> list[str]:
        """The words of the alternative texts of the images inside."""
        texts = [image.attr("alt") or "" for image in self._node.iter_elements("img")]
        return " ".join(texts).split()

    def ancestors(self) -> Iterator[str]:
        """Tags of the elements around this one, innermost first."""
        return (node.tag for node in self._node.ancestors if isinstance(node, turbohtml.Element))


def _is_clean(text: str) -> bool:
    """Whether a text has no lone surrogates; writing it as UTF-8 is the quickest way to know."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _visible(node: turbohtml.Node) -> str:
    if isinstance(node, turbohtml.Text):
        return node.data
    if isinstance(node, turbohtml.Element) and node.tag == "img":
        alt = node.attrs.get("alt")
        return f" {alt} " if isinstance(alt, str) else ""
    return ""


class Placed(NamedTuple):
    """An attribute's place: its whole span, the span of the value alone, and the quote around it ("" for none)."""

    whole: Span
    value: Span
    quote: str


class Hyperlink(NamedTuple):
    """A link and its place.

    Attributes:
        element: that carries it.
        value: with its entities decoded.
        name: offset of the attribute's name.
        start: offset of the value, behind the quotation mark.
        end: offset behind the value.
        quote: the quotation mark around it, "" for none.
    """

    element: Element
    value: str
    name: int
    start: int
    end: int
    quote: str


class Document:
    """A parsed text.

    Args:
        text: any characters, lone surrogates included (values have U+FFFD in their place); a document or a fragment.
    """

    __slots__ = ("_breaks", "_flat", "_root", "_wide", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        crlf = text.count("\r\n")
        # Where every line ends with CRLF, an offset lacks one character for each line above it.
        self._wide = crlf > 0 and crlf == text.count("\n") == text.count("\r")
        # Elsewhere: of the k-th CRLF (from 0) at offset i, the line feed stands at i - k in the normalised text.
        mixed = crlf > 0 and not self._wide
        self._breaks = [match.start() - k for k, match in enumerate(re.finditer("\r\n", text))] if mixed else []
        # Octets that are no characters travel as lone surrogates, which the parser cannot hand back.
        readable = text if _is_clean(text) else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
        if text.startswith(_BYTE_ORDER_MARK):
            readable = f" {readable[1:]}"  # it is none of the text, and would begin the body
        self._flat: bool | None = None
        self._root = turbohtml.parse(readable, source_locations=True, allow_declarative_shadow_roots=False)

    def span(self, place: turbohtml.SourceSpan) -> Span:
        """A parser's span as offsets of ``text``."""
        if self._wide:
            return Span(place.start_offset + place.start_line - 1, place.end_offset + place.end_line - 1)
        return Span(self._offset(place.start_offset), self._offset(place.end_offset))

    def _offset(self, normalised: int) -> int:
        return normalised + bisect_left(self._breaks, normalised) if self._breaks else normalised

    def placed(self, name: str, whole: Span) -> Placed | None:
        """Cut the value out of ``name="value"``."""
        match = _VALUE.match(self.text, whole.start + len(name), whole.end)
        if match is None:
            return None
        return Placed(whole, Span(match.end(), whole.end - len(match[1])), match[1])

    @property
    def flat(self) -> bool:
        """Whether no hyperlink stands in another: the texts of all of them are no longer than the document."""
        if self._flat is None:
            self._flat = self._root.select_one("a a") is None
        return self._flat

    def hyperlinks(self) -> "list[Hyperlink]":
        """Every ``<a href>`` that has a place: the parser makes twins of some elements, which have none."""
        quick = anchors(self.text, self._root)
        if quick is None:
            return [link for element in self.elements("a") if (link := element.hyperlink("href"))]
        return [
            Hyperlink(Element(self, node), value, name, start, end, quote)
            for node, value, name, start, end, quote in quick
        ]

    def select(self, selector: str) -> Iterator[Element]:
        """Every element that a CSS selector (Selectors Level 4) picks, in tree order."""
        return (Element(self, node) for node in self._root.select(selector))

    def started(self) -> "Iterator[tuple[int, Element]]":
        """Every element that has a start tag in the text, with the tag's offset, in the order of the text."""
        return ((offset, Element(self, node)) for offset, node in starts(self.text, self._root))

    def elements(self, tag: str | None = None) -> Iterator[Element]:
        """Every element in tree order, or those of one tag; contents of templates are included."""
        return (Element(self, node) for node in self._root.iter_elements(tag))
