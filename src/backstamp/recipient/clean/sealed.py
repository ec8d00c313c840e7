"""Parts that are never touched, because a signature or encryption of their author covers their octets.

A changed S/MIME or PGP part tells its reader that it was forged, or cannot be opened at all. DKIM is another matter: it
is the mail servers', and has done its work when the message arrives.
"""

import re

from backstamp.mail import transfer
from backstamp.mail.parts import Part

_TYPES = {
    "multipart/signed": "signed",
    "multipart/encrypted": "encrypted",
    "application/pkcs7-mime": "signed or encrypted with S/MIME",
    "application/x-pkcs7-mime": "signed or encrypted with S/MIME",
    "application/pkcs7-signature": "an S/MIME signature",
    "application/x-pkcs7-signature": "an S/MIME signature",
    "application/pgp-encrypted": "encrypted with PGP",
    "application/pgp-signature": "a PGP signature",
    "application/pgp-keys": "a PGP key",
}
_BY_ENDING = {".p7m": _TYPES["application/pkcs7-mime"], ".p7s": _TYPES["application/pkcs7-signature"]}
_UNSAID = frozenset({"application/octet-stream", "application/x-octet-stream"})
# RFC 9580 section 6.2: the armour header line stands at the beginning of a line; HTML puts a tag in front of it.
_PGP = re.compile(rb"(?:^|>)[ \t]*+-----BEGIN PGP ", re.MULTILINE)


def seal(message: bytes, part: Part) -> str | None:
    """Why a part must stay as it is, a clause; None where nothing covers it.

    Args:
        message: that holds the part.
        part: with a multipart, all that is in it is meant. What is around it is the caller's to ask.
    """
    known = _TYPES.get(part.content_type)
    if known is None and part.content_type in _UNSAID:
        name = part.parameters.get("name", "").lower()
        known = next((words for ending, words in _BY_ENDING.items() if name.endswith(ending)), None)
    if known is not None:
        return f"it is {known}, and would no longer hold"
    if part.content_type.startswith("text/") and _has_pgp(message, part):
        return "it holds PGP text, which would no longer hold"
    return None


def _has_pgp(message: bytes, part: Part) -> bool:
    octets = transfer.decode(message[part.body.start : part.body.end], part.transfer_encoding)
    return octets is not None and b"-----BEGIN PGP " in octets and _PGP.search(octets) is not None
