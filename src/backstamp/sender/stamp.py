"""Stamping: the pixel and the rewritten links, written into a message without touching anything else.

A message is read once (``plan``) and can then be stamped for any number of recipients (``Plan.stamp``). Both are pure
functions over octets. Links are numbered from 1 in the order of the message, one number per occurrence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backstamp.mail.edit import TextPart, read_text, rewrite
from backstamp.mail.html import Document
from backstamp.mail.parts import Part, part_map
from backstamp.mail.splice import Edit, splice
from backstamp.sender.bodies import HTML, html_bodies, pixel_body
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.places import MAX_URL, Place, link_places, pixel_place
from backstamp.sender.signed import signature
from backstamp.sender.steering import steer
from backstamp.tokens.token import MAX_LINK, PIXEL, TOKEN_LENGTH, KeyRing, Token
from backstamp.tokens.urls import link_url, pixel_url

_SHOWN_OF_VALUE = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is rewritten.

    Attributes:
        ordinal: from 1, in the order of the message; two links to one place have two ordinals.
        destination: absolute URL, ASCII.
        text: its visible text, whitespace folded, at most 80 characters.
    """

    ordinal: int
    destination: str
    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could have been stamped and was not: what it is, and the reason in a clause."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Body:
    """An HTML part and the places in it that are filled, with the ordinal that each of them stands for."""

    source: TextPart
    places: tuple[tuple[int, Place], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A message read once, ready to be stamped for any number of recipients.

    Attributes:
        message: the octets, without the X-Backstamp header.
        options: as given.
        modes: what the message allows of the options' modes.
        links: the links that are rewritten.
        pixel: whether a pixel is added.
        skipped: what is left alone although it looks like something to stamp.
        untouched: one sentence why nothing is stamped at all, else None.
        bodies: where the stamps go.
    """

    message: bytes
    options: Options
    modes: Modes
    links: tuple[Link, ...]
    pixel: bool
    skipped: tuple[Skipped, ...]
    untouched: str | None
    bodies: tuple[Body, ...] = ()

    def stamp(self, ring: KeyRing, message_id: int, recipient: int, modes: Modes | None = None) -> bytes:
        """Stamp the message for one recipient.

        Args:
            ring: seals the tokens.
            message_id: 0 to 2**63 - 1.
            recipient: ordinal of the recipient within the message, 0 to 2**32 - 2.
            modes: for this recipient, no more than ``self.modes``; those when None.

        Returns:
            The stamped message. A link that leads to ``base_url`` itself stays as it is, and so does one that this
            base URL makes longer than 2,048 characters.

        Raises:
            ValueError: a number is out of range (a programming error).
        """
        modes = self.modes.least(modes) if modes else self.modes
        base_url = self.options.base_url
        edits: list[Edit[bytes]] = []
        for body in self.bodies:
            fills: list[Edit[str]] = []
            for ordinal, place in body.places:
                reader = (modes.opens if ordinal == PIXEL else modes.links).ordinal(recipient)
                if reader is None:
                    continue
                token = ring.seal(Token(message_id, reader, ordinal), place.destination)
                if ordinal == PIXEL:
                    fills.append(_pixel(place, pixel_url(base_url, token)))
                elif url := _rewritten(place.destination, base_url, token):
                    fills.append(_link(place, url))
            blanks = [place.blank for _, place in body.places if place.blank is not None]
            edits += rewrite(body.source, fills, blanks)
        return splice(self.message, edits)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A message stamped for one recipient; the attributes mean what they mean in ``Plan``."""

    message: bytes
    links: tuple[Link, ...]
    pixel: bool
    skipped: tuple[Skipped, ...]
    untouched: str | None


def plan(message: bytes, options: Options) -> Plan:
    """Read a message and find out what a stamp would do to it.

    Args:
        message: as it would be sent; any octets.
        options: what may be done.

    Raises:
        ModeError: the message's header X-Backstamp asks for more than the options allow.
    """
    steering = steer(message, part_map(message))
    root = part_map(steering.message)
    untouched = steering.reason or signature(steering.message, root)
    modes = options.modes.restricted(steering.opens, steering.links, "The message's header X-Backstamp")
    if untouched is None and modes.off:
        untouched = "Neither opens nor links may be recorded."
    if untouched is not None:
        return Plan(steering.message, options, modes, (), False, (), untouched)
    return _Planner(steering.message, options, modes).plan(root)


def stamp(
    message: bytes,
    options: Options,
    *,
    ring: KeyRing,
    message_id: int,
    recipient: int = 0,
) -> Stamped:
    """Plan and stamp in one call, for one recipient; arguments and errors as for ``plan`` and ``Plan.stamp``."""
    ready = plan(message, options)
    kept: list[Link] = []
    left: list[Skipped] = []
    for link in ready.links:
        if _rewritten(link.destination, options.base_url, "." * TOKEN_LENGTH):
            kept.append(link)
        else:
            left.append(
                Skipped(link.destination[:_SHOWN_OF_VALUE], "leads to the collector, or is too long once stamped")
            )
    stamped = ready.stamp(ring, message_id, recipient)
    return Stamped(stamped, tuple(kept), ready.pixel, (*ready.skipped, *left), ready.untouched)


class _Planner:
    """Collects what is found while the bodies of one message are read in order."""

    def __init__(self, message: bytes, options: Options, modes: Modes) -> None:
        self._message, self._options, self._modes = message, options, modes
        self._may_open, self._may_link = modes.opens is not Mode.OFF, modes.links is not Mode.OFF
        self._links: list[Link] = []
        self._skipped: list[Skipped] = []
        self._pixel = False

    def plan(self, root: Part) -> Plan:
        parts = list(html_bodies(root))
        with_pixel = pixel_body(root) if self._may_open else None
        self._skip_attached(root, parts)
        bodies = [body for part in parts if (body := self._body(part, with_pixel)) is not None]
        untouched = None
        if not parts:
            untouched = "The message has no HTML part."
        elif not bodies:
            untouched = "Nothing in the message can be stamped."
        return Plan(
            self._message,
            self._options,
            self._modes,
            tuple(self._links),
            self._pixel,
            tuple(self._skipped),
            untouched,
            tuple(bodies),
        )

    def _skip_attached(self, root: Part, parts: list[Part]) -> None:
        stamped = {part.number for part in parts}
        for part in root.own():
            if part.content_type == HTML and part.number not in stamped:
                self._skipped.append(Skipped(f"part {part.number}", "an attachment, not the message's own text"))

    def _body(self, part: Part, with_pixel: Part | None) -> Body | None:
        source = read_text(self._message, part)
        if isinstance(source, str):
            self._skipped.append(Skipped(f"part {part.number}", source))
            return None
        document = Document(source.text)
        places = list(self._link_places(source, document)) if self._may_link else []
        if part is with_pixel:
            places += self._pixel_places(part, document)
        return Body(source, tuple(places)) if places else None

    def _link_places(self, source: TextPart, document: Document) -> Iterator[tuple[int, Place]]:
        for found in link_places(source, document):
            if not isinstance(found, Place):
                self._skipped.append(Skipped(found[0][:_SHOWN_OF_VALUE], found[1]))
            elif len(self._links) == MAX_LINK:
                self._skipped.append(Skipped("all further links", f"a message has at most {MAX_LINK} of them"))
                return
            else:
                self._links.append(Link(len(self._links) + 1, found.destination, found.text))
                yield len(self._links), found

    def _pixel_places(self, part: Part, document: Document) -> Iterator[tuple[int, Place]]:
        place = pixel_place(document)
        if place is None:
            self._skipped.append(Skipped(f"the pixel in part {part.number}", "unclosed markup would swallow it"))
        else:
            self._pixel = True
            yield PIXEL, place


def _rewritten(destination: str, base_url: str, token: str) -> str | None:
    """The stamped URL, or None for a link that leads to the collector itself or would become too long."""
    base = base_url.rstrip("/")
    if destination.startswith((f"{base}/l/", f"{base}/o/")):
        return None
    url = link_url(base, token, destination)
    return url if len(url) <= MAX_URL else None


def _pixel(place: Place, url: str) -> Edit[str]:
    return Edit(place.start, place.end, f'<img src="{_escaped(url)}" width="1" height="1" alt="">')


def _link(place: Place, url: str) -> Edit[str]:
    """The new value; one without quotes gets them."""
    return Edit(place.start, place.end, _escaped(url) if place.quote else f'"{_escaped(url)}"')


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;").replace("<", "&lt;")
