"""The X-Backstamp header: how whoever wrote a message asks for less than the account's settings would do.

It never leaves the house, unless a DKIM signature covers it. Values, of which several may be parted by commas::

    X-Backstamp: off                                  nothing
    X-Backstamp: opens                                opens as the account has them, no links
    X-Backstamp: links                                links as the account has them, no opens
    X-Backstamp: aggregate                            a mode for both
    X-Backstamp: opens=aggregate, links=pseudonymous  a mode for each
"""

from dataclasses import dataclass

from backstamp.mail.headers import unfolded
from backstamp.mail.parts import Part
from backstamp.mail.splice import Edit, splice
from backstamp.sender.modes import Mode

HEADER = "x-backstamp"
_Wish = tuple[Mode | None, Mode | None]
_WORDS: dict[str, _Wish] = {
    "opens": (None, Mode.OFF),
    "links": (Mode.OFF, None),
    **{mode.value: (mode, mode) for mode in Mode},
    **{f"opens={mode.value}": (mode, None) for mode in Mode},
    **{f"links={mode.value}": (None, mode) for mode in Mode},
}


@dataclass(frozen=True, slots=True)
class Steering:
    """What the header asks for.

    Attributes:
        message: the octets without the header.
        edits: what takes the header out.
        opens: the mode asked for, None for as it is.
        links: likewise.
        reason: why nothing may be done, one sentence; None when something may.
    """

    message: bytes
    edits: tuple[Edit[bytes], ...]
    opens: Mode | None
    links: Mode | None
    reason: str | None


def steer(message: bytes, root: Part) -> Steering:
    """Read every X-Backstamp header and take it out.

    Args:
        message: the octets.
        root: their part map.

    Returns:
        The wish. Of several the least counts; a word that is not known counts as ``off``, because a mistyped refusal
        must not be read as consent.
    """
    opens: Mode | None = None
    links: Mode | None = None
    reason = None
    for raw in root.raw_values(message, HEADER):
        for word in unfolded(raw).lower().replace(" ", "").split(","):
            if word not in _WORDS:
                reason = reason or f"The header X-Backstamp has an unknown value ({word[:40]!r}), which counts as off."
            wish = _WORDS.get(word, (Mode.OFF, Mode.OFF))
            opens, links = _least(opens, wish[0]), _least(links, wish[1])
    if opens is links is Mode.OFF and reason is None:
        reason = "The message asks for it with the header X-Backstamp."
    edits = _without_header(message, root)
    return Steering(splice(message, edits) if edits else message, edits, opens, links, reason)


def _least(now: Mode | None, wish: Mode | None) -> Mode | None:
    return now.least(wish) if now is not None and wish is not None else now or wish


def _without_header(message: bytes, root: Part) -> tuple[Edit[bytes], ...]:
    if any(_covers(raw) for raw in root.raw_values(message, "dkim-signature")):
        return ()
    return tuple(Edit(*field.span, b"") for field in root.fields if field.name == HEADER)


def _covers(dkim: bytes) -> bool:
    """Whether a DKIM signature's list of signed fields (``h=``, RFC 6376 section 3.5) names the header."""
    for tag in dkim.decode("latin-1").split(";"):
        name, _, value = tag.partition("=")
        if name.strip().lower() == "h":
            return HEADER in "".join(value.lower().split()).split(":")
    return False
