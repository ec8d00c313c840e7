"""A delivered copy as a mail program sees it: the HTML part, the pixel, the links with their words."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from backstamp.errors import UsageError


@dataclass(frozen=True, slots=True)
class Link:
    """One ``<a href>``: its address and the words that a reader clicks on, white space folded."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class DeliveredCopy:
    """What a reader or scanner finds in a copy.

    Attributes:
        html: the HTML part, decoded.
        pixel: address of the tracking pixel.
        links: the links that lead through the collector, in order.
    """

    html: str
    pixel: str
    links: tuple[Link, ...]

    def link(self, words: str) -> str:
        """The address behind the words.

        Raises:
            UsageError: no tracked link carries these words.
        """
        for link in self.links:
            if link.words == words:
                return link.url
        raise UsageError(f"no tracked link says {words!r}; is link tracking switched off?")


class _Page(HTMLParser):
    """Images and links of a page, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.images: list[str] = []
        self.links: list[tuple[str, list[str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img" and (source := values.get("src")):
            self.images.append(source)
        if tag == "a" and (target := values.get("href")):
            self.links.append((target, []))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.links[-1][1].append(data)


def read_copy(copy: bytes, base_url: str) -> DeliveredCopy:
    """Find what is tracked in a copy, the way a mail program finds it.

    Args:
        copy: the message as it arrived.
        base_url: the collector's public address.

    Raises:
        UsageError: the copy has no HTML part, or no pixel.
    """
    message = message_from_bytes(copy, policy=policy.default)
    body = message.get_body(("html",)) if isinstance(message, EmailMessage) else None
    if body is None:
        raise UsageError("the delivered copy has no HTML part to open")
    html = str(body.get_content())
    page = _Page()
    page.feed(html)
    ours = base_url.rstrip("/") + "/"
    pixels = [image for image in page.images if image.startswith(ours)]
    if not pixels:
        raise UsageError(f"the delivered copy has no pixel below {ours}; is open tracking switched off?")
    links = tuple(Link(url, " ".join("".join(words).split())) for url, words in page.links if url.startswith(ours))
    return DeliveredCopy(html, pixels[0], links)
