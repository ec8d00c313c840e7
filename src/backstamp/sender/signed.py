"""Messages that must pass untouched, because a signature or encryption covers their octets.

Changing a signed message does worse than nothing: the reader is told that it was forged.
"""

import re

from backstamp.mail import transfer
from backstamp.mail.parts import Part

_SIGNATURE_FIELDS = ("dkim-signature", "arc-message-signature", "arc-seal")
_SEALED_TYPES = {
    "multipart/signed": "holds a signed part (multipart/signed)",
    "multipart/encrypted": "holds an encrypted part (multipart/encrypted)",
    "application/pkcs7-mime": "is signed or encrypted with S/MIME",
    "application/x-pkcs7-mime": "is signed or encrypted with S/MIME",
    "application/pkcs7-signature": "is signed with S/MIME",
    "application/x-pkcs7-signature": "is signed with S/MIME",
    "application/pgp-encrypted": "is encrypted with PGP",
    "application/pgp-signature": "is signed with PGP",
}
# RFC 9580 section 6.2: the armour header line stands at the beginning of a line; HTML puts a tag in front of it.
_PGP = re.compile(rb"(?:^|>)[ \t]*+-----BEGIN PGP ", re.MULTILINE)


def signature(message: bytes, root: Part, *, dkim: bool = True) -> str | None:
    """Tell why a message must pass untouched.

    Args:
        message: the octets.
        root: their part map.
        dkim: whether DKIM and ARC signatures count; they can be set aside, the others cannot.

    Returns:
        One plain sentence for the operator, or None when nothing is signed or encrypted. Embedded messages
        (message/rfc822) are attachments here: they are never edited, so their signatures do not count.
    """
    for name in _SIGNATURE_FIELDS if dkim else ():
        if any(field.name == name for field in root.fields):
            return f"The message is already signed ({name} header); stamp it before it is signed."
    for part in root.own():
        sealed = _SEALED_TYPES.get(part.content_type)
        if sealed:
            return f"The message {sealed}; any change would break it."
        if part.content_type.startswith("text/") and _has_pgp(message, part):
            return f"Part {part.number} of the message holds PGP text; any change would break it."
    return None


def _has_pgp(message: bytes, part: Part) -> bool:
    octets = transfer.decode(message[part.body.start : part.body.end], part.transfer_encoding)
    return octets is not None and b"-----BEGIN PGP " in octets and _PGP.search(octets) is not None
