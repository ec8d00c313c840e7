"""Setting old signatures aside, where the owner of a system says so: a changed message would make them look forged.

The fields stay where they are under another name, so that taking the name back makes the old signature verify again
once the message itself is as it was. Names are only ever put on and taken off one at a time: what came with such a name
already is not confused with what was set aside here.
"""

from backstamp.mail.headers import Field
from backstamp.mail.parts import Part
from backstamp.mail.splice import Edit

PREFIX = b"X-Backstamp-Removed-"
"""In front of the name of a field that was set aside."""

SIGNATURES = frozenset(
    {
        "dkim-signature",  # RFC 6376
        "arc-seal",  # RFC 8617
        "arc-message-signature",
        "arc-authentication-results",
        "domainkey-signature",  # RFC 4870
    }
)
"""The names, in lower case, of fields that vouch for the message or for an earlier look at it."""


def set_aside(root: Part) -> list[Edit[bytes]]:
    """Rename every signature of the message itself; embedded messages keep theirs.

    Args:
        root: the message's part map.

    Returns:
        Insertions of `PREFIX`, in order; empty when nothing is signed. A first line grows by 20 octets.
    """
    if not any(field.name in SIGNATURES for field in root.fields):
        return []
    return [
        Edit(field.span.start, field.span.start, PREFIX)
        for field in root.fields
        if field.name in SIGNATURES or _is_aside(field)
    ]


def put_back(root: Part) -> list[Edit[bytes]]:
    """Undo `set_aside`, exactly.

    Args:
        root: the part map of a message with fields that were set aside.

    Returns:
        Deletions of one `PREFIX` each, in order; empty when nothing was set aside.
    """
    aside = [field for field in root.fields if _is_aside(field)]
    if not any(field.name.removeprefix(PREFIX.decode().lower()) in SIGNATURES for field in aside):
        return []
    return [Edit(field.span.start, field.span.start + len(PREFIX), b"") for field in aside]


def _is_aside(field: Field) -> bool:
    return field.name.startswith(PREFIX.decode().lower())
