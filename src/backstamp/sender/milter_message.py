"""A message as a mail server tells it to a filter: an envelope, header fields one by one, a body in pieces.

Header values come with the blank behind the colon and with LFs for folds (protocol 6); with network line breaks put
back, the octets are those of the message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from backstamp.errors import MilterError
from backstamp.mail.headers import read_fields

_LINE_BREAK = b"\r\n"


class HeaderField(NamedTuple):
    """A field: its name as spelled, and all behind the colon, folds as CRLF, without the last line break."""

    name: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """One message as told.

    Attributes:
        sender: the envelope's, without brackets; empty for a notification.
        recipients: the envelope's, without brackets, in order.
        queue_id: how the mail server names the message in its log; empty if it did not say.
        fields: the header, in order.
        octets: the whole message, with network line breaks.
        body_start: where the body begins in ``octets``.
        leading_space: whether the mail server tells, and wants to be told, the blank behind the colon.
    """

    sender: str
    recipients: tuple[str, ...]
    queue_id: str
    fields: tuple[HeaderField, ...] = field(repr=False)
    octets: bytes = field(repr=False)
    body_start: int
    leading_space: bool


def compose(fields: Sequence[HeaderField], body: Sequence[bytes]) -> tuple[bytes, int]:
    """Put a message together.

    Returns:
        Its octets, and where the body begins.

    Raises:
        MilterError: the header does not read as the fields that it was told as (a name with a blank in it, say); such
            a message is not ours to change.
    """
    header = b"".join(name + b":" + value + _LINE_BREAK for name, value in fields) + _LINE_BREAK
    try:
        same = read_header(header) == (tuple(fields), len(header))
    except MilterError:
        same = False
    if not same:
        raise MilterError("milter: the header of this message cannot be put together from what the mail server told.")
    return b"".join((header, *body)), len(header)


def read_header(message: bytes) -> tuple[tuple[HeaderField, ...], int]:
    """The fields of a message, and where its body begins.

    Raises:
        MilterError: the header holds a line that is no field, or no empty line ends it.
    """
    fields, separator = read_fields(message, 0, len(message))
    if separator.start == separator.end or any(not each.name for each in fields):
        raise MilterError("milter: the message has a line in its header that is no field.")
    return tuple(_read_field(message, each.span.start, *each.value) for each in fields), separator.end


def _read_field(message: bytes, start: int, value_start: int, value_end: int) -> HeaderField:
    name = message[start:value_start].removesuffix(b":").rstrip(b" \t")
    return HeaderField(name, with_network_folds(message[value_start:value_end]))


def with_network_folds(value: bytes) -> bytes:
    """A value with each line break in it as CRLF."""
    return value.replace(_LINE_BREAK, b"\n").replace(b"\n", _LINE_BREAK)
