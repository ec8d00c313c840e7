"""Sealing and opening tokens: AES-SIV over three numbers, nothing of the recipient.

A token is 44 characters of base64url, 33 octets: key id (3), synthetic IV (16), ciphertext (14). The payload is
message id (8 octets), recipient ordinal (4) and link ordinal (2), big-endian; link ordinal 0 is the pixel. A link's
destination is bound as associated data (RFC 5297 section 2.4), so that it can stand in the URL in clear and nobody
can exchange it. 33 octets fill 44 base64 characters without spare bits: every accepted token has exactly one spelling.
The key id fills the first four characters, so that a key is found without decoding.

A third kind leads to the reader's page of a delivery. The number of associated strings tells the kinds apart: none for
a pixel, one for a link, two for a page; none of them opens as another.
"""

import binascii
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

TOKEN_LENGTH = 44
KEY_ID_LENGTH = 3
SECRET_LENGTH = 64
PIXEL = 0
MAX_RECIPIENT = 2**32 - 1
MAX_LINK = 2**16 - 1
SHARED = MAX_RECIPIENT
"""The recipient ordinal of tokens that all recipients of a message share: hits on it are counted, not told apart."""

_KEY_ID_CHARACTERS = 4
_PAYLOAD = struct.Struct(">QIH")
_READER = [b"backstamp", b"reader's page"]
_TO_STANDARD = bytes.maketrans(b"-_+/=", b"+/!!!")
_TO_URLSAFE = bytes.maketrans(b"+/", b"-_")


class Token(NamedTuple):
    """What a token stands for.

    Attributes:
        message: message id, 0 to 2**63 - 1, drawn at random by the ledger.
        recipient: ordinal of the recipient within the message, from 0.
        link: ordinal of the link within the message, from 1; 0 is the pixel.
    """

    message: int
    recipient: int
    link: int


@dataclass(frozen=True, slots=True)
class Key:
    """One sealing key: an id that stands in front of its tokens, and the AES-256-SIV secret (64 octets)."""

    id: bytes
    secret: bytes


class KeyRing:
    """The keys in use, newest first: the first seals, all of them open.

    Args:
        keys: at least one key; ids 3 octets and distinct, secrets 64 octets.

    Raises:
        ValueError: no key, or a key of the wrong shape.
    """

    __slots__ = ("_ciphers", "_newest", "_newest_id")

    def __init__(self, keys: Iterable[Key]) -> None:
        ring = list(keys)
        if not ring:
            raise ValueError("a key ring needs at least one key")
        for key in ring:
            if len(key.id) != KEY_ID_LENGTH or len(key.secret) != SECRET_LENGTH:
                raise ValueError("a key is a 3-octet id and a 64-octet secret")
        self._ciphers = {_base64url(key.id): AESSIV(key.secret) for key in ring}
        self._newest_id = _base64url(ring[0].id)
        self._newest = self._ciphers[self._newest_id]

    def seal(self, token: Token, destination: str = "") -> str:
        """Write a token with the newest key.

        Args:
            token: the three numbers, within their ranges.
            destination: for a link, the ASCII URL it leads to; empty for the pixel.

        Returns:
            44 characters, safe in any URL.

        Raises:
            ValueError: a number is out of range, or the destination is not ASCII.
        """
        return self._sealed(token, [destination.encode("ascii")] if token.link != PIXEL else None)

    def seal_links(self, message: int, recipient: int, links: Iterable[tuple[int, str]]) -> list[str]:
        """Write the tokens of many links of one copy; each is what ``seal`` gives.

        Args:
            message: message id.
            recipient: ordinal of the recipient, or `SHARED`.
            links: ordinal, from 1, and destination of each.

        Raises:
            ValueError: a number is out of range, or a destination is not ASCII.
        """
        head, encrypt, pack = self._newest_id.decode(), self._newest.encrypt, _PAYLOAD.pack
        try:
            return [
                head + _base64url(encrypt(pack(message, recipient, ordinal), [url.encode("ascii")])).decode()
                for ordinal, url in links
            ]
        except struct.error as error:
            raise ValueError(f"out of range for the tokens of links: {message}, {recipient}") from error

    def seal_reader(self, message: int, recipient: int) -> str:
        """Write the token of a delivery's reader's page with the newest key.

        Args:
            message: message id.
            recipient: ordinal of the recipient, or `SHARED`.

        Returns:
            44 characters, safe in any URL; they open neither as a pixel nor as a link.

        Raises:
            ValueError: a number is out of range.
        """
        return self._sealed(Token(message, recipient, PIXEL), _READER)

    def open(self, text: bytes, *, link: bool, destination: bytes = b"") -> Token | None:
        """Read a token back, or tell that it is none of ours.

        Args:
            text: the token as it stands in the URL.
            link: whether it was found in a link URL (True) or in a pixel URL (False).
            destination: for a link, the destination that the URL carries.

        Returns:
            The numbers, or None for anything forged, truncated, not in its one spelling, of an unknown key, of the
            other kind, or with another destination. The reasons are not told apart: a stranger learns nothing.
        """
        token = self._opened(text, [destination] if link else None)
        return token if token is not None and (token.link != PIXEL) is link else None

    def open_reader(self, text: bytes) -> Token | None:
        """Read the token of a reader's page back, or tell that it is none of ours.

        Args:
            text: the token as it stands in the URL.

        Returns:
            The numbers, the link's being 0; or None, as in `open`.
        """
        return self._opened(text, _READER)

    def _sealed(self, token: Token, associated: list[bytes] | None) -> str:
        try:
            payload = _PAYLOAD.pack(*token)
        except struct.error as error:
            raise ValueError(f"out of range for a token: {token}") from error
        return (self._newest_id + _base64url(self._newest.encrypt(payload, associated))).decode()

    def _opened(self, text: bytes, associated: list[bytes] | None) -> Token | None:
        cipher = self._ciphers.get(text[:_KEY_ID_CHARACTERS])
        if cipher is None or len(text) != TOKEN_LENGTH:
            return None
        try:
            sealed = binascii.a2b_base64(text[_KEY_ID_CHARACTERS:].translate(_TO_STANDARD), strict_mode=True)
            payload = cipher.decrypt(sealed, associated)
        except (binascii.Error, InvalidTag):
            return None
        return Token._make(_PAYLOAD.unpack(payload))


def _base64url(octets: bytes) -> bytes:
    return binascii.b2a_base64(octets, newline=False).translate(_TO_URLSAFE)
