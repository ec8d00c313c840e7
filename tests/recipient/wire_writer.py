"""DNS messages, dnstap frames and their containers, written by hand: the other side of what the product reads."""

import ipaddress
import struct

from tests.recipient.story import Asked

TYPES = {"A": 1, "CNAME": 5, "AAAA": 28, "HTTPS": 65}
CODES = {"NOERROR": 0, "NXDOMAIN": 3}


class Writer:
    """A message under way; names are compressed as servers do it (RFC 1035 section 4.1.4)."""

    def __init__(self) -> None:
        self.octets = b""
        self._seen: dict[str, int] = {}

    def name(self, name: str) -> bytes:
        """A name as it stands at the present place."""
        written = b""
        while name:
            if name in self._seen:
                return written + struct.pack(">H", 0xC000 | self._seen[name])
            self._seen[name] = len(self.octets) + len(written)
            label, _, name = name.partition(".")
            written += bytes([len(label)]) + label.encode()
        return written + b"\0"

    def put(self, octets: bytes) -> None:
        """Append."""
        self.octets += octets


def query(asked: Asked, number: int) -> bytes:
    writer = Writer()
    writer.put(struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0))
    writer.put(writer.name(asked.host) + struct.pack(">HH", TYPES[asked.what], 1))
    return writer.octets


def response(asked: Asked, number: int) -> bytes:
    writer = Writer()
    records = len(asked.aliases) + len(asked.addresses)
    writer.put(struct.pack(">HHHHHH", number, 0x8180 | CODES[asked.outcome], 1, records, 0, 0))
    writer.put(writer.name(asked.host) + struct.pack(">HH", TYPES[asked.what], 1))
    owner = asked.host
    for alias in asked.aliases:
        _record(writer, owner, "CNAME", alias)
        owner = alias
    for address in asked.addresses:
        _record(writer, owner, asked.what, address)
    return writer.octets


def _record(writer: Writer, owner: str, kind: str, data: str) -> None:
    writer.put(writer.name(owner) + struct.pack(">HHI", TYPES[kind], 1, 60))
    writer.put(b"\0\0")
    at = len(writer.octets)
    writer.put(writer.name(data) if kind == "CNAME" else ipaddress.ip_address(data).packed)
    length = struct.pack(">H", len(writer.octets) - at)
    writer.octets = writer.octets[: at - 2] + length + writer.octets[at:]


def _varint(value: int) -> bytes:
    written = b""
    while value > 127:
        written += bytes([value & 127 | 128])
        value >>= 7
    return written + bytes([value])


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, bytes):
        return _varint(number << 3 | 2) + _varint(len(value)) + value
    return _varint(number << 3) + _varint(value)


def dnstap_frame(asked: Asked, number: int, *, answers: bool) -> bytes:
    """One frame of dnstap.proto: CLIENT_QUERY or CLIENT_RESPONSE, with the policy's action where it was blocked."""
    seconds = int(asked.at.timestamp())
    times = (12, 13) if answers else (8, 9)
    message = _field(1, 6 if answers else 5) + _field(2, 2 if ":" in asked.client else 1) + _field(3, 1)
    message += _field(4, ipaddress.ip_address(asked.client).packed) + _field(6, asked.port)
    message += _field(times[0], seconds) + _varint(times[1] << 3 | 5) + struct.pack("<I", 0)
    message += _field(14, response(asked, number)) if answers else _field(10, query(asked, number))
    if asked.blocked and answers:
        message += _field(15, _field(1, b"RPZ") + _field(3, 1))
    return _field(1, b"resolver.example") + _field(15, 1) + _field(14, message)


def frame_stream(frames: list[bytes]) -> bytes:
    """A file of Frame Streams: START with its content type, the frames, STOP."""
    kind = b"protobuf:dnstap.Dnstap"
    start = struct.pack(">II", 2, 1) + struct.pack(">I", len(kind)) + kind
    written = struct.pack(">II", 0, len(start[4:]) + 4) + struct.pack(">I", 2) + start[4:]
    written += b"".join(struct.pack(">I", len(frame)) + frame for frame in frames)
    return written + struct.pack(">III", 0, 4, 3)
