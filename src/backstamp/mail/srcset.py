"""Attributes that hold several URLs: image candidates (``srcset``, ``imagesrcset``) and plain lists (``ping``)."""

import re
from collections.abc import Iterator

from backstamp.mail.splice import Span

_BLANK = " \t\n\f\r"
_CANDIDATE = re.compile(rf"[{_BLANK},]*+([^{_BLANK}]++)")
_DESCRIPTORS = re.compile(r"(?:[^,(]++|\([^)]*+\)?+)*+,?+")
_BETWEEN_BLANKS = re.compile(rf"[^{_BLANK}]++")
_BETWEEN_COMMAS = re.compile(rf"[^{_BLANK},]++")


def srcset_urls(value: str) -> list[tuple[str, Span]]:
    """The URLs of a ``srcset``, by "parse a srcset attribute" (WHATWG HTML section 4.8.4.4).

    Candidates whose descriptors a browser refuses are included: another client may fetch them.

    Args:
        value: the attribute's value, its character references decoded.

    Returns:
        Each URL with its span in ``value``, in order.
    """
    found: list[tuple[str, Span]] = []
    position = 0
    while match := _CANDIDATE.match(value, position):
        url = match[1].rstrip(",")
        found.append((url, Span(match.start(1), match.start(1) + len(url))))
        position = match.end()
        if len(url) == len(match[1]):
            descriptors = _DESCRIPTORS.match(value, position)
            position = descriptors.end() if descriptors else position
    return found


def listed_urls(value: str, *, commas: bool = False) -> Iterator[tuple[str, Span]]:
    """The URLs of a list between blanks (``ping``, an object's ``archive``).

    Args:
        value: the attribute's value, its character references decoded.
        commas: whether a comma separates as well (an applet's ``archive``).

    Yields:
        Each URL with its span in ``value``.
    """
    for match in (_BETWEEN_COMMAS if commas else _BETWEEN_BLANKS).finditer(value):
        yield match[0], Span(match.start(), match.end())
