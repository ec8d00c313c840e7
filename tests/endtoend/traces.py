"""A search for traces of a secret text in bytes: in plain, in common encodings at any alignment, and as common hashes."""

import base64
import hashlib
import zlib
from collections.abc import Iterator
from urllib.parse import quote

_HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")

_TELLING = 8  # a shorter local part, such as "ada", stands in any text by chance


def traces_of(secret: str, content: bytes) -> list[str]:
    """Names of the forms in which ``secret`` stands in ``content``; empty where it does in none."""
    folded = content.lower()
    return [name for name, form in _forms(secret) if form in content or form.lower() in folded]


def _forms(secret: str) -> Iterator[tuple[str, bytes]]:
    spellings = {secret, secret.lower(), secret.upper()}
    local_part = secret.partition("@")[0]
    parts = {local_part, local_part.lower()} if len(local_part) >= _TELLING else set()
    for text in spellings:
        yield from _encoded(text.encode(), "text")
    for text in parts:
        yield from _encoded(text.encode(), "local part")
    for text in spellings | parts:
        for name in _HASHES:
            digest = hashlib.new(name, text.encode()).digest()
            yield f"{name} digest", digest
            yield from (
                (f"{name} {form}", value) for form, value in _encoded(digest, "digest") if form != "digest plain"
            )
        yield "crc32", f"{zlib.crc32(text.encode()):08x}".encode() + b"\x00"


def _encoded(raw: bytes, what: str) -> Iterator[tuple[str, bytes]]:
    yield f"{what} plain", raw
    yield f"{what} reversed", raw[::-1]
    yield f"{what} hex", raw.hex().encode()
    yield f"{what} percent", quote(raw, safe="").encode()
    yield f"{what} base32", base64.b32encode(raw).rstrip(b"=")[: len(raw)]
    for shift in range(3):
        middle = base64.b64encode(b"\x00" * shift + raw)[4 if shift else 0 :].rstrip(b"=")
        whole = middle[: len(middle) // 4 * 4 - 4]
        if len(whole) >= 12:
            yield f"{what} base64", whole
            yield f"{what} base64url", whole.translate(bytes.maketrans(b"+/", b"-_"))
