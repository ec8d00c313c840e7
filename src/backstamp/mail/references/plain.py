"""Addresses in plain text: mail clients make links of them. No standard says how; the common ground is read."""

import re
from collections.abc import Iterator

from backstamp.mail.references.found import Found
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.splice import Span

_ADDRESS = re.compile(r"(?<![\w@])(?:(?:https?|ftp)://|www\.(?=\w))[^\s<>\"\x00-\x1f]++", re.IGNORECASE)
_TRAILING = ".,;:!?'*_~"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def found_in_plain(text: str) -> Iterator[Found]:
    """The addresses of a plain text; punctuation behind one, and a bracket that was open before it, do not belong."""
    for match in _ADDRESS.finditer(text):
        value = _trimmed(match[0])
        span = Span(match.start(), match.start() + len(value))
        host = value[:4].lower() == "www."
        found = f"http://{value}" if host else value
        yield Found(Kind.LINK, Trigger.CLICK, "text/plain www" if host else "text/plain URL", found, span)


def _trimmed(value: str) -> str:
    """Cut what closes a sentence or a bracket; each character is looked at once."""
    opened = {close: value.count(close) - value.count(opening) for close, opening in _BRACKETS.items()}
    end = len(value)
    while end:
        last = value[end - 1]
        if last in _BRACKETS and opened[last] > 0:
            opened[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return value[:end]
