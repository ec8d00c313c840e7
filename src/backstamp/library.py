"""Stamping as a library: one call stamps a message for one recipient, one call gives the original back.

Nothing is written down: no ledger, no files but the keys. What a hit means is then for the caller to know. Its token
holds the message id, the recipient's number and the link's number, and nothing else: keep, for every copy that you
send, ``Stamped.message_id`` and ``Stamped.recipient`` together with whom it went to (where the mode allows that), and
``Stamped.links`` for where the links lead. ``backstamp hits --json`` names the same numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import Compat32, EmailPolicy
from os import PathLike
from pathlib import Path
from typing import Generic, Literal, TypeAlias, TypeVar, overload

from backstamp.errors import UsageError
from backstamp.sender import stamp as stamping
from backstamp.sender import unstamp as unstamping
from backstamp.sender.changes import Change, Link, Skipped
from backstamp.sender.message_id import draw_message_id, format_message_id, parse_message_id
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options, Signatures
from backstamp.sender.policy import Policy, read_policy
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import MAX_RECIPIENT, KeyRing

Mail = TypeVar("Mail", bytes, EmailMessage)
Keys: TypeAlias = KeyRing | KeyFile | str | PathLike[str]
ModeWord: TypeAlias = Mode | Literal["off", "aggregate", "pseudonymous", "individual"]


@dataclass(frozen=True, slots=True)
class Stamped(Generic[Mail]):
    """A message stamped for one recipient.

    Attributes:
        message: the copy to send, of the type that was given.
        edits: what was changed, in the order of the message.
        skipped: what was left alone, and why.
        links: the links that are rewritten, with their numbers.
        pixel: whether a pixel was added.
        untouched: one sentence why nothing was stamped at all, else None.
        message_id: 16 hex digits; what every token of this message carries. Has nothing to do with its Message-ID.
        recipient: the recipient's number within the message.
    """

    message: Mail
    edits: tuple[Change, ...]
    skipped: tuple[Skipped, ...]
    links: tuple[Link, ...]
    pixel: bool
    untouched: str | None
    message_id: str
    recipient: int


@dataclass(frozen=True, slots=True)
class Unstamped(Generic[Mail]):
    """A message without its stamps.

    Attributes:
        message: the original, of the type that was given.
        exact: whether it is, octet for octet, what was stamped.
        removed: how many stamps were taken out one by one; 0 where the message's own record did it all.
    """

    message: Mail
    exact: bool
    removed: int


@overload
def stamp(
    message: bytes,
    *,
    keys: Keys,
    base_url: str,
    message_id: str | None = None,
    recipient: int = 0,
    opens: ModeWord = "individual",
    links: ModeWord = "individual",
    plain_text: bool = False,
    visible: bool = False,
    footer: bool = False,
    signatures: Literal["leave", "strip"] = "leave",
    policy: Policy | str | PathLike[str] | None = None,
    undo: bool = True,
) -> Stamped[bytes]: ...


@overload
def stamp(
    message: EmailMessage,
    *,
    keys: Keys,
    base_url: str,
    message_id: str | None = None,
    recipient: int = 0,
    opens: ModeWord = "individual",
    links: ModeWord = "individual",
    plain_text: bool = False,
    visible: bool = False,
    footer: bool = False,
    signatures: Literal["leave", "strip"] = "leave",
    policy: Policy | str | PathLike[str] | None = None,
    undo: bool = True,
) -> Stamped[EmailMessage]: ...


def stamp(  # noqa: PLR0913 - every choice is a keyword with a default, and most calls give two
    message: bytes | EmailMessage,
    *,
    keys: Keys,
    base_url: str,
    message_id: str | None = None,
    recipient: int = 0,
    opens: ModeWord = "individual",
    links: ModeWord = "individual",
    plain_text: bool = False,
    visible: bool = False,
    footer: bool = False,
    signatures: Literal["leave", "strip"] = "leave",
    policy: Policy | str | PathLike[str] | None = None,
    undo: bool = True,
) -> Stamped[bytes] | Stamped[EmailMessage]:
    """Add the pixel and rewrite the links of a message, for one recipient; nothing else in it changes.

    Octets are edited in place and stay what they were everywhere else. An ``EmailMessage`` is written out with CRLF,
    stamped, and read back with its own policy. What the standard library does on that way it does on every sending:
    headers that were set in Python are folded and encoded by the message's policy; headers that were parsed keep their
    spelling, and line ends are again those of the policy.

    Args:
        message: as it would be sent: any octets, or an ``email.message.EmailMessage``; it is not changed.
        keys: what seals the tokens: a ring, a key file or its path (made with a first key where there is none).
            A path is read at every call; for many messages read it once: ``KeyFile(path).ring()``.
        base_url: where the collector answers, such as ``https://t.example.com``.
        message_id: 16 hex digits, the same for all recipients of a message; drawn at random when None.
        recipient: the recipient's number within the message, 0 to 2**32 - 2.
        opens: what an opening may tell at most: ``off``, ``aggregate`` (all recipients share one token),
            ``pseudonymous`` or ``individual`` (these two differ in what *you* keep, not in the copy).
        links: what a followed link may tell at most, in the same words.
        plain_text: whether links in text/plain parts are rewritten too.
        visible: whether readers see a small line rather than an invisible pixel alone.
        footer: whether a link to the reader's page is added: what was recorded, and how to stop it.
        signatures: a message with a DKIM or ARC signature is left alone (``leave``), or the signature, which stamping
            breaks, is set aside and you sign anew (``strip``).
        policy: a policy file that spares more links; what it says of recipients does not apply, there is no address.
        undo: whether the copy carries the record from which ``unstamp`` restores it octet for octet.

    Raises:
        UsageError: an argument is not what it should be.
        ModeError: the message's header X-Backstamp asks for more than ``opens`` and ``links`` allow.
        KeyFileError, ConfigError: the key file, or the policy file, cannot be used.
    """
    options = Options(
        base_url=_base_url(base_url),
        modes=Modes(_mode(opens, "opens"), _mode(links, "links")),
        plain_text=plain_text,
        visible=visible,
        footer=footer,
        signatures=_signatures(signatures),
        leaves=_leaves(policy),
        undo=undo,
    )
    number = draw_message_id() if message_id is None else parse_message_id(message_id)
    if not 0 <= recipient < MAX_RECIPIENT:
        raise UsageError(f"recipient is {recipient}: give the recipient's number within the message, from 0.")
    octets = _octets(message)
    done = stamping.stamp(octets, options, ring=_ring(keys), message_id=number, recipient=recipient)
    told = (done.edits, done.skipped, done.links, done.pixel, done.untouched, format_message_id(number), recipient)
    if isinstance(message, EmailMessage):
        return Stamped(_parsed(done.message, message), *told)
    return Stamped(done.message, *told)


@overload
def unstamp(message: bytes, *, base_url: str | None = None) -> Unstamped[bytes]: ...


@overload
def unstamp(message: EmailMessage, *, base_url: str | None = None) -> Unstamped[EmailMessage]: ...


def unstamp(
    message: bytes | EmailMessage, *, base_url: str | None = None
) -> Unstamped[bytes] | Unstamped[EmailMessage]:
    """Give the original of a stamped message back; no keys are needed.

    Args:
        message: as stamped, perhaps changed on its way.
        base_url: of the collector, for a message that has lost its header X-Backstamp-Undo.

    Returns:
        The message before it was stamped. One that carries no stamp comes back as it is, not ``exact``.

    Raises:
        UsageError: an argument is not what it should be.
    """
    done = unstamping.unstamp(_octets(message), None if base_url is None else _base_url(base_url))
    if isinstance(message, EmailMessage):
        return Unstamped(_parsed(done.message, message), done.exact, done.removed)
    return Unstamped(done.message, done.exact, done.removed)


def _octets(message: bytes | EmailMessage) -> bytes:
    if isinstance(message, bytes):
        return message
    if not isinstance(message, EmailMessage):
        raise UsageError(f"message is a {type(message).__name__}: give bytes or an EmailMessage.")
    return message.as_bytes(policy=_as_it_stands(message))


def _as_it_stands(message: EmailMessage) -> EmailPolicy | Compat32:
    """The message's own policy, but for what would spell anew what was read: folding, line ends, lines with "From"."""
    own = message.policy
    if isinstance(own, EmailPolicy):
        return own.clone(linesep="\r\n", refold_source="none", mangle_from_=False, cte_type="8bit")
    return Compat32(linesep="\r\n", max_line_length=None, mangle_from_=False)


