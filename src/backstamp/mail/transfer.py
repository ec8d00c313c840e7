"""Content-Transfer-Encoding (RFC 2045 section 6): reading all of them, and writing base64 as it was found.

An encoding that is none of the five known ones is stated as undecodable (None), never guessed.
"""

import base64
import binascii
import re

from backstamp.mail import quoted_printable

PLAIN = frozenset({"7bit", "8bit", "binary"})
"""Encodings that change nothing."""

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_CLEAN = re.compile(rb"[A-Za-z0-9+/\s]*+(?:=\s*+){0,2}")
_FIRST_LINE = re.compile(rb"\s*+([A-Za-z0-9+/=]*+)")


def decode(body: bytes, encoding: str) -> bytes | None:
    """Undo a transfer encoding, leniently.

    Args:
        body: as it stands in the message.
        encoding: the Content-Transfer-Encoding, lower case.

    Returns:
        The octets, or None for an encoding that is not known.
    """
    if encoding in PLAIN:
        return body
    if encoding == "quoted-printable":
        return quoted_printable.decode(body)
    if encoding == "base64":
        return _decode_base64(body)
    return None


def _decode_base64(body: bytes) -> bytes:
    """What is not of the alphabet is ignored (RFC 2045 section 6.8); the first padding ends the data."""
    data = _NOT_BASE64.sub(b"", body.partition(b"=")[0])
    data = data[: len(data) - (len(data) % 4 == 1)]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def is_clean_base64(body: bytes) -> bool:
    """Whether base64 can be re-encoded without loss: whole groups, nothing foreign, nothing after the end."""
    return _CLEAN.fullmatch(body) is not None and len(b"".join(body.split())) % 4 == 0


def encode_base64_like(octets: bytes, body: bytes) -> bytes:
    """Encode octets as base64 laid out as an existing body is.

    Args:
        octets: the new content.
        body: clean base64; its line length (76 where it has none fit for mail), line breaks and outer blanks are kept.
    """
    first = _FIRST_LINE.match(body)
    width = len(first[1]) if first else 0
    if width % 4 or not 4 <= width <= 996 or len(body.split()) < 2:
        width = 76
    newline = b"\r\n" if b"\r\n" in body or b"\n" not in body else b"\n"
    code = base64.b64encode(octets)
    lines = [code[place : place + width] for place in range(0, len(code), width)]
    head = body[: len(body) - len(body.lstrip())]
    return head + newline.join(lines) + (body[len(body.rstrip()) :] if body.strip() else b"")
