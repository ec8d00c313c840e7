"""Which parts of a message are its HTML bodies: what a reader sees on opening it, not what is attached to it."""

from collections.abc import Iterator

from backstamp.mail.parts import Part

HTML = "text/html"


def html_bodies(root: Part) -> Iterator[Part]:
    """Every HTML part that a client may show as the message's own text, in order.

    Attachments, named files, embedded messages and the resources of a multipart/related are none (RFC 2387 section 3.2:
    its root is the first part).
    """
    if root.children:
        for child in root.children[:1] if root.content_type == "multipart/related" else root.children:
            yield from html_bodies(child)
    elif is_html_body(root):
        yield root


def is_html_body(part: Part) -> bool:
    """Whether a leaf is HTML for reading rather than a file."""
    return part.content_type == HTML and part.disposition in {"", "inline"} and not part.has_filename


def pixel_body(root: Part) -> Part | None:
    """The one HTML body that carries the pixel.

    Of several parts in a row a client shows all: the first takes it. Of alternatives it shows the last that it
    understands (RFC 2046 section 5.1.4): the last takes it, so that one opening is one request.
    """
    if not root.children:
        return root if is_html_body(root) else None
    children = root.children
    if root.content_type == "multipart/alternative":
        children = children[::-1]
    elif root.content_type == "multipart/related":
        children = children[:1]
    return next((found for found in map(pixel_body, children) if found), None)
