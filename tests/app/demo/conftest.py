"""What the demo's tests share: a web server that writes down what arrives, and a relay that really stamps."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from backstamp.app.demo.sink import Sink
from backstamp.sender.options import Options
from backstamp.sender.stamp import stamp
from backstamp.tokens.token import Key, KeyRing

RING = KeyRing([Key(b"dmo", bytes(range(64)))])


@dataclass(frozen=True, slots=True)
class Request:
    """One request, octet by octet: the first line and the header lines, in order."""

    first: str
    lines: tuple[str, ...]

    @property
    def headers(self) -> dict[str, str]:
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in self.lines)}

    @property
    def target(self) -> str:
        return self.first.split(" ")[1]


@dataclass
class Recorder:
    """A collector's stand-in on a raw socket: answers pixels with 200 and links with a redirect."""

    requests: list[Request] = field(default_factory=list)
    url: str = ""
    _server: asyncio.Server | None = None
    _talks: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._talks.values():
            writer.close()
        await asyncio.gather(*self._talks)

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks[talk] = writer
        talk.add_done_callback(self._talks.pop)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")[:-4].split("\r\n")
                request = Request(first, tuple(lines))
                self.requests.append(request)
                if "/l/" in request.target:
                    writer.write(b"HTTP/1.1 302 Found\r\nLocation: https://shop.example/\r\nContent-Length: 0\r\n\r\n")
                else:
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 3\r\n\r\nGIF")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


class StampingRelay:
    """Takes a message, stamps it once per recipient with the real stamp, and hands the copies to a sink."""

    def __init__(self, base_url: str, sink: Sink) -> None:
        self.base_url = base_url
        self.sink = sink
        self.messages = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's hook)
        assert envelope.original_content is not None
        self.messages += 1
        for ordinal, recipient in enumerate(envelope.rcpt_tos):
            copy = stamp(
                envelope.original_content,
                Options(base_url=self.base_url),
                ring=RING,
                message_id=self.messages,
                recipient=ordinal,
            )
            host, port = self.sink.address
            async with aiosmtplib.SMTP(hostname=host, port=port, start_tls=False, local_hostname="r.example") as out:
                await out.sendmail(envelope.mail_from or "", [recipient], copy.message)
        return "250 taken"

    async def listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: SMTP(self, hostname="relay.example", loop=loop), "127.0.0.1", 0)


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with neither Chromium nor curl."""
    monkeypatch.setenv("PATH", "/nowhere")
    return iter(())
