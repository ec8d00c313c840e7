"""Where a link leads: what a browser would request for an attribute's value, or why the link is left alone."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import ada_url

from backstamp.sender.placeholder import has_placeholder

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*+:", re.IGNORECASE)
_REMOVED = str.maketrans("", "", "\t\n\r")  # inside a URL, by the URL Standard section 4.4
_WEB = ("http:", "https:")
_SHOWN_OF_SCHEME = 30

# URLs that the URL Standard leaves as they are, character for character, and that hold no placeholder. What may be
# rewritten goes the long way: upper case, ports, users and Punycode in front; dot segments and apostrophes behind.
_AS_WRITTEN = re.compile(
    r"""
    ( https?://
      (?: (?!xn--) [a-z0-9] [a-z0-9-]*+ \. )++ (?!xn--) [a-z] [a-z0-9-]*+
      (?: / (?![.%~-]) [\w.,;:@!()~+=-]*+ (?: %[0-689A-Fa-f][0-9A-Fa-f] [\w.,;:@!()~+=-]*+ )*+ )++
      (?: \? (?: [\w.,;:@!()~?+&-]++ | [=/] (?![~-]) | %[0-689A-Fa-f][0-9A-Fa-f] )*+ )?+
    )
    ( \# [\w/.,;:@!()~?=&+-]*+ )?+
    """,
    re.ASCII | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class NoLink:
    """The value leads nowhere that could be counted; ``reason`` says why, in a clause."""

    reason: str


class Destination(NamedTuple):
    """Where a link leads.

    Attributes:
        url: absolute http or https URL in ASCII, as a browser would request it: without the fragment.
        fragment: with its leading ``#``, or "". A browser takes it along when it is redirected to a location that has
            none of its own (RFC 9110 section 10.2.2), so that it may stand behind the stamped URL.
    """

    url: str
    fragment: str


def read_link(value: str, *, utf8: bool, base: str | None = None) -> Destination | NoLink:
    """Normalise a link's value as browsers do (WHATWG URL Standard section 4.4).

    A protocol-relative link (``//host/path``) in a message without a base is taken for https: webmail is read over
    https; Thunderbird and Apple Mail, which have no page to take a scheme from, fail to follow it or look for a file.
    A relative one without a base leads nowhere: clients guess differently. Two backslashes in front name a Windows
    share to Outlook.

    Args:
        value: with its entities decoded.
        utf8: whether the part is written in UTF-8.
        base: absolute http or https URL of the document's ``<base>``, where it has one.

    Returns:
        The destination, percent-escapes kept as they were written; or why there is none. No error is raised.
    """
    plain = _AS_WRITTEN.fullmatch(value)
    if plain is not None:
        return Destination(plain[1], plain[2] or "")
    return _read_closely(value.strip("\t\n\f\r "), utf8=utf8, base=base)


def _read_closely(text: str, *, utf8: bool, base: str | None) -> Destination | NoLink:
    if problem := _problem(text, utf8=utf8):
        return NoLink(problem)
    try:
        url = ada_url.URL(text, base or ("https://base.invalid" if text.startswith("//") else None))
    except ValueError:
        return NoLink(_why_unreadable(text))
    if url.protocol not in _WEB:
        return NoLink(f"not a web link ({url.protocol[:_SHOWN_OF_SCHEME].rstrip(':')})")
    leads_to, mark, fragment = str(url.href).partition("#")
    return Destination(leads_to, mark + fragment)


def _problem(text: str, *, utf8: bool) -> str | None:
    """Why a value is not even tried to be read as a URL."""
    if has_placeholder(text):
        return "a placeholder that nothing has filled in"
    if "\N{REPLACEMENT CHARACTER}" in text:
        return "damaged: some of its characters cannot be read"
    if not utf8 and not text.isascii() and not text.partition("#")[0].partition("?")[2].isascii():
        # The URL Standard encodes a query in the page's character set, mail clients convert pages to UTF-8 first.
        return "not ASCII, in a part that is not UTF-8: clients disagree where it leads"
    return _nowhere(text)


def _nowhere(text: str) -> str | None:
    if not text:
        return "empty"
    if text.startswith("#"):
        return "a place in the message itself"
    return "a folder on a Windows network" if text.startswith("\\\\") else None


def _why_unreadable(text: str) -> str:
    scheme = _SCHEME.match(text.translate(_REMOVED))
    if scheme is None:
        return "a relative link"
    if scheme[0].lower() in _WEB:
        return "not a readable URL"
    return f"not a web link ({scheme[0][:_SHOWN_OF_SCHEME].rstrip(':').lower()})"
