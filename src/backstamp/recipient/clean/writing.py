"""How an address is written where it stands: only characters that its surroundings cannot take for their own."""

import re
from urllib.parse import quote

_UNSAFE = re.compile(r"[\x00-\x20\"'<>`\\\x7f-\U0010ffff]")
_UNSAFE_IN_CALENDAR = re.compile(r"[,;]")


def safe(url: str) -> str:
    """An absolute URL without blanks, quotation marks, angle brackets or what is not ASCII: all percent-encoded."""
    return _UNSAFE.sub(_escaped, url)


def in_markup(url: str, depth: int) -> str:
    """As the value of an attribute, in any quotes or none.

    Args:
        url: from ``safe``.
        depth: how many attributes it stands in: 1, and one more for each srcdoc around it; 0 in raw text.
    """
    for _ in range(depth):
        url = url.replace("&", "&amp;")
    return url


def in_calendar(url: str) -> str:
    """As the value of a property, be it a URI or text (RFC 5545 sections 3.3.11 and 3.3.13)."""
    return _UNSAFE_IN_CALENDAR.sub(_escaped, url)


def _escaped(match: re.Match[str]) -> str:
    return quote(match[0].encode("utf-8", "replace"), safe="")
