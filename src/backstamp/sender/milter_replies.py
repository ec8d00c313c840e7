"""The milter protocol, version 6, from the filter's side: replies as octets.

Source: libmilter (include/libmilter/mfdef.h). Changes of a message are told after its end has been announced and before
the final answer.
"""

from dataclasses import dataclass
from enum import Enum

from backstamp.errors import MilterError
from backstamp.sender.milter_protocol import MAX_PACKET

MAX_BODY_PIECE = 65_535
"""Octets of the new body in one packet (MILTER_CHUNK_SIZE)."""


class Answer(Enum):
    """An answer that is its command octet alone."""

    CONTINUE = b"c"
    ACCEPT = b"a"
    TRY_AGAIN_LATER = b"t"
    PROGRESS = b"p"


@dataclass(frozen=True, slots=True)
class Negotiated:
    """The filter's choice of what the mail server offers."""

    version: int
    actions: int
    steps: int


@dataclass(frozen=True, slots=True)
class InsertHeader:
    """Put a field behind so many others.

    The mail server's own Received field counts, though no filter is told of it: 1 is right below it, in front of all
    fields that the filter was told of. Name without colon; value as the events have it (LFs for folds).
    """

    place: int
    name: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class ChangeHeader:
    """Give the ``number``-th field of a name (from 1) another value; an empty one takes the field away."""

    number: int
    name: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class ReplaceBody:
    """The next piece of the new body, `MAX_BODY_PIECE` octets at most."""

    piece: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """Take the message not at all.

    What the client hears, such as ``550 5.7.1 no``: one line, without percent signs, which Sendmail reads as a format.
    """

    line: bytes


Change = InsertHeader | ChangeHeader | ReplaceBody
Reply = Answer | Negotiated | Refused | Change


def encode(reply: Reply) -> bytes:
    """A reply as a packet.

    Raises:
        MilterError: it holds what a packet cannot carry: a NUL in a header field, or too many octets.
    """
    match reply:
        case Answer():
            return _packet(reply.value, b"")
        case Negotiated(version, actions, steps):
            return _packet(b"O", b"".join(number.to_bytes(4, "big") for number in (version, actions, steps)))
        case Refused(line):
            return _packet(b"y", _string(line))
        case InsertHeader(place, name, value):
            return _packet(b"i", place.to_bytes(4, "big") + _string(name) + _string(value))
        case ChangeHeader(number, name, value):
            return _packet(b"m", number.to_bytes(4, "big") + _string(name) + _string(value))
        case ReplaceBody(piece):
            return _packet(b"b", piece)


def _string(octets: bytes) -> bytes:
    if b"\0" in octets:
        raise MilterError("milter: a changed header field holds a NUL, which the protocol cannot carry.")
    return octets + b"\0"


def _packet(command: bytes, data: bytes) -> bytes:
    limit = MAX_BODY_PIECE + 1 if command == b"b" else MAX_PACKET
    if 1 + len(data) > limit:
        raise MilterError(f"milter: a reply of {len(data)} octets is more than the protocol carries.")
    return (1 + len(data)).to_bytes(4, "big") + command + data
