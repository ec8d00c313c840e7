"""Planning: reading a message once and finding every place that a stamp would fill, with the reasons for the rest."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from backstamp.mail.edit import TextPart, read_text
from backstamp.mail.headers import unfolded
from backstamp.mail.html import Document
from backstamp.mail.parts import Part
from backstamp.mail.splice import Edit
from backstamp.sender.bodies import HTML, html_bodies, pixel_body, text_bodies
from backstamp.sender.body import Body, LinkPlace, LinkWriter
from backstamp.sender.changes import Link, Place, Skipped
from backstamp.sender.destination import Destination, NoLink
from backstamp.sender.judgement import House, Links, Verdict
from backstamp.sender.leftovers import leftovers, leftovers_in_plain_text
from backstamp.sender.lines import Lines
from backstamp.sender.meaning import Meaning
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.own import own_stamps
from backstamp.sender.pixel import pixel_place
from backstamp.sender.places import Found, base_address, find_links, find_plain_links
from backstamp.sender.regions import Regions, is_off, marked_off, quotes
from backstamp.tokens.token import MAX_LINK

MAX_TEXT = 4 * 1024 * 1024
"""Characters of a part beyond which it is left alone; the largest seen in real mail are below a tenth of that."""

_SHOWN_OF_VALUE = 200
_STAMPED_SIZE = 120
_BRACKETED = re.compile(r"<([^<>]++)>")


class Planner:
    """Collects what is found while the bodies of one message are read in order.

    Args:
        message: the octets.
        root: their part map.
        options: how the message is to be stamped.
        modes: the highest for any copy of it.

    Attributes:
        bodies: where stamps go.
        links: the links that are rewritten.
        skipped: what is left alone although it looks like something to stamp.
        pixel: whether there is a place for the pixel.
    """

    def __init__(self, message: bytes, root: Part, options: Options, modes: Modes) -> None:
        self._message, self._root, self._options = message, root, options
        self._links_wanted = modes.links is not Mode.OFF
        self._plain_wanted = self._links_wanted and options.plain_text
        self._closing_wanted = modes.opens is not Mode.OFF or options.visible or options.footer
        own, meaning = own_stamps(options.base_url), Meaning(_unsubscribe(message, root))
        self._house = House(options.base_url, own, meaning, options.leaves)
        self.bodies: list[Body] = []
        self.links: list[Link] = []
        self.skipped: list[Skipped] = []
        self.pixel = False

    def read(self) -> None:
        """Read every body of the message."""
        parts = list(html_bodies(self._root))
        closing = pixel_body(self._root) if self._closing_wanted else None
        self._skip_others({part.number for part in parts})
        for part in sorted([*parts, *self._texts()], key=lambda part: part.body):
            self._read_part(part, closing=part is closing)

    def _texts(self) -> list[Part]:
        """Plain text bodies: all where links in them are wanted, else those of a size to look for own stamps in."""
        if not any(field.name for field in self._root.fields):
            return []  # the record would have no header to stand in
        texts = text_bodies(self._root)
        return [part for part in texts if self._plain_wanted or part.body.end - part.body.start <= MAX_TEXT]

    def _skip_others(self, stamped: set[str]) -> None:
        for part in self._root.own():
            if part.content_type == HTML and part.number not in stamped:
                self.skipped.append(
                    Skipped(f"part {part.number}", "attached or part of a report, not the message's own text")
                )
            elif part.content_type == "text/x-amp-html":
                self.skipped.append(Skipped(f"part {part.number}", "AMP: its rules allow no pixel and no other links"))

    def _read_part(self, part: Part, *, closing: bool) -> None:
        source = read_text(self._message, part)
        if isinstance(source, str):
            self._skip_part(part, source)
        elif len(source.text) > MAX_TEXT:
            self._skip_part(part, f"more than {MAX_TEXT:,} characters")
        elif part.content_type == HTML:
            self._read_document(part, source, closing=closing)
        else:
            self._read_plain(source)

    def _skip_part(self, part: Part, reason: str) -> None:
        if part.content_type == HTML or self._plain_wanted:
            self.skipped.append(Skipped(f"part {part.number}", reason))

    def _read_plain(self, source: TextPart) -> None:
        """Stamp the links where that is wanted; own stamps go in any case, as quotes of earlier messages hold them."""
        judge = Links(self._house, utf8=source.content.codec == "utf_8").judge
        found = find_plain_links(source) if self._plain_wanted else []
        places = tuple(self._link_places(source, found, judge(found)))
        again = self._house.is_named_in(source.text)
        earlier = tuple(leftovers_in_plain_text(source.text, self._house.own)) if again else ()
        fixed = tuple(_apart(earlier, places))
        if places or fixed:
            self.bodies.append(Body(source, places, None, fixed, _without(earlier, fixed)))

    def _read_document(self, part: Part, source: TextPart, *, closing: bool) -> None:
        document = Document(source.text)
        quoted, off = quotes(document), marked_off(document)
        utf8 = source.content.codec == "utf_8"
        judge = Links(self._house, Regions([*off, *quoted]), base_address(document), utf8=utf8).judge
        found = find_links(document)
        verdicts = judge(found) if self._links_wanted else []
        places = tuple(self._link_places(source, found, verdicts))
        fixed: tuple[Edit[str], ...] = ()
        restored: tuple[Edit[str], ...] = ()
        if self._house.is_named_in(source.text):
            fixed = tuple(leftovers(document, found, self._house.own, {place.start for place in places}))
            restored = _without(leftovers(document, found, self._house.own, set()), fixed)
        at = None
        if closing and not (off and is_off(document)):
            size = len(source.octets) + _STAMPED_SIZE * len(places)
            at = self._closing_place(part, document, size, [region.span.start for region in quoted])
        if places or fixed or at is not None:
            self.bodies.append(Body(source, places, at, fixed, restored))

    def _link_places(self, source: TextPart, found: list[Found], verdicts: list[Verdict]) -> Iterator[LinkPlace]:
        """Number the links; a twin in a conditional comment takes the number of the link that all others show."""
        writer = LinkWriter(self._options.base_url)
        going: list[tuple[Found, Destination]] = []
        lines = Lines(source.text)
        for link, verdict in zip(found, verdicts, strict=False):
            if isinstance(verdict, NoLink):
                self._skip(source, lines, link, verdict)
            else:
                going.append((link, verdict))
        for (link, leads_to), ordinal in zip(going, self._ordinals(going), strict=True):
            if ordinal is not None:
                yield writer.place(link, ordinal, leads_to)

    def _ordinals(self, going: list[tuple[Found, Destination]]) -> list[int | None]:
        """An ordinal for each link that is rewritten; None once a message has as many as a token can tell apart."""
        if not any(link.hidden for link, _ in going):
            return [self._number(link, url) for link, (url, _) in going]
        ordinals: list[int | None] = []
        shown = {leads_to.url for link, leads_to in going if not link.hidden}
        waiting: dict[str, list[int]] = {}
        latest: dict[str, int | None] = {}
        for link, (url, _) in going:
            if link.hidden and url in shown:
                waiting.setdefault(url, []).append(len(ordinals))
                ordinals.append(latest.get(url))
                continue
            ordinal = latest[url] = self._number(link, url)
            for twin in waiting.pop(url, ()):
                ordinals[twin] = ordinal
            ordinals.append(ordinal)
        return ordinals

    def _number(self, link: Found, url: str) -> int | None:
        if len(self.links) == MAX_LINK:
            reason = f"a message has at most {MAX_LINK} of them"
            if self.skipped[-1:] != [Skipped("all further links", reason)]:
                self.skipped.append(Skipped("all further links", reason))
            return None
        self.links.append(Link(len(self.links) + 1, url, link.text))
        return len(self.links)

    def _skip(self, source: TextPart, lines: Lines, link: Found, verdict: NoLink) -> None:
        if not link.hidden:
            place = Place(source.part.number, link.start, lines.at(link.start), link.text)
            self.skipped.append(Skipped(link.value[:_SHOWN_OF_VALUE], verdict.reason, place))

    def _closing_place(self, part: Part, document: Document, octets: int, quoted: list[int]) -> int | None:
        at = pixel_place(document, octets, quoted)
        if at is None:
            self.skipped.append(Skipped(f"the pixel in part {part.number}", "no image would be shown anywhere in it"))
        self.pixel = at is not None
        return at


def _apart(edits: Iterable[Edit[str]], places: tuple[LinkPlace, ...]) -> Iterator[Edit[str]]:
    """The edits that overlap none of the places, which come in order."""
    ends = [place.end for place in places]
    for edit in edits:
        following = bisect_right(ends, edit.start)
        if following == len(places) or places[following].start >= edit.end:
            yield edit


def _without(edits: Iterable[Edit[str]], others: tuple[Edit[str], ...]) -> tuple[Edit[str], ...]:
    """The edits that are none of the others."""
    known = {edit.start for edit in others}
    return tuple(edit for edit in edits if edit.start not in known)


def _unsubscribe(message: bytes, root: Part) -> Iterator[str]:
    """The URLs of List-Unsubscribe (RFC 2369 section 2: in angle brackets)."""
    for raw in root.raw_values(message, "list-unsubscribe"):
        yield from _BRACKETED.findall(unfolded(raw).replace(" ", ""))
