"""Base64 wherever it begins: a text decoded at all four alignments at once.

A token may follow a prefix without any delimiter, and whatever stands before it shifts its groups of four. So the whole
text is decoded four times, each sign that is no base64 read as zero bits: a token comes out right in one of the four,
and zero octets follow it. This takes four calls, however many tokens there are.
"""

import re
from binascii import a2b_base64

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FLAT = bytes(
    octet if octet in _ALPHABET else {ord("-"): ord("+"), ord("_"): ord("/")}.get(octet, ord("A"))
    for octet in range(256)
)
_TOKEN = re.compile(rb"[A-Za-z0-9+/_-]*+=*+")
RUN = re.compile(rb"[\t\n\r -~]{12,}")
"""A stretch of printable text in a reading that is too long for chance."""


def views(octets: bytes) -> list[bytes]:
    """The four readings in the order of their alignment: octet ``n`` begins at sign ``alignment + n * 4 // 3``."""
    flat = octets.translate(_FLAT) + b"AAA"
    size = len(flat)
    return [a2b_base64(flat[alignment : size - (size - alignment & 3)]) for alignment in (0, 1, 2, 3)]


def token(octets: bytes, alignment: int, start: int) -> tuple[int, int]:
    """The token in the text whose reading begins at an octet of it."""
    begin = alignment + start * 4 // 3
    match = _TOKEN.match(octets, begin)
    return begin, match.end() if match else begin


def place(alignment: int, start: int, end: int) -> tuple[int, int]:
    """Where octets of a reading stand in the text."""
    return alignment + start * 4 // 3, alignment + (end * 4 + 2) // 3
