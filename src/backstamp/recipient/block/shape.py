"""The shape of a URL seen once: what stays when everything that may be a token is taken out."""

import re

_WORD = re.compile(
    r"[a-z]{1,16}(?:[-_][a-z]{1,12}){0,3}|[A-Z]{1,6}|[A-Z][a-z]{1,12}|[a-z]{2,12}(?:[A-Z][a-z]{2,12}){1,3}"
)
_VERSION = re.compile(r"[a-z]{1,3}[0-9]{1,2}")
_FILE = re.compile(r"([A-Za-z0-9_-]{1,40})(\.(?:gif|png|jpe?g|webp|svg|php|aspx?|ashx|jsp|cgi|do))")
_SHORT_FILE = re.compile(r"[a-z0-9_-]{1,8}")
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z_]{0,19}")
_LEAST = 3
"""Letters that must stay for a shape to mean anything."""


def shape_of(path: str) -> str | None:
    """A glob, as in ``TrackerRule.path``, for URLs like this one.

    Words, versions (``v1``), names of scripts and of the first parameter stay; whatever may differ from reader to
    reader becomes ``*``.

    Args:
        path: path and query of a URL, from the first slash.

    Returns:
        The glob, or None where too little would stay to tell it from anything else.
    """
    where, _, query = path.partition("?")
    kept = [_segment(segment) for segment in where.split("/")[1:]]
    name = query.partition("=")[0]
    tail = f"?{name}=" if "=" in query and _PARAMETER.fullmatch(name) else ""
    if not tail:
        while kept and kept[-1] in {"*", ""}:
            kept.pop()
        tail = "/" if kept and len(kept) < where.count("/") else ""
    glob = "/" + "/".join(kept) + tail
    return glob if sum(map(_letters, kept)) >= _LEAST else None


def _letters(segment: str) -> int:
    """Of a segment that stayed; the ending of a file whose name went says nothing."""
    return 0 if "*" in segment else sum(map(str.isalpha, segment))


def _segment(text: str) -> str:
    if _WORD.fullmatch(text) or _VERSION.fullmatch(text) or not text:
        return text
    file = _FILE.fullmatch(text)
    if file is None:
        return "*"
    return text if _SHORT_FILE.fullmatch(file[1]) or _WORD.fullmatch(file[1]) else f"*{file[2]}"
