"""Shapes of words: whether a piece of a URL was made by a machine to stand for somebody, or written by people.

A piece is opaque when it surprises: letters that do not follow each other in European languages, digits amid letters,
capitals amid small ones. The pairs below were counted in English and German prose; a pair outside of them is rare in
either (below 0.012 % of all pairs), and in random letters every third pair is.
"""

import re
from functools import lru_cache

SHORTEST = 5
"""Characters below which nothing is taken for an identifier: a few letters are too often an abbreviation."""

_FOLLOWING = {
    "a": "abcdefghiklmnprstuvwxyz",
    "b": "abcdehijlmnoprstuy",
    "c": "acdefhiklmnoprstuvyz",
    "d": "abcdefghijlmnoprstuvwyz",
    "e": "abcdefghijklmnopqrstuvwxyz",
    "f": "acdefgilmnoprstuyz",
    "g": "abceghiklmnoprstuvy",
    "h": "abdeilmnorstuwyz",
    "i": "abcdefgijklmnopqrstuvxz",
    "j": "aeou",
    "k": "abcdegiklnoprstuwy",
    "l": "abcdefghiklmnoprstuvyz",
    "m": "abcdeiklmnopqrstuy",
    "n": "abcdefghijklmnopqrstuvwyz",
    "o": "abcdefghijklmnoprstuvwxyz",
    "p": "acdefghijklmnopqrstuwxy",
    "q": "u",
    "r": "abcdefghijklmnopqrstuvwyz",
    "s": "abcdefghijklmnopqrstuvwyz",
    "t": "abcdefghiklmnoprstuvwxyz",
    "u": "abcdefgiklmnopqrstvxz",
    "v": "aeilmort",
    "w": "abdefhilnorstw",
    "x": "acdefilmopstxy",
    "y": "abcdefilmnoprstwx",
    "z": "aehiotuwz",
}
_STRANGE = re.compile("|".join(f"{first}(?=[^{rest}\\W\\d_])" for first, rest in _FOLLOWING.items()))
_BORDER = re.compile(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_HUMP = re.compile(r"[a-z](?=[A-Z](?![a-z]))|[A-Z][A-Z](?=[a-z](?![a-z]))|(?<![A-Za-z])[a-z](?=[A-Z])")
_MIXED = re.compile(r"(?=[A-Z0-9]*+[a-z])(?=[a-z0-9]*+[A-Z])(?=[A-Za-z]*+[0-9][0-9]*+[A-Za-z])")
_UUID = re.compile(r"[0-9a-fA-F]{8}-?+[0-9a-fA-F]{4}-?+[0-9a-fA-F]{4}-?+[0-9a-fA-F]{4}-?+[0-9a-fA-F]{12}")
_HEX = re.compile(r"(?=[a-fA-F]*+[0-9])(?=[0-9]*+[a-fA-F])[0-9a-fA-F]{8,}+")
_NUMBER = re.compile(r"[0-9]++")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?:[0-9]{2,6})?")
_SIZE = re.compile(r"[0-9]{1,4}(?:x[0-9]{1,4})?(?:px|pt|dpi|kb|mb)?", re.IGNORECASE)
_PIECES = re.compile(r"[A-Za-z0-9]++")
_LONG_NUMBER = 7
_MANY = 12
_HASHES = frozenset({8, 10, 16, 20, 24, 32, 40, 56, 64, 96, 128})


@lru_cache(maxsize=32_768)
def is_opaque(text: str) -> bool:
    """Whether a text looks like an identifier that a machine made, and not like words, a date, a size or a version.

    Args:
        text: a path segment, a query value, or a part of one; percent-decoded.
    """
    if len(text) < SHORTEST:
        return False
    if _UUID.fullmatch(text) or _HEX.fullmatch(text):
        return True
    if _NUMBER.fullmatch(text):
        return len(text) >= _LONG_NUMBER and not _DATE.fullmatch(text)
    return any(_surprises(piece) for piece in _PIECES.findall(text[:400])) or _looks_packed(text)


@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Whether an opaque text is made so by long numbers alone: of a mailing or a product as often as of a person."""
    return not any(not _NUMBER.fullmatch(piece) and is_opaque(piece) for piece in _PIECES.findall(text[:400]))


def _surprises(piece: str) -> bool:
    """Whether a run of letters and digits is none of words and numbers set side by side."""
    if len(piece) < SHORTEST:
        return False
    if _NUMBER.fullmatch(piece):
        return len(piece) >= _LONG_NUMBER and not _DATE.fullmatch(piece)
    without_sizes = _SIZE.sub("0", piece)
    return surprise(without_sizes) >= 1.25 + len(without_sizes) / _MANY


def surprise(piece: str) -> float:
    """How much a run of letters and digits surprises: about one per strange place.

    The first change from letters to digits, or back, is what versions and sizes have, and costs nothing.
    """
    borders = len(_BORDER.findall(piece))
    strange = len(_STRANGE.findall(piece.lower()))
    mixed = _MIXED.match(piece) is not None or (borders > 1 and piece.isupper())
    return strange + max(0, borders - 1) + len(_HUMP.findall(piece)) + mixed


def _looks_packed(text: str) -> bool:
    """Whether short runs of letters and digits hang together by many marks, as in base64 and lists of numbers."""
    return len(text) >= 24 and len(_PIECES.findall(text)) * 5 > len(text) and any(map(str.isdigit, text))


def is_content_hash(stem: str) -> bool:
    """Whether a file's name, without its extension, is as content stores name pictures: a UUID or a hash of its octets.

    Args:
        stem: such as ``3c0d92aa-71b4-4e58-9f06-b8e2f1a7c453`` or ``logo-3fa2b1c9``.
    """
    return bool(
        _UUID.fullmatch(stem) or (_HEX.fullmatch(stem) and len(stem) in {8, 10, 16, 20, 24, 32, 40, 56, 64, 96, 128})
    )
