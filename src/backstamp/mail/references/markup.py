"""One HTML text, walked once: every start tag with what the parser makes of it, and what stands between the tags.

The tree says which tags count and where raw text (scripts, style sheets) ends; Outlook's comments and tags that
browsers drop are walked too, and say so.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from backstamp.mail.conditional import Conditional, conditional_comments
from backstamp.mail.html import Document, Element
from backstamp.mail.references.sweep import RAW_TEXT, Piece, Sort, pieces, raw_content
from backstamp.mail.references.tags import Tag, read_tag, tag_at
from backstamp.mail.splice import Span

_FALLBACK = frozenset({"iframe", "noframes", "noembed"})
INSTEAD = "instead of a frame, for readers without frames"
DROPPED = "outside the tree that browsers build; another reader may load it"


class Met(NamedTuple):
    """Something met on the walk.

    Attributes:
        start: where it begins.
        tag: a start tag; None for a declaration.
        element: the parser's lower-case name for the tag (``img`` of ``image``), the tag's own outside the tree.
        content: where the raw text of a script, style sheet … stands.
        declaration: the span of a ``<!…>`` or ``<?…>``.
        words: the span of text between tags that is not blank.
        node: the element in the tree, None outside.
        note: why it may not count for every reader.
    """

    start: int
    tag: Tag | None = None
    element: str = ""
    content: Span | None = None
    declaration: Span | None = None
    words: Span | None = None
    node: Element | None = None
    note: str = ""


def walk(document: Document) -> list[Met]:
    """Everything in the text, in the order of the text."""
    inside = list(_inside(document))
    known = {one.start: one.content.end if one.content else one.tag.end for one in inside if one.tag}
    outside = _Outside(
        document.text, known, [_contents(one.node) for one in inside if one.node and one.element in _FALLBACK]
    )
    return sorted([*inside, *outside.walk()], key=itemgetter(0))


def _contents(node: Element) -> Span:
    start, end = node.start, node.end
    return Span(start.end if start else 0, end.start if end else sys.maxsize)


def _inside(document: Document) -> Iterator[Met]:
    """The tags of the tree, in the order of the text; raw text without an end tag reaches to the next tag."""
    started = list(document.started())
    ends = [*(start for start, _ in started[1:]), len(document.text)]
    for (start, node), following in zip(started, ends, strict=False):
        tag = tag_at(document.text, start)
        if tag is not None:
            content = _content(node, tag, following) if tag.name in RAW_TEXT else None
            yield Met(start, tag, node.tag.lower(), content, None, None, node)


def _content(node: Element, tag: Tag, following: int) -> Span:
    end = node.end
    return Span(tag.end, max(tag.end, end.start if end else following))


class _Outside:
    """What the tree does not have."""

    def __init__(self, text: str, known: dict[int, int], fallbacks: list[Span]) -> None:
        self._text, self._known, self._fallbacks = text, known, fallbacks
        comments = conditional_comments(text) if "<!--" in text else []
        hidden = (comment for comment in comments if comment.hidden)
        self._conditionals: dict[int, Conditional] = {comment.span.start: comment for comment in hidden}

    def walk(self) -> Iterator[Met]:
        yield from self._walk(pieces(self._text, self._known), DROPPED)

    def _walk(self, found: Iterator[Piece], note: str) -> Iterator[Met]:
        for piece in found:
            if piece.sort is Sort.TAG:
                yield from self._tag(piece.span, note)
            elif piece.sort is Sort.DECLARATION:
                yield Met(piece.span.start, declaration=piece.span)
            elif piece.sort is Sort.COMMENT:
                yield from self._comment(piece.span)
            elif note == DROPPED:
                yield Met(piece.span.start, words=piece.span)

    def _tag(self, span: Span, note: str) -> Iterator[Met]:
        tag = read_tag(self._text, span)
        if tag is not None:
            content = raw_content(self._text, tag.name, span.end) if tag.name in RAW_TEXT else None
            instead = note == DROPPED and self._is_fallback(span.start)
            yield Met(span.start, tag, tag.name, content, note=INSTEAD if instead else note)

    def _is_fallback(self, place: int) -> bool:
        before = bisect_right(self._fallbacks, (place, sys.maxsize)) - 1
        return before >= 0 and place < self._fallbacks[before].end

    def _comment(self, span: Span) -> Iterator[Met]:
        conditional = self._conditionals.get(span.start)
        if conditional is None:
            return
        inner = Span(conditional.inner.start, min(conditional.inner.end, span.end))
        note = f"for Outlook only: [if {conditional.expression[:40]}]"
        yield from self._walk(pieces(self._text, {}, inner), note)
