"""Network traffic made up for a test: a capture file with look-ups, plain requests and the beginning of TLS connections.

Formats: pcap (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html), Ethernet, IPv4, UDP, TCP. Checksums stay
zero: readers are told not to look.
"""

import ssl
import struct
from itertools import count
from pathlib import Path

CLIENT, SERVER = bytes([192, 168, 7, 7]), bytes([203, 0, 113, 9])
SYN, FIN, ACK, PUSH = 0x02, 0x01, 0x10, 0x08


class Capture:
    """Packets in the order in which they were sent, one after another, a millisecond apart."""

    def __init__(self) -> None:
        self._packets: list[bytes] = []
        self._ports = count(40_000)

    def look_up(self, name: str) -> None:
        """A query for the address of a name."""
        labels = b"".join(bytes([len(label)]) + label for label in name.encode().split(b"."))
        query = struct.pack(">6H", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
        segment = struct.pack(">4H", next(self._ports), 53, 8 + len(query), 0) + query
        self._add(CLIENT, SERVER, 17, segment)

    def get(self, host: str, path: str) -> None:
        """A request in plain HTTP, answered."""
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: x\r\n\r\n".encode()
        self._converse(80, request, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def greet(self, name: str) -> None:
        """The first message of a TLS connection, with the server's name in it; nothing comes back."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=name)
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            self._converse(443, outgoing.read(), b"")

    def write(self, path: Path) -> None:
        """As a file."""
        records = [
            struct.pack("<4I", 1_772_368_200, number * 1000, len(packet), len(packet)) + packet
            for number, packet in enumerate(self._packets)
        ]
        path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1) + b"".join(records))

    def _converse(self, port: int, request: bytes, answer: bytes) -> None:
        """A whole TCP connection: a request, an answer, and the end."""
        own, sent, heard = next(self._ports), 1000, 5000
        for here, flags, payload in (
            (True, SYN, b""),
            (False, SYN | ACK, b""),
            (True, ACK, b""),
            (True, PUSH | ACK, request),
            (False, PUSH | ACK, answer),
            (True, FIN | ACK, b""),
            (False, FIN | ACK, b""),
            (True, ACK, b""),
        ):
            ports, numbers = ((own, port), (sent, heard)) if here else ((port, own), (heard, sent))
            acknowledged = numbers[1] if flags & ACK else 0
            head = struct.pack(">2H2I2B3H", *ports, numbers[0], acknowledged, 5 << 4, flags, 65_535, 0, 0)
            self._add(*((CLIENT, SERVER) if here else (SERVER, CLIENT)), 6, head + payload)
            moved = len(payload) + bool(flags & (SYN | FIN))
            sent, heard = (sent + moved, heard) if here else (sent, heard + moved)

    def _add(self, source: bytes, target: bytes, protocol: int, segment: bytes) -> None:
        head = struct.pack(">2B3H2BH", 0x45, 0, 20 + len(segment), len(self._packets), 0, 64, protocol, 0)
        self._packets.append(bytes(12) + b"\x08\x00" + head + source + target + segment)
