"""The X-Backstamp header: how whoever wrote a message asks for less than the account's settings would do.

It can only restrict (``off < opens, links < both``), and it never leaves the house, unless a DKIM signature covers it.
"""

from dataclasses import dataclass

from backstamp.mail.headers import unfolded
from backstamp.mail.parts import Part
from backstamp.mail.splice import Edit, splice

HEADER = "x-backstamp"
_WISHES = {"off": (False, False), "opens": (True, False), "links": (False, True)}


@dataclass(frozen=True, slots=True)
class Steering:
    """What the header asks for.

    Attributes:
        message: the octets without the header.
        opens: whether a pixel may be added.
        links: whether links may be rewritten.
        reason: why nothing may be done, one sentence; None when something may.
    """

    message: bytes
    opens: bool
    links: bool
    reason: str | None


def steer(message: bytes, root: Part) -> Steering:
    """Read every X-Backstamp header and take it out.

    Args:
        message: the octets.
        root: their part map.

    Returns:
        The wish. Of several the least counts; a value that is not ``off``, ``opens`` or ``links`` counts as ``off``,
        because a mistyped refusal must not be read as consent.
    """
    opens = links = True
    reason = None
    for raw in root.raw_values(message, HEADER):
        wish = unfolded(raw).lower()
        if wish not in _WISHES:
            reason = reason or f"The header X-Backstamp has an unknown value ({wish[:40]!r}), which counts as off."
        opens, links = (now and may for now, may in zip((opens, links), _WISHES.get(wish, _WISHES["off"]), strict=True))
    if not opens and not links and reason is None:
        reason = "The message asks for it with the header X-Backstamp."
    return Steering(_without_header(message, root), opens, links, reason)


def _without_header(message: bytes, root: Part) -> bytes:
    if any(_covers(raw) for raw in root.raw_values(message, "dkim-signature")):
        return message
    return splice(message, [Edit(*field.span, b"") for field in root.fields if field.name == HEADER])


def _covers(dkim: bytes) -> bool:
    """Whether a DKIM signature's list of signed fields (``h=``, RFC 6376 section 3.5) names the header."""
    for tag in dkim.decode("latin-1").split(";"):
        name, _, value = tag.partition("=")
        if name.strip().lower() == "h":
            return HEADER in "".join(value.lower().split()).split(":")
    return False
