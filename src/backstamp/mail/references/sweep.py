"""What the parser's tree does not place: comments, declarations, processing instructions, dropped tags, and text.

The text is walked from start tag to start tag as the tree places them; between them everything that begins with "<" is
told apart by the tokenizer's rules (WHATWG HTML section 13.2.5). One pass, linear.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import NamedTuple

from backstamp.mail.references.tags import tag_span
from backstamp.mail.splice import Span

_END_TAG = r"/[a-zA-Z][a-zA-Z0-9:-]*+>"
_OPENING = re.compile(rf"<(?:{_END_TAG}(?:[ \t\n\f\r]*+<{_END_TAG})*+|!--|!|\?|/?[a-zA-Z])")
"""What begins something; whole end tags, as most are written, are passed over at once."""
_COMMENT_END = re.compile(r"--!?>")
_SHORT_COMMENT = re.compile(r"<!---?>")

RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "plaintext"})
"""Elements whose content is text, not markup (WHATWG HTML section 13.2.5); frames' fallback content is walked."""
_RAW_TAG = re.compile(rf"<({'|'.join(sorted(RAW_TEXT))})[ \t\n\f\r/>]", re.IGNORECASE)
_RAW_ENDS = {name: re.compile(rf"</{name}[ \t\n\f\r/>]", re.IGNORECASE) for name in RAW_TEXT}


class Sort(Enum):
    """What a piece is."""

    COMMENT = auto()
    DECLARATION = auto()
    TAG = auto()
    TEXT = auto()


class Piece(NamedTuple):
    """Something between the tags of the tree: its sort and its whole span; text is told where it is not blank."""

    sort: Sort
    span: Span


def pieces(text: str, known: Mapping[int, int], region: Span | None = None) -> Iterator[Piece]:
    """Text, comments, declarations (``<!…>``, ``<?…>``) and start tags that the tree does not have, in order.

    Args:
        text: the document.
        known: where to go on after each start tag of the tree: after the tag itself, or, where it holds raw text,
            after that.
        region: where to look; everywhere when left out.
    """
    position, end = region or Span(0, len(text))
    while match := _OPENING.search(text, position, end):
        start = match.start()
        if start > position and not text[position:start].isspace():
            yield Piece(Sort.TEXT, Span(position, start))
        position = match.end()
        if text[position - 1] == ">":
            continue
        beyond = known.get(start)
        if beyond is not None:
            position = max(beyond, position)
            continue
        piece = _piece(text, match, end)
        if piece is None:
            return
        if not text.startswith("</", start):
            yield piece
        position = piece.span.end
        raw = _RAW_TAG.match(text, start) if piece.sort is Sort.TAG else None
        if raw:
            position = raw_content(text, raw[1].lower(), position, end).end
    if position < end and not text[position:end].isspace():
        yield Piece(Sort.TEXT, Span(position, end))


def raw_content(text: str, name: str, start: int, end: int | None = None) -> Span:
    """The raw text of an element that begins at ``start``: to its end tag, or to the end of all."""
    close = _RAW_ENDS[name].search(text, start, len(text) if end is None else end)
    return Span(start, close.start() if close else len(text) if end is None else end)


def _piece(text: str, opening: re.Match[str], end: int) -> Piece | None:
    """The piece that begins here; None where it does not end, which swallows the rest of the text."""
    start, kind = opening.start(), opening[0]
    if kind == "<!--":
        return Piece(Sort.COMMENT, Span(start, _comment_end(text, start, end)))
    if kind in {"<!", "<?"}:
        close = text.find(">", start, end)
        return Piece(Sort.DECLARATION, Span(start, close + 1 if close >= 0 else end))
    span = tag_span(text, start, end)
    return Piece(Sort.TAG, span) if span else None


def _comment_end(text: str, start: int, end: int) -> int:
    short = _SHORT_COMMENT.match(text, start, end)
    if short:
        return short.end()
    close = _COMMENT_END.search(text, start + 4, end)
    return close.end() if close else end
