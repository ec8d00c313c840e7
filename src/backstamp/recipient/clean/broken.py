"""What no longer holds of a message once it is cleaned: signatures of mail servers.

They stay where they are. They did their work when the message arrived (the receiving server wrote what it found into
Authentication-Results), a later reader can see that there were some, and they hold again when the original comes back.
"""

import re
from collections.abc import Iterator, Sequence

from backstamp.mail.headers import unfolded
from backstamp.mail.part import Part
from backstamp.mail.splice import Edit

_TAG = re.compile(r"(?:^|;)\s*+([a-z]{1,2}+)\s*+=\s*+([^;]*+)", re.IGNORECASE)
_SIGNATURES = {"dkim-signature": "DKIM", "arc-message-signature": "ARC", "domainkey-signature": "DomainKeys"}


def broken(message: bytes, root: Part, edits: Sequence[Edit[bytes]]) -> Iterator[str]:
    """A sentence for each signature that no longer holds.

    Args:
        message: the original.
        root: its part map.
        edits: what is done to it, without fields that are put on top.
    """
    for part in root.walk():
        if any(field.name in _SIGNATURES for field in part.fields):
            yield from _of(message, part, edits)


def _of(message: bytes, part: Part, edits: Sequence[Edit[bytes]]) -> Iterator[str]:
    body = any(part.body.start <= edit.start < part.body.end for edit in edits)
    gone = {field.name for field in part.fields if any(edit.start == field.start < edit.end for edit in edits)}
    told: set[str] = set()
    for field in part.fields:
        kind = _SIGNATURES.get(field.name)
        if kind is None:
            continue
        tags = _tags(message, field.value.start, field.value.end)
        covers = gone & {name.strip().lower() for name in tags.get("h", "").split(":")}
        words = f"The {kind} signature of {tags.get('d', 'an unnamed domain')[:100]} no longer holds: "
        if (body or covers) and words not in told:
            told.add(words)
            yield words + ("what it covers of the body was changed." if body else "it covers a field that is gone.")


def _tags(message: bytes, start: int, end: int) -> dict[str, str]:
    text = unfolded(message[start:end])
    return {match[1].lower(): "".join(match[2].split()) for match in _TAG.finditer(text)}
