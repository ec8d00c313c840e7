"""Content-Transfer-Encoding (RFC 2045 section 6): a body read by any of them, with a way back to its octets.

An encoding that is none of the five known ones is stated as undecodable (None), never guessed.
"""

from dataclasses import dataclass

from backstamp.mail import base64_body, quoted_printable
from backstamp.mail.quoted_printable import QuotedPrintable
from backstamp.mail.splice import Span

PLAIN = frozenset({"7bit", "8bit", "binary"})
"""Encodings that change nothing."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A body that is not encoded.

    Attributes:
        decoded: its octets.
    """

    decoded: bytes

    def origin(self, span: Span) -> Span:
        """Where a run of decoded octets stands in the body: there."""
        return span


class Base64:
    """A body in base64.

    Attributes:
        decoded: its octets without the encoding.
        layout: how it is set in lines, None where it is damaged or mixed with something else.
    """

    __slots__ = ("_places", "decoded", "layout")

    def __init__(self, body: bytes) -> None:
        self.decoded = base64_body.decode(body)
        self.layout = base64_body.layout(body, self.decoded)
        self._places = base64_body.Places(body)

    def origin(self, span: Span) -> Span:
        """The smallest run of the body's characters that holds a run of decoded octets."""
        return self._places.origin(span)


def read(body: bytes, encoding: str) -> Plain | QuotedPrintable | Base64 | None:
    """Read a body by its transfer encoding, leniently.

    Args:
        body: as it stands in the message.
        encoding: the Content-Transfer-Encoding, lower case.

    Returns:
        The body with its octets decoded, or None for an encoding that is not known.
    """
    if encoding in PLAIN:
        return Plain(body)
    if encoding == "quoted-printable":
        return QuotedPrintable(body)
    return Base64(body) if encoding == "base64" else None


def decode(body: bytes, encoding: str) -> bytes | None:
    """The octets of a body without its transfer encoding, or None for one that is not known; see ``read``."""
    if encoding in PLAIN:
        return body
    if encoding == "quoted-printable":
        return quoted_printable.decode(body)
    return base64_body.decode(body) if encoding == "base64" else None
