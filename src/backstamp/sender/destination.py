"""Where a link leads: what a browser would request for an attribute's value, or why the link is left alone."""

import re
from dataclasses import dataclass

import ada_url

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*+:", re.IGNORECASE)
_PLACEHOLDERS = ("{{", "{%", "*|")
_WEB = ("http:", "https:")


@dataclass(frozen=True, slots=True)
class NoLink:
    """The value leads nowhere that could be counted; ``reason`` says why, in a clause."""

    reason: str


def destination(value: str, *, utf8: bool) -> str | NoLink:
    """Normalise a link's value as browsers do (WHATWG URL Standard section 4.4).

    Args:
        value: with its entities decoded.
        utf8: whether the part is written in UTF-8.

    Returns:
        An absolute http or https URL in ASCII, or why there is none.
    """
    text = value.strip("\t\n\f\r ")
    if any(mark in text for mark in _PLACEHOLDERS):
        return NoLink("a placeholder that nothing has filled in")
    if "\N{REPLACEMENT CHARACTER}" in text:
        return NoLink("damaged: some of its characters cannot be read")
    if not text.isascii() and not utf8:
        # The URL Standard encodes a query in the page's character set, mail clients convert pages to UTF-8 first.
        return NoLink("not ASCII, in a part that is not UTF-8: clients disagree where it leads")
    try:
        url = ada_url.URL(text)
    except ValueError:
        return NoLink(_why_unreadable(text))
    if url.protocol not in _WEB:
        return NoLink("not a web link")
    return str(url.href)


def _why_unreadable(text: str) -> str:
    scheme = _SCHEME.match(text)
    if scheme:
        return "not a readable URL" if scheme[0].lower() in _WEB else "not a web link"
    if text.startswith("#"):
        return "a place in the message itself"
    return "a relative link" if text else "empty"
