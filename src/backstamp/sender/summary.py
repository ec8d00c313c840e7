"""What the ledger keeps of a message's headers: who wrote it, what about, and under which Message-ID.

The values are decoded for people (RFC 2047) and cut to a length that fits a table; they are never sent anywhere.
"""

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header

from backstamp.mail.charset import decode
from backstamp.mail.headers import read_fields, unfolded

_MAX_BLOCK = 64 * 1024
_MAX_VALUE = 1000  # characters; also bounds the standard library's decoder, which is not linear
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Summary:
    """Author (From), subject and Message-ID of a message, for people; empty where a header is missing."""

    author: str
    subject: str
    header_id: str


def summarise(message: bytes) -> Summary:
    """Read the three headers; the first counts where one is repeated. Never raises."""
    block = header_block(message)
    fields, _ = read_fields(block, 0, len(block))
    found: dict[str, bytes] = {}
    for field in fields:
        found.setdefault(field.name, block[field.value.start : field.value.end])
    return Summary(*(_readable(found.get(name, b"")) for name in ("from", "subject", "message-id")))


def header_block(message: bytes) -> bytes:
    """The header fields with their line breaks, without the empty line behind them; whole fields, 64 KiB at most."""
    fields, _ = read_fields(message, 0, min(len(message), _MAX_BLOCK))
    if fields and fields[-1].span.end == _MAX_BLOCK:
        fields = fields[:-1]
    return message[: fields[-1].span.end if fields else 0]


def _readable(raw: bytes) -> str:
    text = unfolded(raw[:_MAX_VALUE])
    try:
        pieces = decode_header(text)
    except (MessageError, ValueError):
        pieces = [(text, None)]
    joined = "".join(_decoded(piece, charset) for piece, charset in pieces)
    return _UNPRINTABLE.sub(" ", joined).strip()


def _decoded(piece: str | bytes, charset: str | None) -> str:
    """One piece of a value: an encoded word, or plain octets, which are mostly UTF-8 where they are not ASCII."""
    raw = piece.encode("latin-1", "replace") if isinstance(piece, str) else piece
    read = decode(raw, charset.partition("*")[0] if charset else None)  # RFC 2231 section 5: "utf-8*en"
    text = read.text if read is not None else raw.decode("latin-1")
    return text.encode("utf-8", "replace").decode()
