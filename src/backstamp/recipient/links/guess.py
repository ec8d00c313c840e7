"""Links of nobody in the catalogue that look like redirectors and hold their destination in clear.

A parameter that is a URL proves little: log-ins, share buttons, archives and translators have them too, and unwrapping
those breaks them (the lists of browser extensions carry dozens of exceptions for it). Hence three conditions: a word
of redirecting in host or path, a parameter named for a destination, and no word of another use; and what comes out is
called a guess.
"""

import re

from backstamp.catalogue.wrappers import known_wrappers
from backstamp.recipient.links.address import Address, absolute
from backstamp.recipient.links.decoders import percent

_TAIL = re.compile(r"/\*?(https?://[^*]+)", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+")
_FILES = (".gif", ".png", ".jpg", ".jpeg", ".css", ".js", ".svg", ".ico", ".woff2")


def guessed(where: Address) -> str | None:
    """The destination that a link seems to hold in clear, or None."""
    if "http" not in where.target.lower() or not _looks_like_redirector(where):
        return None
    found = _in_query(where.query)
    return found if found or "?" in where.target else _in_path(where.target)


def _looks_like_redirector(where: Address) -> bool:
    path = where.path.lower()
    own = path.partition("/http")[0].partition("/*http")[0]
    words = set(_WORDS.findall(f"{where.host} {own}"))
    known = known_wrappers().guess
    return not words.isdisjoint(known.redirectors) and words.isdisjoint(known.other_uses) and not own.endswith(_FILES)


def _in_query(query: str) -> str | None:
    known = known_wrappers().guess
    strong, weak = set(), set()
    for piece in query.split("&"):
        name, _, value = piece.partition("=")
        name = "".join(_WORDS.findall(name.lower()))
        if name in known.names:
            strong.add(absolute(percent(value)))
        elif name in known.weak_names:
            weak.add(absolute(percent(value)))
    found = (strong - {None}) or (weak - {None})
    return found.pop() if len(found) == 1 else None


def _in_path(target: str) -> str | None:
    match = _TAIL.search(target)
    return absolute(match[1]) if match else None
