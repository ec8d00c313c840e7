"""An http(s) URL taken apart, quickly and without loss: its host, its path and query, its fragment."""

import re
from dataclasses import dataclass
from functools import lru_cache

import ada_url

MAX_URL = 32_768
"""Characters of a URL that is looked into; longer ones are left alone."""
_LONGEST_HOST = 255
_WHOLE = re.compile(
    r"https?://(?:[^/?#@\\]*+@)?(\[[^\]/?#@\\]*+\]|[^/?#:@\\]*+)(?::[0-9]*+)?(?=[/?#]|$)([^#]*+)(#.*+)?",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN = re.compile(r"https?://[!$&-;=?-Z_a-z~%\[\]#]++", re.IGNORECASE)
_BEGINS = re.compile(r"https?://[^/?#\\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL that matter here.

    Attributes:
        host: lower-case, without a final dot; an IPv6 address in brackets.
        target: path and query, from the first slash on (which is added where it is missing).
        fragment: with its ``#``; "" where there is none.
    """

    host: str
    target: str
    fragment: str

    @property
    def path(self) -> str:
        """The path, without the query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What follows the first question mark, "" where there is none."""
        return self.target.partition("?")[2]


@lru_cache(maxsize=64)
def address(url: str) -> Address | None:
    """``url`` taken apart; None where it is not an absolute http(s) URL with a host, or longer than ``MAX_URL``."""
    if len(url) > MAX_URL:
        return None
    match = _WHOLE.match(url)
    if match is None or not 0 < len(match[1]) <= _LONGEST_HOST:
        return None
    target = match[2]
    if not target.startswith("/"):
        target = "/" + target
    return Address(match[1].lower().removesuffix("."), target, match[3] or "")


def absolute(text: str) -> str | None:
    """``text`` where it is a well-formed absolute http(s) URL (WHATWG URL Standard), else None.

    Characters are kept as they stand where all of them belong in a URL, else the URL is written as browsers do.
    """
    text = text.strip()
    if len(text) > MAX_URL or not _BEGINS.match(text):
        return None
    if _PLAIN.fullmatch(text):
        return text if ada_url.check_url(text) else None
    try:
        return str(ada_url.URL(text.encode("utf-8", "replace").decode("utf-8")).href)
    except ValueError:
        return None
