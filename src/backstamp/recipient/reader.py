"""Who reads a message: the data that a tracker may have put into its URLs."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from backstamp.mail.part import Part
from backstamp.mail.references.encoded_words import decoded_words
from backstamp.mail.structured import unfolded

MAX_ADDRESSES = 20
"""Addresses, and names, that are taken from one message; a header can name thousands."""
MAX_VALUE = 20_000
"""Octets of one field that are read."""
# What the reader's own mail system writes (Postfix, Exim, Fastmail, Sendmail, qmail), the surest first; then RFC 5322.
_DELIVERED = ("delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "x-rcpt-to", "x-delivered-to")
_WRITTEN = ("to", "cc")
_SENDER = ("from", "sender", "return-path")
_FIELDS_OF_ONE_NAME = 5
# RFC 5322 section 3.4, read leniently: a name and an address in angle brackets, or an address alone.
_MAILBOX = re.compile(
    r'(?:"((?:[^"\\]|\\.){0,200}+)"\s{0,20}+|([^<>",;:]{0,300}+))<\s{0,5}+([^<>\s@"]{1,64}+@[^<>\s@"]{1,255}+)\s{0,5}+>'
    r'|([^\s<>,;:"()@]{1,64}+@[^\s<>,;:"()@]{1,255}+)'
    r'|[^\s<>,;:"()@]++(?!@)'  # a word that is no address: passed over as a whole
)
_FOR = re.compile(r"\bfor\s{1,20}+<?+([^\s<>;@]{1,64}+@[^\s<>;@]{1,255}+)")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of a message's reader.

    Attributes:
        addresses: mail addresses, lower-case, the surest first, without doubles.
        names: as written in the address fields, without doubles.
        message_id: of this copy, without angle brackets; "" where there is none.
    """

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    message_id: str = ""


def reader_of(message: bytes, root: Part, me: Iterable[str] = ()) -> Reader:
    """Who reads a message, as far as the caller and its header say; never raises.

    Args:
        message: all octets.
        root: its part map.
        me: the reader's own data: ``ada@example.org``, ``Ada Lovelace <ada@example.org>``, or a name.

    Returns:
        The caller's data first, then those of the fields that the reader's mail system writes, then To and Cc. The
        sender's addresses (From, Sender, Return-Path) are left out, unless the caller names them.
    """
    own = [mailbox for entry in me for mailbox in _own(entry)]
    from_fields = [mailbox for name in _SENDER for mailbox in _in_field(message, root, name)]
    foreign = {address for _, address in from_fields}
    foreign_names = {name.lower() for name, _ in from_fields}
    found = own + [(name, address) for name, address in _recipients(message, root) if address not in foreign]
    addresses = dict.fromkeys(address for _, address in found if address)
    own_names = {name for name, _ in own}
    lists = set(senders_of(message, root))
    names = dict.fromkeys(
        name
        for name, address in found
        if name in own_names or (name.lower() not in foreign_names and address not in lists)
    )
    names = dict.fromkeys(name for name in names if name and "@" not in name and "/" not in name)
    return Reader(
        tuple(islice(addresses, MAX_ADDRESSES)), tuple(islice(names, MAX_ADDRESSES)), _message_id(message, root)
    )


def senders_of(message: bytes, root: Part) -> tuple[str, ...]:
    """The addresses that a message comes from, and where answers go, lower case.

    From, Sender, Return-Path, Reply-To, List-Post, and an address in To or Cc that the List-Id names (RFC 2919).
    """
    fields = (*_SENDER, "reply-to", "list-post")
    found = [address for name in fields for _, address in _in_field(message, root, name)]
    lists = [unfolded(raw[:MAX_VALUE]).lower() for raw in root.raw_values(message, "list-id")[:1]]
    for _, address in _written(message, root) if lists else ():
        if f"<{address.replace('@', '.')}>" in lists[0]:
            found.append(address)
    return tuple(dict.fromkeys(address.removeprefix("mailto:") for address in found))


def _own(entry: str) -> Iterator[tuple[str, str]]:
    """The caller's word: a name where it holds no address."""
    mailboxes = list(_mailboxes(entry[:MAX_VALUE]))
    yield from mailboxes
    if not mailboxes and entry.strip():
        yield " ".join(entry[:MAX_VALUE].split()), ""


def _recipients(message: bytes, root: Part) -> Iterator[tuple[str, str]]:
    for name in _DELIVERED:
        yield from _in_field(message, root, name)
    for raw in islice(root.raw_values(message, "received"), 1):
        for address in _FOR.findall(unfolded(raw[:MAX_VALUE])):
            yield "", address.lower()
    yield from _written(message, root)


def _written(message: bytes, root: Part) -> Iterator[tuple[str, str]]:
    """To and Cc, without addresses that nobody reads."""
    for name in _WRITTEN:
        yield from (mailbox for mailbox in _in_field(message, root, name) if "@noreply." not in mailbox[1])


def _in_field(message: bytes, root: Part, name: str) -> Iterator[tuple[str, str]]:
    """Names and addresses in all fields of a name."""
    for raw in islice(root.raw_values(message, name), _FIELDS_OF_ONE_NAME):
        text = unfolded(raw[:MAX_VALUE])
        mailboxes = list(islice(_mailboxes(text), MAX_ADDRESSES))
        yield from mailboxes or islice(_mailboxes(decoded_words(text)), MAX_ADDRESSES)


def _mailboxes(text: str) -> Iterator[tuple[str, str]]:
    for match in _MAILBOX.finditer(text):
        quoted, bare, bracketed, alone = match.groups("")
        if address := bracketed or alone:
            yield _name(_ESCAPED.sub(r"\1", quoted) or bare), address.lower()


def _name(text: str) -> str:
    """A display name on one line, encoded words decoded, 8-bit text read as UTF-8 where it is that."""
    decoded = decoded_words(text)
    with suppress(UnicodeError):  # it was decoded already, or is no UTF-8
        decoded = decoded.encode("latin-1").decode("utf-8")
    return " ".join(decoded.split()).strip("'\"")


def _message_id(message: bytes, root: Part) -> str:
    values = root.raw_values(message, "message-id")
    return unfolded(values[0][:1000]).strip().strip("<>") if values else ""
