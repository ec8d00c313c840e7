"""The three URLs that Backstamp writes into messages, and the way back from one to its destination.

A link's destination stands in the URL in clear, percent-encoded as little as possible: a reader can see where it leads.
"""

import re
from urllib.parse import quote, unquote_to_bytes

_TO_ESCAPE = re.compile(r"[^%A-Za-z0-9/:?@!$()*,;=\-._~]")
_DESTINATION = re.compile(rb"(?:^|&)to=([^&]*+)")
_WELL_ESCAPED = re.compile(rb"(?:[^%]|%[0-9A-Fa-f]{2})*+")


def pixel_url(base_url: str, token: str) -> str:
    """The URL of a pixel: ``{base}/o/{token}.gif``."""
    return f"{base_url.rstrip('/')}/o/{token}.gif"


def reader_url(base_url: str, token: str) -> str:
    """The URL of a delivery's reader's page: ``{base}/r/{token}``.

    Args:
        base_url: scheme, host and perhaps a path; a trailing slash makes no difference.
        token: as ``KeyRing.seal_reader`` wrote it, 44 characters.
    """
    return f"{base_url.rstrip('/')}/r/{token}"


def link_url(base_url: str, token: str, destination: str) -> str:
    """The URL of a link: ``{base}/l/{token}?to={destination}``.

    Args:
        base_url: scheme, host and perhaps a path; a trailing slash makes no difference.
        token: as sealed, 44 characters.
        destination: an absolute ASCII URL.

    Returns:
        ASCII; the query holds no quote, angle bracket, blank, plus, hash, ampersand or bare percent sign.
    """
    return f"{base_url.rstrip('/')}/l/{token}{link_query(destination)}"


def link_query(destination: str) -> str:
    """What stands behind the token of a link: ``?to={destination}``, safe in HTML between any quotes."""
    escaped = destination.replace("%", "%25").replace("&", "%26").replace("+", "%2B")
    if _TO_ESCAPE.search(escaped):
        escaped = _TO_ESCAPE.sub(lambda match: quote(match[0], safe=""), escaped)
    return f"?to={escaped}"


def destination_of(query: bytes) -> bytes | None:
    """The destination in the query of a link URL: the way back from ``link_url``.

    Args:
        query: what follows the question mark, as it came in the request.

    Returns:
        The first ``to`` parameter with its percent-escapes undone, or None where there is none or one is malformed.
        Nothing is trusted yet: only the token can tell whether the destination is ours.
    """
    match = _DESTINATION.search(query)
    if match is None or not _WELL_ESCAPED.fullmatch(match[1]):
        return None
    return unquote_to_bytes(match[1])
