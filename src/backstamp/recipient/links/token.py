"""The pieces of a URL that look like identifiers: which stand in its path and query, and how opaque each is."""

import re
from dataclasses import dataclass

from backstamp.recipient.links.address import address
from backstamp.recipient.links.decoders import percent
from backstamp.recipient.links.surprise import bits

FULL = 64.0
"""Bits from which on a piece counts as wholly opaque."""
_MOST = 256
_FILE = re.compile(r"png|jpe?g|gif|webp|svg|ico|css|m?js|woff2?|ttf|eot|pdf|mp4|avif", re.IGNORECASE)
_PAGE = re.compile(r"[sx]?html?|aspx?|php[345]?|jsp|cfm|cgi|dtd|xml|pl|do", re.IGNORECASE)
_HASH = re.compile(r"[A-Za-z0-9]{6,64}")
_WORD = re.compile(r"[A-Za-z]{3}")
_LEAST_HASH = 20.0
_PIXEL_WORDS = re.compile(r"open|pixel|track|beacon|blank|spacer|trans|count", re.IGNORECASE)
_TEMPLATE = re.compile(r"[\[{<%][\[{%]|\*\|")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a URL.

    Attributes:
        value: as it stands there, without a file's ending.
        name: of the parameter; "" in the path.
        place: which segment of the path or which parameter, counted from 0.
        opaque: 0 (words, dates, sizes, versions) to 1 (64 bits that mean nothing to a reader, or more).
        content_hash: whether it looks like a file's name with a hash of its content (``logo-3fa2b1c9.png``), which is
            opaque and the same for everybody.
    """

    value: str
    name: str
    place: int
    opaque: float
    content_hash: bool = False


def tokens(url: str) -> tuple[Token, ...]:
    """The pieces of path and query that are not wholly plain, in order, at most ``_MOST`` of each.

    Parameters that hold a URL, templates that nobody filled in and empty pieces are none. () where ``url`` is no
    absolute http(s) URL.
    """
    where = address(url)
    if where is None:
        return ()
    found = []
    for place, segment in enumerate(where.path.split("/", _MOST + 1)[1 : _MOST + 1]):
        found.append(_segment(segment, place))
    for place, piece in enumerate(where.query.split("&", _MOST)[:_MOST] if where.query else ()):
        name, equals, value = piece.partition("=")
        found.append(_token(value, name, place) if equals else _token(name, "", place))
    return tuple(token for token in found if token is not None)


def _segment(segment: str, place: int) -> Token | None:
    stem, _, ending = segment.rpartition(".")
    if stem and _FILE.fullmatch(ending):
        return _token(stem, "", place, content_hash=_has_content_hash(stem))
    return _token(stem if stem and _PAGE.fullmatch(ending) else segment, "", place)


def _has_content_hash(stem: str) -> bool:
    """Whether a file's name is words and then a hash; a pixel's name with a hash is none of the content."""
    cut = max(map(stem.rfind, "-._"))
    words, last = stem[: max(cut, 0)], stem[cut + 1 :]
    if not _WORD.search(words) or not _HASH.fullmatch(last) or _PIXEL_WORDS.search(words):
        return False
    return bits(words) == 0 and bits(last) >= _LEAST_HASH


def _token(value: str, name: str, place: int, *, content_hash: bool = False) -> Token | None:
    plain = percent(value)
    if _TEMPLATE.search(plain) or "://" in plain:
        return None
    opaque = min(1.0, bits(plain) / FULL)
    return Token(value, name, place, opaque, content_hash) if opaque > 0 else None
