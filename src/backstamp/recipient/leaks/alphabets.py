"""Encodings of exact tokens: base64 in its variants, hexadecimal, base32, base58, ascii85."""

import base64
import binascii
import re
from collections.abc import Iterator

MAX_BASE58 = 700
"""Signs of a base58 token that is decoded: the work grows with the square of its length."""

_URL_SAFE = str.maketrans("-_", "+/")
# As Yahoo's library writes base64, and those who copied it.
_DOTTED = str.maketrans("._-", "+/=")
_TILDE = str.maketrans("-_~", "+/=")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{6,}+=*+")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){4,}+")
_BASE32 = re.compile(r"(?:[A-Z2-7]{8,}+|[a-z2-7]{8,}+)=*+")
_CROCKFORD = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{10,}+|[0-9a-hjkmnp-tv-z]{10,}+)")
_CROCKFORD_TO_BASE32 = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{8,}+")
_BASE58_VALUES = {
    sign: value for value, sign in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
}
_MIXED = re.compile(r"(?=.*?[0-9])(?=.*?[A-Z])(?=.*?[a-z])", re.DOTALL)


def from_base64(token: str) -> bytes | None:
    """The octets of a token in base64 or one of its variants, padded or not; bits left over are not looked at."""
    if "~" in token:
        token = token.translate(_TILDE)
    elif "." in token or token.endswith("-"):
        token = token.translate(_DOTTED)
    elif "-" in token or "_" in token:
        token = token.translate(_URL_SAFE)
    if _BASE64.fullmatch(token) is None:
        return None
    token = token.rstrip("=")
    if len(token) & 3 == 1:
        token = token[:-1]
    return binascii.a2b_base64(token + "=" * (-len(token) & 3))


def from_hex(token: str) -> bytes | None:
    """The octets of a hexadecimal token of either case."""
    return bytes.fromhex(token) if _HEX.fullmatch(token) else None


def from_base32(token: str) -> Iterator[bytes]:
    """The octets of a base32 token (RFC 4648 section 6) of either case, padded or not, and as Crockford writes it."""
    bare = token.rstrip("=")
    if _BASE32.fullmatch(bare):
        yield _unpadded_base32(bare.upper())
    if _CROCKFORD.fullmatch(bare):
        yield _unpadded_base32(bare.upper().translate(_CROCKFORD_TO_BASE32))


def _unpadded_base32(token: str) -> bytes:
    whole = len(token) - {1: 1, 3: 1, 6: 1}.get(len(token) & 7, 0)
    return base64.b32decode(token[:whole] + "=" * (-whole & 7))


def from_base58(token: str) -> bytes | None:
    """The octets of a base58 token, in Bitcoin's alphabet."""
    if len(token) > MAX_BASE58 or _BASE58.fullmatch(token) is None or _MIXED.match(token) is None:
        return None
    number = 0
    for sign in token:
        number = number * 58 + _BASE58_VALUES[sign]
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def from_base85(text: str) -> Iterator[tuple[str, bytes]]:
    """The octets of a whole value in Adobe's ascii85 or in base85 as git and Mercurial write it."""
    for name, decode in (("ascii85", _ascii85), ("base85", base64.b85decode)):
        try:
            yield name, decode(text.encode("ascii"))
        except (ValueError, OverflowError):
            continue


def _ascii85(octets: bytes) -> bytes:
    return base64.a85decode(octets.removeprefix(b"<~").removesuffix(b"~>"))
