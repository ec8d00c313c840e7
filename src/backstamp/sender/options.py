"""What may be stamped and how: the choices that hold for a message whatever its recipients."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from backstamp.sender.modes import ANY, Modes


class Signatures(StrEnum):
    """What happens to a message that arrives with a DKIM or ARC signature, which stamping would break.

    ``LEAVE``: it is not stamped. ``STRIP``: the old signatures are set aside under another field name. ``RESIGN``: they
    are set aside and every copy gets a signature of our own.
    """

    LEAVE = "leave"
    STRIP = "strip"
    RESIGN = "resign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a message is to be stamped.

    Attributes:
        base_url: where the collector answers, without a slash at the end; ASCII.
        modes: the highest that the message may ask for.
        plain_text: whether links in text/plain parts are rewritten too.
        visible: whether readers see a small line that says so, rather than an invisible pixel alone.
        footer: whether a link to the reader's page (what was recorded, how to stop it) is added.
        signatures: what happens to a message with a DKIM or ARC signature.
        leaves: a policy of the account: why a URL is left alone, or None; None where there is no policy.
        undo: whether the message carries the record from which ``unstamp`` restores it byte for byte.
    """

    base_url: str
    modes: Modes = ANY
    plain_text: bool = False
    visible: bool = False
    footer: bool = False
    signatures: Signatures = Signatures.LEAVE
    leaves: Callable[[str], str | None] | None = None
    undo: bool = True
