"""Envelope addresses: reading them out of MAIL and RCPT commands, exactly as they were written.

RFC 5321 section 4.1.2 gives the grammar, RFC 6531 section 3.3 opens it to UTF-8. We read a little more widely, as
every mail server does (no angle brackets, dots in odd places), and never rewrite: what the client wrote is what the
next server sees. What could break a command line, control characters and octets that are no UTF-8, is refused.
"""

import re
from dataclasses import dataclass

MAX_ADDRESS = 1000  # octets; RFC 5321 section 4.5.3.1 asks for 256, RFC 6531 lets characters take several

_CONTROL = r"\x00-\x1f\x7f\ud800-\udfff"
_LOCAL = rf'(?:"(?:[^"\\{_CONTROL}]|\\[^{_CONTROL}])*+"|[^\s<>@"{_CONTROL}]++)'
_DOMAIN = rf"[^\s<>@{_CONTROL}]++"
_ADDRESS = rf"{_LOCAL}(?:@{_DOMAIN})?"
_SOURCE_ROUTE = rf"(?:@[^\s<>:{_CONTROL}]++:)?"  # RFC 5321 section 4.1.1.3: accepted and ignored
_PATH = re.compile(rf"\s*+(?:<\s*+{_SOURCE_ROUTE}({_ADDRESS})?\s*+>|({_ADDRESS}))(?=\s|$)")
_WHOLE = re.compile(_ADDRESS)


@dataclass(frozen=True, slots=True)
class Path:
    """A reverse-path or forward-path: the address (empty for ``<>``), and the parameters that followed."""

    address: str
    parameters: str


def read_path(argument: str) -> Path | None:
    """Read what follows ``MAIL FROM:`` or ``RCPT TO:``; None where it is no path, too long, or not valid UTF-8."""
    match = _PATH.match(argument)
    if match is None:
        return None
    address = match[1] or match[2] or ""
    return Path(address, argument[match.end() :].strip()) if _fits(address) else None


def is_address(text: str) -> bool:
    """Whether ``text`` can stand between the angle brackets of RCPT TO."""
    return _WHOLE.fullmatch(text) is not None and _fits(text)


def _fits(address: str) -> bool:
    return len(address.encode()) <= MAX_ADDRESS
