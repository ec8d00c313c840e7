"""A remote URL, cut into the pieces that may stand for somebody."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from backstamp.mail.domain import registrable
from backstamp.recipient.shapes import is_content_hash, is_opaque

MAX_READ = 4096
"""Characters of a URL that are cut into pieces; identifiers stand in front of that."""
_MAX_PIECES = 60
_PARTS = re.compile(
    r"(?:https?|ftp)://(?:[^/?#@]*+@)?(\[[^\]]*+\]|[^/?#:]*+)(:[0-9]*+)?([^?#]*+)(?:\?([^#]*+))?(?:#(.*+))?", re.DOTALL
)
_PICTURE = re.compile(
    r"\.(?:png|jpe?g|gif|webp|svg|bmp|ico|avif|tiff?|css|woff2?|ttf|otf|eot|js|mp4|pdf)$", re.IGNORECASE
)
_SHARED = re.compile(r"[A-Za-z0-9]{6,}+")
_MIXED = re.compile(r"[A-Za-z][0-9]++[A-Za-z]|[0-9][A-Za-z]++[0-9]")


class Piece(NamedTuple):
    """A path segment, a query value, or the label of a host.

    Attributes:
        text: percent-decoded.
        place: ``host``, ``path``, ``file`` (the last segment of a path that ends like a file), ``query`` or
            ``fragment``.
        name: of a query value; "" where it has none.
    """

    text: str
    place: str
    name: str

    @property
    def title(self) -> str:
        """Where it stands, for people."""
        if self.place == "query":
            return f"the parameter {self.name}" if self.name else "the query"
        return {"host": "the host name", "path": "the path", "file": "the file name"}.get(self.place, "the fragment")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in pieces.

    Attributes:
        url: the whole.
        host: lower-case; of IPv6 with brackets.
        site: the registrable domain.
        path: as it stands, without the query.
        query: as it stands, without its question mark.
        pieces: all of them.
        opaque: those that look like identifiers; file names that are hashes of contents are not among them.
        parts: runs of letters and digits that may be compared between URLs.
        extension: of the last path segment, lower-case with its dot, where it is one of a picture or the like.
    """

    url: str
    host: str
    site: str
    path: str
    query: str
    pieces: tuple[Piece, ...]
    opaque: tuple[Piece, ...]
    parts: frozenset[str]
    extension: str


@lru_cache(maxsize=1024)
def address(url: str) -> Address:
    """Cut a URL into pieces; never raises.

    Args:
        url: absolute, http, https or ftp, as URL parsers write it.
    """
    match = _PARTS.match(url[:MAX_READ])
    if match is None:
        return Address(url, "", "", "", "", (), (), frozenset(), "")
    host, path, query, fragment = match[1].lower(), match[3], match[4] or "", match[5] or ""
    extension = _PICTURE.search(path)
    pieces = tuple(_pieces(host, path, query, fragment, bool(extension)))
    opaque = tuple(piece for piece in pieces if _stands_for_somebody(piece))
    parts = frozenset(part for piece in pieces for part in shared_parts(piece.text))
    ending = extension[0].lower() if extension else ""
    return Address(url, host, registrable(host), path, query, pieces, opaque, parts, ending)


def shared_parts(text: str) -> list[str]:
    """The runs of letters and digits in a text that are worth comparing: long enough, and no plain words.

    Args:
        text: of a URL's piece, or of a header field.
    """
    return [part for part in _SHARED.findall(text) if _MIXED.search(part) or is_opaque(part)]


def _pieces(host: str, path: str, query: str, fragment: str, file: bool) -> list[Piece]:
    labels = host.split(".")[:-2] if not host.startswith("[") and not host.rpartition(".")[2].isdigit() else []
    found = [Piece(label, "host", "") for label in labels]
    segments = [segment for segment in path.split("/") if segment][:_MAX_PIECES]
    found += [Piece(unquote(segment), "path", "") for segment in segments]
    if file and found:
        found[-1] = found[-1]._replace(place="file")
    for pair in query.split("&")[:_MAX_PIECES]:
        name, equals, value = pair.partition("=")
        text, named = (value, unquote(name)) if equals else (name, "")
        if text:
            found.append(Piece(unquote(text.replace("+", " ")), "query", named))
    if fragment:
        found.append(Piece(unquote(fragment), "fragment", ""))
    return found


def _stands_for_somebody(piece: Piece) -> bool:
    if piece.place == "file":
        stem = _PICTURE.sub("", piece.text)
        return is_opaque(stem) and not is_content_hash(stem)
    if piece.place == "host":
        return is_opaque(piece.text) and any(map(str.isdigit, piece.text))
    return is_opaque(piece.text)
