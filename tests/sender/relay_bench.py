"""What the relay's tests are built from: keys, a message, a certificate, and a running relay before a running sink."""

import asyncio
import datetime as dt
import itertools
import smtplib
import ssl
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.sender.smtp_sink import Sink

from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import ANY, Modes
from backstamp.sender.options import Options
from backstamp.sender.reader import Readers
from backstamp.sender.records import Delivery
from backstamp.sender.relay import Relay
from backstamp.sender.relay_settings import RelaySettings
from backstamp.sender.stamping import Stamping
from backstamp.sender.upstream_settings import UpstreamSettings
from backstamp.tokens.token import Key, KeyRing

RING = KeyRing([Key(b"abc", bytes(range(64)))])
BASE = "https://t.example"
READERS = Readers(bytes(range(32)))
SENDER = "sender@example.org"
HTML = (
    b"From: =?utf-8?q?J=C3=BCrgen?= <sender@example.org>\r\n"
    b"To: list@example.org\r\n"
    b"Subject: News\r\n"
    b"Message-ID: <one@example.org>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n"
    b"\r\n"
    b'<html><body><p>Hello <a href="https://example.org/news">news</a></p></body></html>\r\n'
)
PLAIN = b"From: sender@example.org\r\nSubject: plain\r\n\r\n.dot\r\n..two dots\r\n.\r\nend \x00 nul\r\n"

_Result = TypeVar("_Result")


def clock() -> Callable[[], int]:
    """Microseconds that grow by one second with every look."""
    seconds = itertools.count(1_800_000_000)
    return lambda: next(seconds) * 1_000_000


@dataclass
class Bench:
    relay: Relay
    sink: Sink
    ledger: Ledger
    threads: ThreadPoolExecutor

    @property
    def port(self) -> int:
        return self.relay.address[1]

    async def client(self, talk: Callable[[smtplib.SMTP], _Result]) -> _Result:
        """Let a real client talk to the relay, in a thread that is not one of the relay's."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self._talk, talk)

    def _talk(self, talk: Callable[[smtplib.SMTP], _Result]) -> _Result:
        client = smtplib.SMTP("127.0.0.1", self.port, local_hostname="client.example", timeout=20)
        try:
            return talk(client)
        finally:
            with suppress(smtplib.SMTPException, OSError):  # a relay that stops may have said goodbye first
                client.quit()
            client.close()

    async def send(self, *recipients: str, message: bytes = HTML, sender: str = SENDER, options: Any = ()) -> Any:
        """Send one message; what smtplib says: the refused recipients, or its exception."""

        def talk(client: smtplib.SMTP) -> Any:
            try:
                return client.sendmail(sender, list(recipients), message, mail_options=options)
            except smtplib.SMTPException as error:
                return error

        return await self.client(talk)

    def deliveries(self) -> list[Delivery]:
        """Those of the newest message."""
        return self.ledger.deliveries(self.ledger.messages()[0].id)


def stamping(modes: Modes = ANY, **more: Any) -> Stamping:
    """What makes copies, for an account with these modes."""
    options = more.pop("options", None) or Options(base_url=BASE, modes=modes)
    return Stamping(ring=RING, options=options, readers=READERS, **more)


@asynccontextmanager
async def bench(folder: Path, sink: Sink | None = None, **settings: Any) -> AsyncIterator[Bench]:
    """A relay in front of a sink; both are stopped at the end. What makes the copies may be given as ``stamping``."""
    made = settings.pop("stamping", None) or stamping()
    ledger = Ledger(folder / "ledger.sqlite", clock())
    async with sink or Sink() as running:
        upstream = settings.pop("upstream", None) or UpstreamSettings(
            "127.0.0.1", running.port, timeout=5, final_timeout=5
        )
        relay = Relay(
            RelaySettings(
                upstream, port=0, hostname="relay.example", **{"retry_seconds": 0.1, "grace_seconds": 5} | settings
            ),
            ledger=ledger,
            stamping=lambda: made,
            clock=clock(),
        )
        await relay.start()
        try:
            with ThreadPoolExecutor(40) as threads:
                yield Bench(relay, running, ledger, threads)
        finally:
            await relay.stop()
            ledger.close()


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - conditions on sockets, files and lists raise no event
            await asyncio.sleep(0.005)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost and 127.0.0.1: paths of certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


def server_context(paths: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*paths)
    return context
