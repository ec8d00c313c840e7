"""The mail server's side of a milter connection, as tests play it: Postfix as it is, or peers as they should not be."""

import asyncio
from typing import Self

ALL_ACTIONS = 0x1FF
ALL_STEPS = 0x1FFFFF


def packet(command: bytes, data: bytes = b"") -> bytes:
    return (1 + len(data)).to_bytes(4, "big") + command + data


def negotiation(version: int = 6, actions: int = ALL_ACTIONS, steps: int = ALL_STEPS) -> bytes:
    return packet(b"O", b"".join(number.to_bytes(4, "big") for number in (version, actions, steps)))


def message(
    *fields: tuple[bytes, bytes], body: bytes = b"Body\r\n", recipients: tuple[bytes, ...] = (b"<b@example.org>",)
) -> bytes:
    """A whole message as packets, from MAIL to the end of the body."""
    told = [packet(b"M", b"<a@example.org>\0")]
    told += [packet(b"R", recipient + b"\0") for recipient in recipients]
    told += [packet(b"L", name + b"\0" + value + b"\0") for name, value in fields]
    told += [packet(b"N"), packet(b"B", body), packet(b"D", b"Ei\x004F2\0"), packet(b"E")]
    return b"".join(told)


class MilterClient:
    """A connection to a running milter."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def __aenter__(self) -> Self:
        kind, _, place = self._address.partition(":")
        if kind == "unix":
            self._reader, self.writer = await asyncio.open_unix_connection(place)
        else:
            host, _, port = place.rpartition(":")
            self._reader, self.writer = await asyncio.open_connection(host.strip("[]"), int(port))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    def send(self, octets: bytes) -> None:
        self.writer.write(octets)

    async def read(self) -> tuple[bytes, bytes]:
        """The next reply: command and data. An empty command means that the milter has closed the connection."""
        try:
            length = int.from_bytes(await asyncio.wait_for(self._reader.readexactly(4), 10), "big")
            reply = await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return b"", b""
        return reply[:1], reply[1:]

    async def read_to_end(self) -> list[tuple[bytes, bytes]]:
        """All replies up to the one that ends the message."""
        replies = [await self.read()]
        while replies[-1][0] not in {b"c", b"a", b"t", b"y", b""}:
            replies.append(await self.read())
        return replies
