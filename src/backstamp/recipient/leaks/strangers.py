"""Mail addresses that nobody named: their shape (RFC 5321 section 4.1.2), and what only looks like one."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from backstamp.recipient.leaks.suffixes import is_registrable

_MAX_SIGNS = 50
# Read backwards from the @: RFC 5321 allows more, but what programs put into URLs is of these.
_LOCAL_BACKWARDS = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._+%'-]{0,62}[A-Za-z0-9_])?")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59})"
)
_MESSAGE_ID = re.compile(r"[0-9A-Fa-f-]{24,}|(?=(?:[^0-9]*[0-9]){8})[A-Za-z0-9._+%-]{28,}")
_PICTURE = re.compile(r"[1-4]x\.", re.IGNORECASE)
_ROLES = frozenset(
    [
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "bounce",
        "bounces",
        "unsubscribe",
        "postmaster",
        "mailer-daemon",
    ]
)


class Stranger(NamedTuple):
    """An address in a text, lower case."""

    address: str
    start: int
    end: int


def strangers(text: str) -> Iterator[Stranger]:
    """Mail addresses in a text; not Message-IDs, addresses of roles, or pictures for screens of high density."""
    at = text.find("@")
    for _ in range(_MAX_SIGNS):
        if at < 0:
            return
        if found := _around(text, at):
            yield found
        at = text.find("@", at + 1)


def _around(text: str, at: int) -> Stranger | None:
    local_match = _LOCAL_BACKWARDS.match(text[max(0, at - 64) : at][::-1])
    domain_match = _DOMAIN.match(text, at + 1, at + 260)
    if local_match is None or domain_match is None or _PICTURE.match(text, at + 1):
        return None
    local, domain = local_match[0][::-1].lower(), _plausible(domain_match[0].lower())
    if not domain or local in _ROLES or _MESSAGE_ID.fullmatch(local) or not re.search("[a-z]|[0-9]{5}", local):
        return None
    start = at - len(local)
    if text[max(0, start - 2) : start] == "//" or text[max(0, start - 1) : start] == "@":
        return None  # who logs in to a server is no reader
    return Stranger(f"{local}@{domain}", start, at + 1 + len(domain))


def _plausible(domain: str) -> str:
    """The domain, if it can be registered; a letter of what follows it, left from an encoding, is taken off."""
    if is_registrable(domain):
        return domain
    return domain[:-1] if len(domain) > 4 and domain[-3] != "." and is_registrable(domain[:-1]) else ""
