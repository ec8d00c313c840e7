"""Which parts of a message are its HTML bodies: what a reader sees on opening it, not what is attached to it."""

from collections.abc import Callable, Iterator

from backstamp.mail.parts import Part

HTML = "text/html"
TEXT = "text/plain"


def html_bodies(root: Part) -> Iterator[Part]:
    """Every HTML part that a client may show as the message's own text, in order.

    Attachments, named files, embedded messages and the resources of a multipart/related are none (RFC 2387 section 3.2:
    its root is the first part), nor is what a mail system reports to a sender (RFC 6522).
    """
    return _bodies(root, _shown, HTML)


def _is_body(part: Part) -> bool:
    """Whether a leaf is for reading rather than a file; without an octet there is nothing to read."""
    for_reading = part.disposition in {"", "inline"} and not part.has_filename and not part.children
    return for_reading and part.body.start < part.body.end


def text_bodies(root: Part) -> Iterator[Part]:
    """Every plain text part that a client may show as the message's own text, in order."""
    return _bodies(root, _shown, TEXT)


def pixel_body(root: Part) -> Part | None:
    """The one HTML body that carries the pixel.

    Of several parts in a row a client shows all: the first takes it. Of alternatives it shows the last that it
    understands (RFC 2046 section 5.1.4): the last takes it, so that one opening is one request.
    """
    return next(_bodies(root, _preferred, HTML), None)


def _bodies(root: Part, children: Callable[[Part], tuple[Part, ...]], content_type: str) -> Iterator[Part]:
    """The bodies of one type, the children of a part in the order that a function gives; nesting has no limit."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.content_type == content_type and _is_body(part):
            yield part
        elif not part.holds_message:
            waiting += reversed(children(part))


def _shown(part: Part) -> tuple[Part, ...]:
    if part.content_type == "multipart/report":
        return ()
    return part.children[:1] if part.content_type == "multipart/related" else part.children


def _preferred(part: Part) -> tuple[Part, ...]:
    return part.children[::-1] if part.content_type == "multipart/alternative" else _shown(part)
