"""The steps by which a wrapped destination is read: each takes a text and gives one, or None where it does not apply.

All are linear, and none gives more than ``LARGEST`` characters.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote_to_bytes

from backstamp.recipient.links.proofpoint import version_1, version_2, version_3

LARGEST = 32_768
Decoder = Callable[[str], str | None]

_UNDECODABLE = re.compile(r"[\udc80-\udcff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+://")
_ONE_SLASH = re.compile(r"(https?):/{1,2}+(?=[^/])", re.IGNORECASE)
_URL_SAFE = str.maketrans("-_", "+/")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def percent(text: str) -> str:
    """Percent-escapes undone once; octets that are not UTF-8 stay escaped."""
    if "%" not in text:
        return text
    decoded = unquote_to_bytes(text.encode("utf-8", "replace")).decode("utf-8", "surrogateescape")
    return _UNDECODABLE.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", decoded)


def octets_of_base64(text: str) -> bytes | None:
    """What stands in base64 or base64url, padded with ``=``, ``~`` or nothing (RFC 4648 sections 4 and 5)."""
    text = text.rstrip("=~").translate(_URL_SAFE)
    if len(text) % 4 == 1 or _NOT_BASE64.search(text):
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return None


def from_base64(text: str) -> str | None:
    """The text in base64, where it is UTF-8."""
    return _text(octets_of_base64(text))


def inflated(text: str) -> str | None:
    """The text in base64 of a zlib stream (RFC 1950), also of one that is cut short."""
    octets = octets_of_base64(text)
    if octets is None:
        return None
    try:
        return _text(zlib.decompressobj().decompress(octets, LARGEST))
    except zlib.error:
        return None


def _text(octets: bytes | None) -> str | None:
    try:
        return None if octets is None else octets.decode()
    except UnicodeDecodeError:
        return None


def json_value(text: str, key: str) -> str | None:
    """The text under ``key`` of a JSON object; an object or a list in its place as JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    value = document.get(key) if isinstance(document, dict) else None
    return value if isinstance(value, str) else None


def query_value(text: str, name: str) -> str | None:
    """The parameter ``name`` of a query string, its percent-escapes undone once."""
    for piece in text.split("&"):
        found, equals, value = piece.partition("=")
        if equals and found == name:
            return percent(value)
    return None


def _after(text: str, mark: str) -> str | None:
    return text.partition(mark)[2] or None


def _before(text: str, mark: str) -> str:
    return text.partition(mark)[0]


def _with_scheme(text: str, scheme: str) -> str:
    return text if _SCHEME.match(text) else f"{scheme}://{text.lstrip('/')}"


_PLAIN: dict[str, Decoder] = {
    "percent": percent,
    "base64": from_base64,
    "inflate": inflated,
    "slashes": lambda text: _ONE_SLASH.sub(r"\1://", text, count=1),
    "http": lambda text: _with_scheme(text, "http"),
    "https": lambda text: _with_scheme(text, "https"),
    "proofpoint-v1": version_1,
    "proofpoint-v2": version_2,
    "proofpoint-v3": version_3,
}
_WITH_ARGUMENT: dict[str, Callable[[str, str], str | None]] = {
    "json": json_value,
    "query": query_value,
    "after": _after,
    "before": _before,
}


@cache
def decoder(step: str) -> Decoder:
    """The function of a step as ``Wrapper.steps`` writes it. Raises KeyError where there is none."""
    if step in _PLAIN:
        return _PLAIN[step]
    name, _, argument = step.partition(":")
    function = _WITH_ARGUMENT[name]
    return lambda text: function(text, argument)


def decoded(text: str, steps: tuple[str, ...]) -> str | None:
    """``text`` after all ``steps``; None where one does not apply."""
    for step in steps:
        result = decoder(step)(text)
        if result is None or len(result) > LARGEST:
            return None
        text = result
    return text
