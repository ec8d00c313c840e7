"""Our own stamps of an earlier journey, found in a quoted reply or a forward, taken out.

A pixel that stays in a quote would report every reader of the answer as one of the first message's; a stamped link in
it would count their clicks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from backstamp.mail.html import Document
from backstamp.mail.splice import Edit, Span
from backstamp.sender.marks import NOTICE_CLASS, escaped
from backstamp.sender.own import OwnStamps
from backstamp.sender.places import Found
from backstamp.sender.regions import Region, Regions

_WORD = re.compile(r"https?://[^\s<>\"]++", re.IGNORECASE)


def leftovers(document: Document, found: list[Found], own: OwnStamps, rewritten: set[int]) -> Iterator[Edit[str]]:
    """Edits that take out what an earlier stamp has left.

    Args:
        document: the HTML body.
        found: its links.
        own: recognises our stamps.
        rewritten: offsets of the links that are stamped anew anyway.
    """
    notices = [Region(span, "") for span in _notices(document, sorted(rewritten))]
    yield from (Edit(*region.span, "") for region in notices)
    inside = Regions(notices)
    for span in _pixels(document, own):
        if inside.reason(span.start) is None:
            yield Edit(*span, "")
    for link in found:
        leads_to = own.link(link.value) if link.start not in rewritten else None
        if leads_to is not None and inside.reason(link.start) is None:
            url = _written(leads_to)
            yield Edit(link.start, link.end, url if link.quote else f'"{url}"')


def _written(url: str) -> str:
    """A URL between quotes; its fragment may hold characters that the part's character set has not."""
    return escaped(url).encode("ascii", "xmlcharrefreplace").decode()


def _pixels(document: Document, own: OwnStamps) -> Iterator[Span]:
    for element in document.elements("img"):
        source = element.value("src") or ""
        # Gmail keeps the first address of a picture behind the one of its proxy: ``https://ci3…#https://…``.
        if (own.is_pixel(source) or own.is_pixel(source.partition("#")[2])) and element.start is not None:
            yield element.start


def _notices(document: Document, rewritten: list[int]) -> Iterator[Span]:
    """Lines for the reader: paragraphs of our class, closed as we close them; one that holds a link is none of ours."""
    if NOTICE_CLASS not in document.text:
        return
    done = 0
    for element in document.select(f"p.{NOTICE_CLASS}"):
        if element.start is None or element.end is None or element.start.start < done:
            continue
        span = Span(element.start.start, element.end.end)
        if bisect_left(rewritten, span.start) == bisect_left(rewritten, span.end):
            done = span.end
            yield span


def leftovers_in_plain_text(text: str, own: OwnStamps) -> Iterator[Edit[str]]:
    """Edits that let the stamped links of a plain text lead where they led."""
    for match in _WORD.finditer(text):
        leads_to = own.link(match[0])
        if leads_to is not None:
            yield Edit(*match.span(), leads_to)
