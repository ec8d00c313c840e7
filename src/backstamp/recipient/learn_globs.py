"""The shape of a URL seen in two copies: what both have stays, what differs or means nothing becomes a star.

Unlike the shape of a URL seen once (``block.shape``), what differs from reader to reader is known here.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import takewhile
from urllib.parse import unquote

from backstamp.catalogue.tracker_read import LONGEST_GLOB, MOST_STARS, is_path
from backstamp.recipient.shapes import is_opaque

_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_STARS = re.compile(r"\*++")
_MARK = re.compile(r"[^A-Za-z0-9]")
_ENDS_ALONE = re.compile(r"\*\.[A-Za-z][A-Za-z0-9]{1,4}$")
_READ = 60
"""Segments, and parameters, that are looked at one by one; what follows them counts as one."""
_LEAST = 3
"""Characters at which two different pieces must begin alike for that to be no chance."""


class Keep(IntEnum):
    """How much of two URLs stays; each keeps what those before it do.

    WORDS: words of the path, a file's ending and the names of parameters; VALUES: values that are words and the same
    in both; SAME: whatever is the same in both; STARTS: what pieces that differ begin with.
    """

    WORDS = 0
    VALUES = 1
    SAME = 2
    STARTS = 3


def globs(first: str, second: str) -> tuple[str, ...]:
    """Globs as in ``TrackerRule.path`` that fit two URLs, the widest first.

    Args:
        first: path and query of one, from the first slash.
        second: of the other.
    """
    made = (_shortened(_glob(first, second, keep)) for keep in Keep)
    return tuple(glob for glob in dict.fromkeys(made) if is_path(glob))


def wider(glob: str, differing: Sequence[str]) -> Iterator[str]:
    """Globs that fit more than one does, for where many are alike, the closest first.

    Args:
        glob: as ``globs`` gives it.
        differing: the names of its parameters that differ from reader to reader; empty where other pieces do too.
    """
    head, star, _ = glob.partition("*")
    ending = _ENDING.search(glob.partition("?")[0])
    if star and ending and "?" not in head:
        yield f"{head}*{ending[0]}"
    if star:
        yield head.rstrip("$")
    marks = [found for found in (_with_mark(glob, name) for name in differing) if found]
    if marks and len(marks) == len(differing):
        yield "/*" + "*".join(f"{found}=" for found in marks)


def says_something(glob: str) -> bool:
    """Whether anything stays in a glob but slashes, stars and a file's ending."""
    return any(map(str.isalnum, _ENDS_ALONE.sub("", glob)))


def _with_mark(glob: str, name: str) -> str:
    return next((mark + name for mark in "?&" if f"{mark}{name}=" in glob), "")


def _glob(first: str, second: str, keep: Keep) -> str:
    one, other = first.partition("?"), second.partition("?")
    path = "/".join(_segments(one[0].split("/", _READ)[1:], other[0].split("/", _READ)[1:], keep))
    if not (one[1] and other[1]):
        return f"/{path}"
    asked = "&".join(_parameters(one[2].split("&", _READ), other[2].split("&", _READ), keep))
    return f"/{path}?{asked}"


def _segments(one: Sequence[str], other: Sequence[str], keep: Keep) -> list[str]:
    """Segments side by side; where one URL has more of them, as far as both are the same."""
    if len(one) == len(other):
        return [_segment(old, new, keep) for old, new in zip(one, other, strict=True)]
    same = list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    found = [_segment(old, new, keep) for old, new in same]
    if len(same) < min(len(one), len(other)):
        return [*found, "*"]
    return [*found[:-1], f"{found[-1]}*"]


def _segment(old: str, new: str, keep: Keep) -> str:
    if old == new and (keep >= Keep.SAME or not _opaque(old)):
        return old
    endings = [found[0] if found else "" for found in map(_ENDING.search, (old, new))]
    return _start(old, new, keep) + "*" + (endings[0] if endings[0] == endings[1] else "")


def _parameters(one: Sequence[str], other: Sequence[str], keep: Keep) -> Iterator[str]:
    """Parameters side by side, as far as both URLs have the same names in the same order."""
    for old, new in zip(one, other, strict=False):
        (name, equals, value), (named, also, another) = old.partition("="), new.partition("=")
        if not (equals and also):
            yield old if old == new and (keep >= Keep.SAME or not _opaque(old)) else f"{_start(old, new, keep)}*"
        elif name == named and not _opaque(name):
            yield f"{name}={_value(value, another, keep)}"
        else:
            yield "*"
            return


def _value(old: str, new: str, keep: Keep) -> str:
    if old == new and old and (keep >= Keep.SAME or (keep >= Keep.VALUES and not _opaque(old))):
        return old
    return f"{_start(old, new, keep)}*"


def _start(old: str, new: str, keep: Keep) -> str:
    """What two different pieces begin with, up to a mark between their parts."""
    if keep < Keep.STARTS or old == new:
        return ""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    marks = [mark.end() for mark in _MARK.finditer(old[:same]) if mark.end() >= _LEAST]
    start = old[: marks[-1]] if marks else old[:same]
    return start if len(start) >= _LEAST else ""


def _opaque(text: str) -> bool:
    """Whether a piece means nothing: an identifier, or a number alone, as links are counted with."""
    return text.isdigit() or is_opaque(_ENDING.sub("", unquote(text)))


def _shortened(glob: str) -> str:
    """Within the limits of a rule; every beginning of a glob fits what the whole fits, as more may follow."""
    pieces = _STARS.sub("*", glob).split("*")
    return "*".join(pieces[: MOST_STARS + 1])[:LONGEST_GLOB].rstrip("*$")
