"""Header blocks: where each field stands, and what structured values (Content-Type and its kind) say.

Reading is lenient (RFC 5322 section 4 and what is really sent): bare LF ends a line, a blank may stand before the
colon, a line that is no field ends the block. Values are read as latin-1: every octet is one character.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from backstamp.mail.splice import Span

# RFC 5322 section 3.6.8 (names are printable ASCII), section 4.5 (blanks before the colon are obsolete, yet seen).
_NAME = re.compile(rb"([!-9;-~]++)[ \t]*+:")
_MBOX = re.compile(rb">?From ")
# RFC 2045 section 5.1; an unclosed quote reaches to the end, as mail clients read it.
_PARAMETER = re.compile(r';\s*+([^\s=;"]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)|([^;]*+))', re.DOTALL)
_TYPE = re.compile(r"\s*+([^\s;/()]++/[^\s;()]++)")
_TOKEN = re.compile(r"\s*+([^\s;()]++)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_FOLD = re.compile(r"\r?\n(?=[ \t])")
# RFC 2231 section 3 and 4: name, optional piece number, optional star for percent-encoding.
_PIECE = re.compile(r"([^*]++)(?:\*([0-9]{1,3}))?(\*)?")


@dataclass(frozen=True, slots=True)
class Field:
    """One header field in place.

    Attributes:
        name: lower case; empty for an mbox "From " line in front of the block.
        span: the whole field with its folded lines and the last line break.
        value: what follows the colon, with its folds, up to the last line break.
    """

    name: str
    span: Span
    value: Span


@dataclass(frozen=True, slots=True)
class Structured:
    """A structured value: what stands first (lower case) and the parameters (lower-case names, decoded values)."""

    value: str
    parameters: dict[str, str]


def read_fields(message: bytes, start: int, end: int) -> tuple[tuple[Field, ...], Span]:
    """Find the fields between two offsets.

    Returns:
        The fields, adjoining from ``start`` on, and the span of the empty line that ends the block (empty where it is
        missing). The body begins where that span ends.
    """
    fields: list[Field] = []
    position = start
    while position < end:
        line_end = _line_end(message, position, end)
        if message[position:line_end] in {b"\n", b"\r\n"}:
            return tuple(fields), Span(position, line_end)
        match = _NAME.match(message, position, line_end)
        if match is None and not (position == start and _MBOX.match(message, position, line_end)):
            break
        while line_end < end and message[line_end : line_end + 1] in {b" ", b"\t"}:
            line_end = _line_end(message, line_end, end)
        name, value_start = (match[1].decode("ascii").lower(), match.end()) if match else ("", position)
        value_end = _without_break(message, value_start, line_end)
        fields.append(Field(name, Span(position, line_end), Span(value_start, value_end)))
        position = line_end
    return tuple(fields), Span(position, position)


def _line_end(message: bytes, position: int, end: int) -> int:
    found = message.find(b"\n", position, end)
    return end if found < 0 else found + 1


def _without_break(message: bytes, start: int, end: int) -> int:
    for terminator in (b"\n", b"\r"):
        if end > start and message[end - 1 : end] == terminator:
            end -= 1
    return end


def unfolded(raw: bytes) -> str:
    """A field's value on one line, without blanks around it (RFC 5322 section 2.2.3)."""
    return _FOLD.sub("", raw.decode("latin-1")).strip()


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
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, quoted, bare in _PARAMETER.findall(text):
        value = _ESCAPED.sub(r"\1", quoted) if quoted else bare.partition("(")[0].strip()
        match = _PIECE.fullmatch(name.lower())
        if match and (match[2] or match[3]):
            pieces.setdefault(match[1], {}).setdefault(int(match[2] or 0), (value, match[3] is not None))
        else:
            plain.setdefault(name.lower(), value)
    for name, numbered in pieces.items():
        plain.setdefault(name, _joined([numbered[number] for number in sorted(numbered)]))
    return plain


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """Pieces of one RFC 2231 parameter as one value; an unknown charset leaves latin-1."""
    charset, raw = "", b""
    for place, (value, encoded) in enumerate(pieces):
        text = value
        if encoded and place == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        octets = text.encode("latin-1")
        raw += unquote_to_bytes(octets) if encoded else octets
    return raw.decode("utf-8" if charset.lower() in {"utf-8", "utf8"} else "latin-1", "replace")
