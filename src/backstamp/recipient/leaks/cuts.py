"""Where a text is cut into tokens that may have been encoded one by one."""

import re

MIN_TOKEN = 6
"""Characters of the shortest token that is decoded."""
_COARSE = re.compile(r"[A-Za-z0-9_.~+-]{6,}+={0,6}")
_SLASHED = re.compile(r"(?<=[=:,;|\"' ])[A-Za-z0-9+/]{6,}+={0,6}|\A[A-Za-z0-9+/]{6,}+={0,6}\Z")
_BETWEEN_DOTS = re.compile(r"[A-Za-z0-9_-]{6,}+")
_FINE = re.compile(r"[A-Za-z0-9]{6,}+")
_TELLING = re.compile(r"[0-9A-Z]")
_LONG_WORD = 24
"""Small letters that are no word any more: base32 without a single figure."""


def cuts(text: str) -> list[tuple[str, int, int]]:
    """Tokens with their places; words in small letters without any figure are left out, and so are doubles."""
    found: dict[str, tuple[str, int, int]] = {}
    for match in _COARSE.finditer(text):
        token = match[0]
        if _TELLING.search(token) is None and len(token) < _LONG_WORD:
            continue
        found.setdefault(token, (token, *match.span()))
        for pattern in _finer(token):
            for piece in pattern.finditer(text, *match.span()):
                if _TELLING.search(piece[0]) or len(piece[0]) >= _LONG_WORD:
                    found.setdefault(piece[0], (piece[0], *piece.span()))
    if "://" not in text or "/" in text.partition("=")[2]:
        found.update((each[0], (each[0], *each.span())) for each in _SLASHED.finditer(text) if "/" in each[0])
    return list(found.values())


def _finer(token: str) -> tuple[re.Pattern[str], ...]:
    """Into what a token is cut further: at dots and their like, and at the signs of URL-safe base64."""
    dotted = "." in token or "~" in token or "+" in token
    if "-" in token or "_" in token:
        return (_BETWEEN_DOTS, _FINE) if dotted else (_FINE,)
    return (_BETWEEN_DOTS,) if dotted else ()
