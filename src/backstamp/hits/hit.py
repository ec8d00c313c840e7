"""A hit: one HTTP request for a pixel or link, as it arrived. A fact, never changed."""

from dataclasses import dataclass
from enum import StrEnum

Headers = tuple[tuple[str, str], ...]


class PathKind(StrEnum):
    """Which of our two paths was asked for."""

    PIXEL = "pixel"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Hit:
    """One stored request.

    Attributes:
        id: position in the hit store, from 1, growing with arrival.
        at: arrival, microseconds since 1970-01-01 UTC.
        method: HTTP method as sent (``GET``, ``HEAD`` …).
        kind: pixel or link.
        message: message id from the token.
        recipient: recipient ordinal from the token.
        link: link ordinal from the token, from 1; 0 for the pixel.
        peer: the client's address: the peer of the connection, or what a trusted proxy said it was.
        http_version: ``1.0``, ``1.1`` or ``2``.
        headers: names (lower case) and values in order of first appearance, repeated names together; bytes
            beyond ASCII stand as the ISO 8859-1 characters of the same number.
    """

    id: int
    at: int
    method: str
    kind: PathKind
    message: int
    recipient: int
    link: int
    peer: str
    http_version: str
    headers: Headers

    def header(self, name: str) -> str | None:
        """The value of the first header called ``name`` (lower case), or None where the client sent none."""
        return next((value for key, value in self.headers if key == name), None)
