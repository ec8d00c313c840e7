"""Pseudonyms of readers: what the ledger can know somebody again by without keeping the address.

A pseudonym is a keyed hash: without the secret nobody can try out addresses, with it the sender's own house finds a
reader who asks to be left alone. It is the same in every message of one installation, and never leaves the house.
"""

import hmac
import unicodedata
from dataclasses import dataclass, field

import ada_url

READER_LENGTH = 16
"""Octets of a pseudonym: enough that two readers of one house never share one by chance."""

SECRET_LENGTH = 32
"""Octets of the secret, as long as the hash (RFC 2104 section 3)."""

_MAX_DOMAIN = 255


@dataclass(frozen=True, slots=True)
class Readers:
    """Gives addresses their pseudonyms.

    Attributes:
        secret: 32 octets.

    Raises:
        ValueError: the secret has another length (a programming error).
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Check the secret."""
        if len(self.secret) != SECRET_LENGTH:
            raise ValueError("the secret of the readers' pseudonyms has 32 octets")

    def reader_of_address(self, address: str) -> bytes:
        """The pseudonym of an address, 16 octets: HMAC-SHA256 over its normal form, truncated (RFC 2104 section 5)."""
        octets = normalised(address).encode("utf-8", "surrogatepass")
        return hmac.digest(self.secret, octets, "sha256")[:READER_LENGTH]


def normalised(address: str) -> str:
    """The one spelling of all spellings of an address.

    A domain has many spellings by definition: case does not count (RFC 5321 section 2.4), and an international one can
    be written with or without Punycode (UTS 46). Of local parts only their own server knows (RFC 5321 section 2.3.11),
    but hardly any tells ``Ada`` from ``ada``, and somebody who asks to be left alone must not go on being recorded for
    a capital letter; the price is that two who differ in nothing else share a pseudonym. ``ada+news`` stays apart from
    ``ada``. Quotes that need not be there are taken away (section 4.1.2).

    Args:
        address: as in an envelope; what has no ``@`` counts as a local part.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return _local(domain)
    return f"{_local(local)}@{_domain(domain)}"


def shown_reader(reader: bytes) -> str:
    """A pseudonym as people read it: ``reader 3f2a-91c0…``."""
    digits = reader.hex()
    return f"reader {digits[:4]}-{digits[4:8]}…"


def _local(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace("\\", "")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _domain(text: str) -> str:
    """UTS 46 lowers case by itself; only what it refuses is lowered here (folding would make ``ss`` of ``ß``)."""
    plain = unicodedata.normalize("NFC", text).lower().rstrip(".")
    if plain.isascii() or len(plain) > _MAX_DOMAIN:
        return plain
    try:
        return ada_url.idna.encode(plain).decode("ascii") or plain
    except UnicodeError:
        return plain
