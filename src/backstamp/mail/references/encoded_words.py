"""Encoded words in header fields (RFC 2047): some senders hide even URLs in them, and mail clients decode them."""

import binascii
import re

_WORD = re.compile(r"=\?([^?\s]{1,60}+)\?([bq])\?([^?\s]*+)\?=(?:\s++(?==\?))?", re.IGNORECASE)
_UTF8 = frozenset({"utf-8", "utf8"})


def decoded_words(text: str) -> str:
    """The text with its encoded words decoded; UTF-8 as such, every other character set as latin-1 (URLs are ASCII)."""
    return _WORD.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    charset, encoding, data = match.groups()
    octets = data.encode("latin-1", "replace")
    raw = binascii.a2b_qp(octets, header=True) if encoding in "qQ" else _base64(octets)
    return raw.decode("utf-8" if charset.lower() in _UTF8 else "latin-1", "replace")


def _base64(octets: bytes) -> bytes:
    """The octets decoded; where something is amiss, as much as can be read."""
    try:
        return binascii.a2b_base64(octets, strict_mode=True)
    except binascii.Error:
        octets = re.sub(rb"[^A-Za-z0-9+/]", b"", octets)
        octets = octets[: len(octets) - (len(octets) % 4 == 1)]
        return binascii.a2b_base64(octets + b"=" * (-len(octets) % 4))
