"""The three ways in which Proofpoint's URL Defense writes a destination.

Source: Proofpoint's published decoder, ``URLDefenseDecode``, as its users quote it. The third way replaces characters
that mail programs tend to break by asterisks, ``*`` for one and ``**X`` for a run, and keeps the replaced ones in
base64url behind the URL.
"""

import base64
import binascii
import re
from urllib.parse import unquote

_RUNS = {
    letter: length
    for length, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", start=2)
}
_REPLACED = re.compile(r"\*(?:\*([A-Za-z0-9_-]))?")
_ONE_SLASH = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*+:/)(?=[^/])")
_BACK = str.maketrans("-_", "%/")


def version_1(text: str) -> str:
    """The value of ``u`` in ``/v1/``: ampersands may stand as HTML writes them."""
    return text.replace("&amp;", "&")


def version_2(text: str) -> str:
    """The value of ``u`` in ``/v2/``: ``_`` stands for a slash, ``-`` for a percent sign."""
    return unquote(text.translate(_BACK)).replace("&amp;", "&")


def version_3(text: str) -> str | None:
    """What follows ``/v3/__``: a URL, ``__;``, the replaced characters, ``!``.

    The last ``__;`` counts: an earlier one belongs to a link that was wrapped before.
    """
    end = text.rfind("__;")
    if end < 0:
        return None
    url, kept = text[:end], text[end + 3 :].partition("!")[0]
    characters = _replaced(kept)
    if characters is None:
        return None
    return _filled(_ONE_SLASH.sub(r"\1/", unquote(url)), characters)


def _replaced(kept: str) -> str | None:
    try:
        return base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4)).decode()
    except (binascii.Error, ValueError):
        return None


def _filled(url: str, characters: str) -> str:
    place = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal place
        start, place = place, place + (_RUNS[match[1]] if match[1] else 1)
        return characters[start:place]

    return _REPLACED.sub(fill, url)