def _parsed(octets: bytes, like: EmailMessage) -> EmailMessage:
    return message_from_bytes(
        octets.replace(b"\r\n", like.policy.linesep.encode()), _class=EmailMessage, policy=like.policy
    )


def _ring(keys: Keys) -> KeyRing:
    if isinstance(keys, KeyRing):
        return keys
    return (keys if isinstance(keys, KeyFile) else KeyFile(Path(keys))).ring()


def _base_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    clean = text.isascii() and text.isprintable() and not any(character in text for character in "?# \"<>'")
    if scheme not in {"http", "https"} or not rest.strip("/") or not clean:
        raise UsageError(
            f"base_url is {text[:80]!r}: give an http or https address without query, such as https://t.example.com"
        )
    return text.rstrip("/")


def _mode(word: str, name: str) -> Mode:
    try:
        return Mode(word)
    except ValueError:
        raise UsageError(f"{name} is {word!r}: the modes are {', '.join(Mode)}.") from None


def _signatures(word: str) -> Signatures:
    if word not in {Signatures.LEAVE, Signatures.STRIP}:
        raise UsageError(f'signatures is {word!r}: give "leave", or "strip" and sign the stamped message yourself.')
    return Signatures(word)


def _leaves(policy: Policy | str | PathLike[str] | None) -> Callable[[str], str | None] | None:
    if policy is None:
        return None
    return (policy if isinstance(policy, Policy) else read_policy(Path(policy))).leaves
