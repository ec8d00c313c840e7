"""A DNS message as it travels (RFC 1035 section 4): its question, and where the answers lead. Bounded."""

import ipaddress
import struct
from dataclasses import dataclass

from backstamp.recipient.hunt.formats.record_types import code_name, type_name
from backstamp.recipient.hunt.formats.told import BadLineError

_HEADER = struct.Struct(">HHHHHH")
_RECORD = struct.Struct(">HHIH")
_MOST_RECORDS = 200
_MOST_LABELS = 128


@dataclass(frozen=True, slots=True)
class Message:
    """What a DNS message asks and answers.

    Attributes:
        number: the message's id.
        host: the name asked for, lower-case, without final dot.
        what: the record type asked for.
        outcome: the response code; "" in a question.
        aliases: targets of the CNAME records answered, in order.
        addresses: addresses answered.
    """

    number: int
    host: str
    what: str
    outcome: str
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]


def message(octets: bytes) -> Message:
    """Read a message; answers that break off are left out.

    Raises:
        BadLineError: it has no readable header or question.
    """
    try:
        number, flags, questions, answers, _, _ = _HEADER.unpack_from(octets)
        host, at = _name(octets, _HEADER.size)
        (kind,) = struct.unpack_from(">H", octets, at)
    except (struct.error, IndexError) as error:
        raise BadLineError("no DNS message") from error
    if questions != 1:
        raise BadLineError("a DNS message without a question")
    aliases, addresses = _answers(octets, at + 4, min(answers, _MOST_RECORDS))
    outcome = code_name(flags & 15) if flags & 0x8000 else ""
    return Message(number, host, type_name(kind), outcome, tuple(aliases), tuple(addresses))


def _answers(octets: bytes, at: int, count: int) -> tuple[list[str], list[str]]:
    aliases: list[str] = []
    addresses: list[str] = []
    for _ in range(count):
        try:
            _, at = _name(octets, at)
            kind, _, _, length = _RECORD.unpack_from(octets, at)
            data = octets[at + _RECORD.size : at + _RECORD.size + length]
            if kind == 5:
                aliases.append(_name(octets, at + _RECORD.size)[0])
            elif (kind, len(data)) in {(1, 4), (28, 16)}:
                addresses.append(str(ipaddress.ip_address(data)))
        except (struct.error, IndexError):
            break
        at += _RECORD.size + length
    return aliases, addresses


def _name(octets: bytes, at: int) -> tuple[str, int]:
    """A name and where it ends; pointers lead backwards only, and labels are bounded.

    Raises:
        IndexError: it breaks off or runs on without end.
    """
    labels: list[str] = []
    end = 0
    for _ in range(_MOST_LABELS):
        length = octets[at]
        if length == 0:
            return ".".join(labels).lower(), end or at + 1
        if length >= 0xC0:
            end = end or at + 2
            target = (length & 0x3F) << 8 | octets[at + 1]
            if target >= at:
                raise IndexError("a pointer that leads forward")
            at = target
            continue
        labels.append(_label(octets[at + 1 : at + 1 + length]))
        at += 1 + length
    raise IndexError("a name without end")


def _label(octets: bytes) -> str:
    """A label as text: RFC 4343's escapes for what could be taken for something else."""
    if octets.isalnum():
        return octets.decode("ascii")
    return "".join(chr(octet) if 33 <= octet < 127 and octet not in b".\\" else f"\\{octet:03d}" for octet in octets)
