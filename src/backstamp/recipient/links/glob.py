"""Globs over paths: how the catalogue writes the shape of a link, as a linear regular expression."""

import re
from functools import cache

_PIECES = re.compile(r"\*\*/|\*|\{[a-z]*\}|[^*{]++|\{")
_MEANING = {
    "**/": r"(?:[^/?#]*+/)*?",
    "*": r"[^/?&#]*",
    "{}": r"(?P<inside>[^/?#]++)",
    "{rest}": r"(?P<inside>.++)",
    "{token}": r"[A-Za-z0-9_=~.%-]{16,}+",
    "{hex}": r"[0-9A-Fa-f]{16,}+",
    "{number}": r"[0-9]++",
}


@cache
def pattern(glob: str) -> re.Pattern[str]:
    """The regular expression of a glob as ``Wrapper.path`` describes it; made once.

    It is linear: a star never crosses a slash, ``**/`` goes on segment by segment.
    """
    return re.compile("".join(_MEANING.get(piece, re.escape(piece)) for piece in _PIECES.findall(glob)), re.DOTALL)


def key_segment(glob: str) -> str:
    """The first segment of a glob without wildcards, "" where there is none: what must stand in the path."""
    path = glob.partition("?")[0].partition("#")[0]
    return next((piece for piece in path.split("/") if piece and not re.search(r"[*{]", piece)), "")
