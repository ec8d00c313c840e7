"""One part of a message with the places in it that a stamp fills, ready to be filled for any recipient."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from backstamp.mail.edit import TextPart
from backstamp.mail.splice import Edit
from backstamp.sender.destination import Destination
from backstamp.sender.marks import closing, escaped
from backstamp.sender.modes import Modes
from backstamp.sender.places import Found
from backstamp.sender.plain_text import PlainLink, replacement
from backstamp.tokens.token import PIXEL, TOKEN_LENGTH, Token
from backstamp.tokens.urls import link_query, link_url, pixel_url, reader_url


class LinkPlace(NamedTuple):
    """A link to be rewritten.

    Attributes:
        start: offset of its value in the text of the part.
        end: offset behind its value.
        ordinal: from 1; what its token carries.
        url: where it leads, absolute, without the fragment.
        before: what is written in front of the token, quotes included.
        after: what is written behind it.
        blank: offset of a blank in front that may become a line break, or None.
    """

    start: int
    end: int
    ordinal: int
    url: str
    before: str
    after: str
    blank: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """A part and what a stamp does to it.

    Attributes:
        source: the part's text.
        links: the links to be rewritten, in order.
        closing: where the pixel and the line for the reader go; None where they do not.
        fixed: edits that are the same in every copy: leftovers of earlier stamps taken out.
        restored: edits of copies without links: own links of earlier, which would be stamped anew, lead where they led.
    """

    source: TextPart
    links: tuple[LinkPlace, ...]
    closing: int | None
    fixed: tuple[Edit[str], ...] = ()
    restored: tuple[Edit[str], ...] = ()

    @property
    def entities(self) -> bool:
        """Whether ampersands in its links are written as entities."""
        text = self.source.text
        return any("&amp;" in text[place.start : place.end] for place in self.links if "&" in place.url)

    @property
    def blanks(self) -> list[int]:
        """Offsets of blanks that may become line breaks."""
        return [place.blank for place in self.links if place.blank is not None]


class Sealer(Protocol):
    """What a copy needs of a key ring."""

    def seal(self, token: Token, destination: str = "") -> str:
        """The token of a pixel."""

    def seal_links(self, message: int, recipient: int, links: Iterable[tuple[int, str]]) -> list[str]:
        """The tokens of links."""

    def seal_reader(self, message: int, recipient: int) -> str:
        """The token of a reader's page."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Which copy of which message is being stamped, and how.

    Attributes:
        ring: seals the tokens.
        base_url: of the collector.
        message: message id.
        recipient: the recipient's ordinal.
        modes: of this copy.
        visible: whether the reader sees a line that says what the message tells.
        footer: whether a link to the reader's page is added.
    """

    ring: Sealer
    base_url: str
    message: int
    recipient: int
    modes: Modes
    visible: bool
    footer: bool

    def edits(self, body: Body) -> list[tuple[int | None, Edit[str]]]:
        """What is done to a body, in no particular order.

        Returns:
            The edits, each with its link's ordinal, 0 for the pixel or the line for the reader, None for a leftover.
        """
        edits: list[tuple[int | None, Edit[str]]] = [(None, edit) for edit in body.fixed]
        reader = self.modes.links.ordinal(self.recipient)
        if reader is None:
            edits += [(None, edit) for edit in body.restored]
        else:
            tokens = self.ring.seal_links(self.message, reader, [(place.ordinal, place.url) for place in body.links])
            edits += [
                (ordinal, Edit(start, end, before + token + after))
                for (start, end, ordinal, _, before, after, _), token in zip(body.links, tokens, strict=True)
            ]
        if body.closing is not None and (new := self._closing()):
            edits.append((PIXEL, Edit(body.closing, body.closing, new)))
        return edits

    def tokens(self, body: Body) -> list[bytes]:
        """The tokens of a body, in the order in which they stand in it."""
        reader = self.modes.links.ordinal(self.recipient)
        links = body.links if reader is not None else ()
        sealed = self.ring.seal_links(self.message, reader or 0, [(place.ordinal, place.url) for place in links])
        if body.closing is None:
            return [token.encode() for token in sealed]
        place = bisect_left([place.start for place in links], body.closing)
        return [token.encode() for token in (*sealed[:place], *self._closing_tokens(), *sealed[place:])]

    def _closing_tokens(self) -> Iterator[str]:
        """Those of the line for the reader and of the pixel behind it."""
        if self.footer:
            yield self._page_token()
        reader = self.modes.opens.ordinal(self.recipient)
        if reader is not None:
            yield self._pixel_token(reader)

    def _closing(self) -> str:
        reader = self.modes.opens.ordinal(self.recipient)
        image = None if reader is None else pixel_url(self.base_url, self._pixel_token(reader))
        page = reader_url(self.base_url, self._page_token()) if self.footer else None
        return closing(self.modes, image, page, visible=self.visible)

    def _pixel_token(self, reader: int) -> str:
        return self.ring.seal(Token(self.message, reader, PIXEL))

    def _page_token(self) -> str:
        reader = self.modes.highest.ordinal(self.recipient)
        return self.ring.seal_reader(self.message, reader or 0)


class LinkWriter:
    """Prepares links for stamping: what stands around a token is the same in every copy.

    Args:
        base_url: of the collector.
    """

    __slots__ = ("_base_url", "_before")

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._before = escaped(f"{base_url.rstrip('/')}/l/")

    def place(self, link: Found, ordinal: int, leads_to: Destination) -> LinkPlace:
        """A link and what stands around its token. In HTML, a value without quotes gets them."""
        if link.plain is not None:
            return self._plain_place(link, link.plain, ordinal, leads_to)
        mark = "" if link.quote else '"'
        after = link_query(leads_to.url) + (escaped(leads_to.fragment) if leads_to.fragment else "") + mark
        return LinkPlace(link.start, link.end, ordinal, leads_to.url, mark + self._before, after, link.blank)

    def _plain_place(self, link: Found, plain: PlainLink, ordinal: int, leads_to: Destination) -> LinkPlace:
        token = "\0" * TOKEN_LENGTH
        written = replacement(plain, link_url(self._base_url, token, leads_to.url) + leads_to.fragment)
        before, after = written.split(token)
        return LinkPlace(link.start, link.end, ordinal, leads_to.url, before, after, None)
