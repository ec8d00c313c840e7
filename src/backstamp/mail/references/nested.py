"""Documents inside addresses: data:, javascript: and view-source:, unpacked without running anything."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

MAX_NESTED = 2_000_000
"""Characters of an address that are unpacked; a longer one holds a picture."""

_DATA = re.compile(r"data:([^,]{0,200}+),", re.IGNORECASE)
_LITERAL = re.compile(r"'((?:[^'\\]|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\"|`((?:[^`\\]|\\.)*+)`", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_MARKUP = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml"})
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}+={0,2}")


@dataclass(frozen=True, slots=True)
class Nested:
    """A document inside an address: its media type ("text/html", "text/css", …), its text, how it was found."""

    media_type: str
    text: str
    scheme: str


def documents_in(value: str) -> Iterator[Nested]:
    """The documents that an address holds; none for an ordinary address. ``value`` is stripped."""
    scheme = value[:12].partition(":")[0].lower()
    if len(value) > MAX_NESTED:
        return
    if scheme == "data":
        yield from _in_data(value)
    elif scheme in {"javascript", "vbscript"}:
        yield from _in_script(value)


def viewed(value: str) -> str | None:
    """The address behind ``view-source:`` and its kind."""
    for prefix in ("view-source:", "feed:", "jar:", "wyciwyg://"):
        if value[: len(prefix)].lower() == prefix:
            return value[len(prefix) :]
    return None


def _in_data(value: str) -> Iterator[Nested]:
    match = _DATA.match(value)
    if match is None:
        return
    media_type = match[1].partition(";")[0].strip().lower()
    if media_type not in _MARKUP and media_type != "text/css":
        return
    octets = _unescaped_octets(value[match.end() :])
    if match[1].lower().rstrip().endswith("base64"):
        octets = _lenient_base64(octets)
    yield Nested(media_type, octets.decode("utf-8", "replace"), "data:")


def _unescaped_octets(value: str) -> bytes:
    """Percent escapes undone; what was no character (a lone surrogate) becomes octets that are none."""
    return unquote_to_bytes(value.encode("utf-8", "surrogatepass"))


def _lenient_base64(octets: bytes) -> bytes:
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", octets)
    data = data[: len(data) - (len(data) % 4 == 1)]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def _in_script(value: str) -> Iterator[Nested]:
    """Strings of a script that hold markup, in clear or in base64 (``atob``)."""
    for match in _LITERAL.finditer(_unescaped_octets(value).decode("utf-8", "replace")):
        text = _ESCAPE.sub(_unescaped, match[match.lastindex or 1])
        if "<" not in text and _BASE64.fullmatch(text):
            text = _lenient_base64(text.encode()).decode("utf-8", "replace")
        if "<" in text:
            yield Nested("text/html", text, "javascript:")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else match[3]
