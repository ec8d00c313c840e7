"""The milter protocol, version 6, from the filter's side: octets in, events out.

No I/O: whoever holds the connection feeds what it reads. A packet is a length of four octets, one command octet and its
data; strings end with NUL. Source: libmilter of Sendmail 8.14 and later (include/libmilter/mfdef.h), which Postfix
follows (MILTER_README). Replies are in ``milter_replies``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntFlag

from backstamp.errors import MilterError

VERSION = 6

MAX_PACKET = 1 << 20
"""Octets. Body chunks have 65,535 at most; one header field may have as many as the mail server takes."""


class Action(IntFlag):
    """What a filter may do to a message (SMFIF_…)."""

    ADD_HEADERS = 0x01
    CHANGE_BODY = 0x02
    CHANGE_HEADERS = 0x10


class Step(IntFlag):
    """What is left out of the dialogue, and how header values are written (SMFIP_…)."""

    NO_CONNECT = 0x01
    NO_HELO = 0x02
    NO_REPLY_HEADER = 0x80
    NO_UNKNOWN = 0x100
    NO_DATA = 0x200
    NO_REPLY_CONNECT = 0x1000
    NO_REPLY_HELO = 0x2000
    NO_REPLY_MAIL = 0x4000
    NO_REPLY_RECIPIENT = 0x8000
    NO_REPLY_DATA = 0x10000
    NO_REPLY_UNKNOWN = 0x20000
    NO_REPLY_END_OF_HEADER = 0x40000
    NO_REPLY_BODY = 0x80000
    LEADING_SPACE = 0x100000


@dataclass(frozen=True, slots=True)
class Negotiation:
    """The mail server's offer: its version, the actions it allows, the steps it knows (other bits included)."""

    version: int
    actions: int
    steps: int


@dataclass(frozen=True, slots=True)
class Macros:
    """What the mail server tells about a stage: the command octet it precedes, and name to value."""

    stage: bytes
    values: dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Connect:
    """An SMTP client came: its name, family (``4``, ``6``, ``L``, ``U``), port and address (0 and empty for ``U``)."""

    host: bytes
    family: bytes
    port: int
    address: bytes


@dataclass(frozen=True, slots=True)
class Helo:
    """The name in HELO or EHLO."""

    name: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A message begins: the sender as it stands in MAIL, brackets included, and the ESMTP parameters."""

    sender: bytes
    parameters: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient as it stands in RCPT, brackets included, and the ESMTP parameters."""

    address: bytes
    parameters: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """DATA was said."""


@dataclass(frozen=True, slots=True)
class Header:
    """One header field: its name, and all behind the colon without the last line break; folds are LFs."""

    name: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class EndOfHeader:
    """All header fields are told."""


@dataclass(frozen=True, slots=True)
class Body:
    """A piece of the body, with network line breaks; it may be cut anywhere."""

    piece: bytes


@dataclass(frozen=True, slots=True)
class EndOfMessage:
    """The message is complete; a last piece of the body may come along. This one is always answered."""

    piece: bytes


@dataclass(frozen=True, slots=True)
class Abort:
    """This message is over before its end; the connection goes on."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The SMTP client is gone; ``again``: a new dialogue follows on the same connection."""

    again: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """An SMTP command that the mail server does not know."""

    command: bytes


Event = (
    Negotiation
    | Macros
    | Connect
    | Helo
    | Mail
    | Recipient
    | Data
    | Header
    | EndOfHeader
    | Body
    | EndOfMessage
    | Abort
    | Quit
    | Unknown
)


class Decoder:
    """Reads one connection; holds at most one packet that is not complete yet."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, octets: bytes) -> Iterator[Event]:
        """Take what came, and give the events that are complete.

        Raises:
            MilterError: this is not the milter protocol; the connection cannot be read any further.
        """
        self._waiting += octets
        while len(self._waiting) >= 4:
            length = int.from_bytes(self._waiting[:4], "big")
            if not 1 <= length <= MAX_PACKET:
                raise MilterError(f"milter: a packet of {length} octets: this is no mail server, or a broken one.")
            if len(self._waiting) < 4 + length:
                return
            packet = bytes(self._waiting[4 : 4 + length])
            del self._waiting[: 4 + length]
            yield read_packet(packet)


def read_packet(packet: bytes) -> Event:
    """Read one packet.

    Args:
        packet: the command octet and its data, without the length.

    Raises:
        MilterError: no such command, or its data is malformed.
    """
    command, data = packet[:1], packet[1:]
    reader = _READERS.get(command)
    if reader is None:
        raise MilterError(f"milter: {command!r} is no command of protocol version {VERSION}.")
    return reader(data)


def _strings(data: bytes, count: int, command: str) -> list[bytes]:
    """NUL-terminated strings, as many as asked for at least."""
    strings = data.split(b"\0")
    if strings.pop() or len(strings) < count:
        raise MilterError(f"milter: the data of {command} is malformed.")
    return strings


def _negotiation(data: bytes) -> Negotiation:
    if len(data) < 12:
        raise MilterError("milter: the negotiation is too short.")
    version, actions, steps = (int.from_bytes(data[place : place + 4], "big") for place in (0, 4, 8))
    return Negotiation(version, actions, steps)


def _macros(data: bytes) -> Macros:
    strings = _strings(data[1:], 0, "MACRO") if data[1:] else []
    return Macros(data[:1], dict(zip(strings[::2], strings[1::2], strict=False)))


def _connect(data: bytes) -> Connect:
    host, nul, rest = data.partition(b"\0")
    family, port, address = rest[:1], rest[1:3], rest[3:]
    if not nul or not family or (family != b"U" and (len(port) < 2 or not address.endswith(b"\0"))):
        raise MilterError("milter: the data of CONNECT is malformed.")
    return Connect(host, family, int.from_bytes(port, "big"), address.rstrip(b"\0"))


def _mail(data: bytes) -> Mail:
    sender, *parameters = _strings(data, 1, "MAIL")
    return Mail(sender, tuple(parameters))


def _recipient(data: bytes) -> Recipient:
    address, *parameters = _strings(data, 1, "RCPT")
    return Recipient(address, tuple(parameters))


def _header(data: bytes) -> Header:
    name, value, *more = _strings(data, 2, "HEADER")
    if more:
        raise MilterError("milter: a header field holds a NUL.")
    return Header(name, value)


_READERS: dict[bytes, Callable[[bytes], Event]] = {
    b"O": _negotiation,
    b"D": _macros,
    b"C": _connect,
    b"H": lambda data: Helo(_strings(data, 1, "HELO")[0]),
    b"M": _mail,
    b"R": _recipient,
    b"T": lambda _: Data(),
    b"L": _header,
    b"N": lambda _: EndOfHeader(),
    b"B": Body,
    b"E": EndOfMessage,
    b"A": lambda _: Abort(),
    b"Q": lambda _: Quit(again=False),
    b"K": lambda _: Quit(again=True),
    b"U": lambda data: Unknown(_strings(data, 1, "UNKNOWN")[0]),
}
