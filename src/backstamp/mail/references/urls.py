"""Addresses as clients read them (WHATWG URL Standard section 4.4): stripped, made absolute, never fetched."""

import re
from functools import lru_cache

import ada_url

_ENDS = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:")
MAX_URL = 1_000_000
"""Characters of an address that are resolved; longer ones (a picture in a data: URI) are kept as they are."""
_MAX_KEPT = 2000
UNSEEN = "https://message.invalid/"
"""Stands for the place of a message without a base: what still points there cannot be resolved."""


def stripped(text: str) -> str:
    """Without control characters and blanks around it, without tabs and line breaks inside."""
    text = text.strip(_ENDS)
    return text.translate(_BREAKS) if "\n" in text or "\t" in text or "\r" in text else text


def resolved(value: str, base: str | None) -> str | None:
    """An absolute URL, or None.

    Args:
        value: stripped.
        base: absolute, or None where the message gives none: then ``//host`` is taken as https, and a relative value
            leads nowhere.
    """
    if not value or value.startswith("#"):
        return None
    if len(value) > MAX_URL:
        return value if _SCHEME.match(value) else None
    if len(value) > _MAX_KEPT:
        return _resolved(value, base)
    return _kept(value, base)


def _resolved(value: str, base: str | None) -> str | None:
    text = value.encode("utf-8", "replace").decode("utf-8")
    try:
        if base is None and _SCHEME.match(text):
            return ada_url.URL(text).href
        url = ada_url.join_url(base or UNSEEN, text)
    except ValueError:
        return None
    return None if base is None and url.startswith(UNSEEN) else url


_kept = lru_cache(maxsize=4096)(_resolved)


def is_remote(url: str | None) -> bool:
    """Whether an absolute URL leads to another machine over HTTP or FTP."""
    return url is not None and url.startswith(("http://", "https://", "ftp://"))
