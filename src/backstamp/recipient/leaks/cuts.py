"""Where a text is cut into tokens that may have been encoded one by one."""

import re
from collections.abc import Iterator

MIN_TOKEN = 6
"""Characters of the shortest token that is decoded."""
_COARSE = re.compile(r"[A-Za-z0-9_.~+-]{6,}+={0,6}")
_SLASHED = re.compile(r"(?<=[=:,;|\"' ])[A-Za-z0-9+/]{6,}+={0,6}|\A[A-Za-z0-9+/]{6,}+={0,6}\Z")
_BETWEEN_DOTS = re.compile(r"[A-Za-z0-9_-]{6,}+")
_FINE = re.compile(r"[A-Za-z0-9]{6,}+")
_TELLING = re.compile(r"[0-9]|[A-Z]|[a-z2-7]{16}")


def cuts(text: str) -> Iterator[tuple[str, int, int]]:
    """Tokens with their places, the longest first; words in lower case without any figure are left out."""
    seen: set[str] = set()
    for match in _all(text):
        token = match[0]
        if token not in seen and _TELLING.search(token):
            seen.add(token)
            yield token, match.start(), match.end()


def _all(text: str) -> Iterator[re.Match[str]]:
    for match in _COARSE.finditer(text):
        yield match
        token = match[0]
        if "." in token or "~" in token or "+" in token:
            yield from _BETWEEN_DOTS.finditer(text, *match.span())
        if "-" in token or "_" in token:
            yield from _FINE.finditer(text, *match.span())
    if "/" in text:
        yield from (match for match in _SLASHED.finditer(text) if "/" in match[0])
