"""Stretches of an HTML body in which nothing is stamped: quoted mail, and what its author marks as off."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backstamp.mail.html import Document
from backstamp.mail.splice import Span

QUOTED = "it stands in quoted mail"
MARKED = 'its author asks for it with data-backstamp="off"'

# What clients wrap around the mail that is answered or forwarded, and the line above it that says whose it is.
# An answer may stand below.
_QUOTES = (
    'blockquote[type="cite" i], .gmail_quote, .gmail_extra, [class*="yahoo_quoted"], .protonmail_quote, .zmail_extra, '
    ".tutanota_quote, .moz-forward-container, #mail-editor-reference-message-container, #OLK_SRC_BODY_SECTION, "
    ".moz-cite-prefix, #reply-intro"
)
# Behind these all is quoted. Outlook for Windows marks the beginning by nothing but a line, in one of two colours.
_REST = (
    "#divRplyFwdMsg, #appendonsend, .OutlookMessageHeader, "
    'div[style*="border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0" i], '
    'div[style*="border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0" i]'
)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text in which links stay as they are, and the reason in a clause."""

    span: Span
    reason: str


class Regions:
    """Looks up whether a place lies in one of several regions.

    Args:
        regions: in any order; where they overlap, the one that begins first counts.
    """

    __slots__ = ("_merged", "_starts")

    def __init__(self, regions: Iterable[Region] = ()) -> None:
        self._merged: list[Region] = []
        end = -1
        for region in sorted(regions, key=lambda region: (region.span.start, -region.span.end)):
            if region.span.end > end:
                self._merged.append(Region(Span(max(region.span.start, end), region.span.end), region.reason))
                end = region.span.end
        self._starts = [region.span.start for region in self._merged]

    def __bool__(self) -> bool:
        return bool(self._merged)

    def reason(self, at: int) -> str | None:
        """Why a link at this offset is left alone, or None."""
        place = bisect_right(self._starts, at) - 1
        if place < 0:
            return None
        region = self._merged[place]
        return region.reason if at < region.span.end else None


NOWHERE = Regions()
"""No region at all."""


def quotes(document: Document) -> list[Region]:
    """The quoted mail in a reply or a forwarded message, as the common clients mark it."""
    return [
        *(Region(span, QUOTED) for span in _spans(document, _QUOTES)),
        *(Region(Span(span.start, len(document.text)), QUOTED) for span in _spans(document, _REST)),
    ]


def marked_off(document: Document) -> list[Region]:
    """The elements that carry ``data-backstamp="off"``, with all that stands in them."""
    return [Region(span, MARKED) for span in _spans(document, '[data-backstamp~="off" i]')]


def is_off(document: Document) -> bool:
    """Whether the whole document is marked as off: on its ``<body>`` or ``<html>``."""
    return next(document.select(":is(html, body)[data-backstamp~='off' i]"), None) is not None


def _spans(document: Document, selector: str) -> Iterator[Span]:
    """From an element's start tag to its end; to the end of the text where it is never closed."""
    for element in document.select(selector):
        if element.start is not None:
            yield Span(element.start.start, element.extent())
