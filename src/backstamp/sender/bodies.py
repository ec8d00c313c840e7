"""Which parts of a message are its HTML bodies: what a reader sees on opening it, not what is attached to it."""

from collections.abc import Callable, Iterator

from backstamp.mail.parts import Part

HTML = "text/html"


def html_bodies(root: Part) -> Iterator[Part]:
    """Every HTML part that a client may show as the message's own text, in order.

    Attachments, named files, embedded messages and the resources of a multipart/related are none (RFC 2387 section 3.2:
    its root is the first part).
    """
    return _bodies(root, _shown)


def is_html_body(part: Part) -> bool:
    """Whether a leaf is HTML for reading rather than a file; without an octet there is nothing to read."""
    return (
        part.content_type == HTML
        and part.disposition in {"", "inline"}
        and not part.has_filename
        and part.body.start < part.body.end
    )


def pixel_body(root: Part) -> Part | None:
    """The one HTML body that carries the pixel.

    Of several parts in a row a client shows all: the first takes it. Of alternatives it shows the last that it
    understands (RFC 2046 section 5.1.4): the last takes it, so that one opening is one request.
    """
    return next(_bodies(root, _preferred), None)


def _bodies(root: Part, children: Callable[[Part], tuple[Part, ...]]) -> Iterator[Part]:
    """The HTML bodies in the order that a function gives the children of a part in; parts may nest without limit."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if is_html_body(part):
            yield part
        elif not part.holds_message:
            waiting += reversed(children(part))


def _shown(part: Part) -> tuple[Part, ...]:
    return part.children[:1] if part.content_type == "multipart/related" else part.children


def _preferred(part: Part) -> tuple[Part, ...]:
    return part.children[::-1] if part.content_type == "multipart/alternative" else _shown(part)
