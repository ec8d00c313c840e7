"""DKIM signing (RFC 6376): the field that vouches for a message after it has been stamped.

relaxed/relaxed with rsa-sha256 or ed25519-sha256 (RFC 8463). The whole body is covered (no ``l=``), and every field
that a reader or a mail program relies on is named once more than it occurs, so that none can be added unnoticed
(section 8.15); only a date and a Message-ID that are missing may still be added. The clock is the caller's.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backstamp.errors import ConfigError
from backstamp.mail.canonical import canonical_body_relaxed, canonical_header_relaxed
from backstamp.mail.headers import Field, read_fields

SIGNED_FIELDS = (
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)
"""What is signed, there or not: RFC 6376 section 5.4.1, and RFC 8058 section 4 for List-Unsubscribe-Post."""

ADDED_ON_THE_WAY = frozenset({"date", "message-id"})
"""Not named where they are missing: the next mail server is right to add them (RFC 6409 section 8)."""

MIN_RSA_BITS = 1024
"""RFC 8301 section 3.2: signers must use at least these, and should use 2,048."""

_WIDTH = 76
_BASE64_PIECE = 60
# RFC 6376 section 3.1 and RFC 5321 section 4.1.2; the underscore is seen in selectors.
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the name under which its public half stands in the DNS.

    Attributes:
        domain: of the signer, as in the DNS (an international name in its ``xn--`` form).
        selector: the record is at ``<selector>._domainkey.<domain>``.
        private: RSA of at least 1,024 bits, or Ed25519.

    Raises:
        ConfigError: domain or selector is no name, or the key is too short.
    """

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        """Check what a verifier would refuse."""
        for setting, name in (("domain", self.domain), ("selector", self.selector)):
            if not _is_name(name):
                raise ConfigError(f"dkim: {name!r} cannot be a {setting}: write it as it stands in the DNS.")
        if isinstance(self.private, RSAPrivateKey) and self.private.key_size < MIN_RSA_BITS:
            raise ConfigError(
                f"dkim: an RSA key of {self.private.key_size} bits is refused everywhere (RFC 8301): make one of 2048."
            )

    @property
    def algorithm(self) -> str:
        """As it stands in ``a=``."""
        return "rsa-sha256" if isinstance(self.private, RSAPrivateKey) else "ed25519-sha256"

    def record(self) -> str:
        """What must stand in the DNS, as a TXT record at `name` (RFC 6376 section 3.6.1, RFC 8463 section 4)."""
        public = self.private.public_key()
        if isinstance(public, RSAPublicKey):
            kind, octets = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            kind, octets = "ed25519", public.public_bytes_raw()
        return f"v=DKIM1; k={kind}; p={base64.b64encode(octets).decode()}"

    @property
    def name(self) -> str:
        """Where the record stands in the DNS."""
        return f"{self.selector}._domainkey.{self.domain}"


def _is_name(text: str) -> bool:
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in text.split("."))


def sign(message: bytes, key: SigningKey, *, when: int) -> bytes:
    """Sign a message as it stands.

    Args:
        message: any octets; bare LFs are signed as the CRLFs that they become on their way.
        key: the signer.
        when: seconds since 1970-01-01 UTC, for ``t=``.

    Returns:
        The DKIM-Signature field alone, with its line break, in the message's own kind of line break: put it in front
        of the message (behind an mbox "From " line, if there is one). Of several signatures, each is put in front of
        the one before.
    """
    fields, separator = read_fields(message, 0, len(message))
    names, covered = _choose(message, fields)
    newline = _newline(message)
    body_hash = _hash(canonical_body_relaxed(message, separator.end))
    unsigned = _folded("DKIM-Signature:", _tags(key, when, names, body_hash), newline)
    name, _, value = unsigned.encode().partition(b":")
    covered.append(canonical_header_relaxed(name, value).removesuffix(b"\r\n"))
    return (_folded(unsigned, _base64("", _signature(key, _hash(covered))), newline) + newline).encode()


def _hash(pieces: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _newline(message: bytes) -> str:
    """The first line break of the message; CRLF where it has none."""
    place = message.find(b"\n")
    return "\n" if place >= 0 and message[place - 1 : place] != b"\r" else "\r\n"


def _choose(message: bytes, fields: tuple[Field, ...]) -> tuple[list[str], list[bytes]]:
    """The names for ``h=`` and, in the same order, what they stand for: of one name the last field first (5.4.2)."""
    values: dict[str, list[bytes]] = {}
    for each in reversed(fields):
        values.setdefault(each.name, []).append(message[each.value.start : each.value.end])
    names: list[str] = []
    covered: list[bytes] = []
    for name in SIGNED_FIELDS:
        found = values.get(name.lower(), [])
        if found or name.lower() not in ADDED_ON_THE_WAY:
            names += [name] * (len(found) + 1)
        covered += (canonical_header_relaxed(name.encode(), value) for value in found)
    return names, covered


def _tags(key: SigningKey, when: int, names: list[str], body_hash: bytes) -> Iterator[str]:
    """The tags up to ``b=``, cut where a line may be folded."""
    yield " v=1;"
    yield f" a={key.algorithm};"
    yield " c=relaxed/relaxed;"
    yield f" d={key.domain};"
    yield f" s={key.selector};"
    yield f" t={when};"
    yield f" h={names[0]}"
    yield from (f":{name}" for name in names[1:-1])
    yield f":{names[-1]};"
    yield from _base64(" bh=", body_hash)
    yield ";"
    yield " b="


def _base64(before: str, octets: bytes) -> Iterator[str]:
    text = base64.b64encode(octets).decode()
    yield before + text[:_BASE64_PIECE]
    yield from (text[place : place + _BASE64_PIECE] for place in range(_BASE64_PIECE, len(text), _BASE64_PIECE))


def _folded(text: str, pieces: Iterable[str], newline: str) -> str:
    """Put pieces behind a text; one that would reach beyond column 76 begins a new line."""
    done = [text]
    column = len(text) - (text.rfind("\n") + 1)
    for piece in pieces:
        if column + len(piece) > _WIDTH:
            done += (newline, " ", piece.lstrip(" "))
            column = 1 + len(piece.lstrip(" "))
        else:
            done.append(piece)
            column += len(piece)
    return "".join(done)


def _signature(key: SigningKey, digest: bytes) -> bytes:
    """Sign the SHA-256 hash; Ed25519 signs the hash as its message (RFC 8463 section 3)."""
    if isinstance(key.private, RSAPrivateKey):
        return key.private.sign(digest, PKCS1v15(), Prehashed(SHA256()))
    return key.private.sign(digest)
