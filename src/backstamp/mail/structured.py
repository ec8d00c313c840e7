"""Structured header values: what Content-Type, Content-Disposition and Content-Transfer-Encoding say.

Values are read as latin-1: every octet is one character. Reading is linear in their length, and nothing is refused.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

# RFC 2045 section 5.1; an unclosed quote reaches to the end, as mail clients read it.
_PARAMETER = re.compile(r';\s*+([^\s=;"]++)\s*+=\s*+(?:"([^"\\]*+(?:\\.[^"\\]*+)*+)|([^;]*+))', re.DOTALL)
_TYPE = re.compile(r"\s*+([^\s;/()]++/[^\s;/()]++)")
_TOKEN = re.compile(r"\s*+([^\s;()]++)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_FOLD = re.compile(r"(?:\r\n|[\r\n])(?=[ \t])")
# RFC 5322 section 3.2.2; a bracket inside a word is no comment: boundary=Part(1).
_COMMENT = re.compile(r"(?:^|\s)\(")
# RFC 2231 section 3 and 4: name, optional piece number, optional star for percent-encoding.
_PIECE = re.compile(r"([^*]++)(?:\*([0-9]{1,3}))?(\*)?")


@dataclass(frozen=True, slots=True)
class Structured:
    """A structured value: what stands first (lower case) and the parameters (lower-case names, decoded values)."""

    value: str
    parameters: dict[str, str]


def unfolded(raw: bytes) -> str:
    """A field's value on one line, without blanks around it (RFC 5322 section 2.2.3)."""
    text = raw.decode("latin-1").strip()
    return _FOLD.sub("", text) if "\n" in text or "\r" in text else text


def read_content_type(raw: bytes) -> Structured:
    """Read a Content-Type value; what is not ``type/subtype`` is text/plain (RFC 2045 section 5.2)."""
    text = unfolded(raw)
    match = _TYPE.match(text)
    return Structured(match[1].lower() if match else "text/plain", _parameters(text))


def read_token(raw: bytes) -> Structured:
    """Read a value that begins with one word: Content-Disposition, Content-Transfer-Encoding."""
    text = unfolded(raw)
    match = _TOKEN.match(text)
    return Structured(match[1].lower() if match else "", _parameters(text))


def _parameters(text: str) -> dict[str, str]:
    """All parameters of a value, RFC 2231 pieces joined; of a repeated one the first counts."""
    plain: dict[str, str] = {}
    if ";" not in text:
        return plain
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, quoted, bare in _PARAMETER.findall(text):
        value = _ESCAPED.sub(r"\1", quoted) if quoted else _COMMENT.split(bare, 1)[0].strip()
        match = _PIECE.fullmatch(name.lower()) if "*" in name else None
        if match and (match[2] or match[3]):
            pieces.setdefault(match[1], {}).setdefault(int(match[2] or 0), (value, match[3] is not None))
        else:
            plain.setdefault(name.lower(), value)
    for name, numbered in pieces.items():
        plain.setdefault(name, _joined([numbered[number] for number in sorted(numbered)]))
    return plain


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """Pieces of one RFC 2231 parameter as one value; an unknown charset leaves latin-1."""
    charset, octets = "", []
    for place, (value, encoded) in enumerate(pieces):
        text = value
        if encoded and place == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw = text.encode("latin-1")
        octets.append(unquote_to_bytes(raw) if encoded else raw)
    return b"".join(octets).decode("utf-8" if charset.lower() in {"utf-8", "utf8"} else "latin-1", "replace")
