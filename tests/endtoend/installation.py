"""One installation as a user has it: a data folder, a mail server to hand over to, and `backstamp serve` running."""

import json
import re
import signal
import smtplib
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from backstamp.app.endpoint import free_endpoint

PIXEL = re.compile(r"http://127\.0\.0\.1:\d+/o/[\w-]{44}\.gif")
LINK = re.compile(r'http://127\.0\.0\.1:\d+/l/[\w-]{44}\?to=[^"]+')
NEWSLETTER = """\
From: The Lamplight Library <letters@lamplight.example>
To: readers@lamplight.example
Subject: Lamplight in November
Message-ID: <november-2026@lamplight.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="lamp"

--lamp
Content-Type: text/plain; charset=utf-8

New on the shelves: https://lamplight.example/new

--lamp
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<!doctype html>
<html><body><h1>Lamplight</h1>
<p>New <a href=3D"{destination}">on the shelves</a>,
old <a href=3D"https://lamplight.example/cellar?from=3Dletter&amp;shelf=3D3">in the cellar</a>.</p>
</body></html>
--lamp--
""".replace("\n", "\r\n")


@dataclass
class Mailbox:
    """The next mail server: takes everything, and keeps each recipient's copy."""

    copies: dict[str, bytes] = field(default_factory=dict)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        del server, session
        assert isinstance(envelope.content, bytes)
        for recipient in envelope.rcpt_tos:
            self.copies[recipient] = envelope.content
        return "250 2.0.0 kept"

    def html(self, recipient: str) -> str:
        """The HTML part of a recipient's copy, as a mail client reads it."""
        message = message_from_bytes(self.copies[recipient], policy=policy.default)
        body = message.get_body(("html",))
        assert body is not None
        return str(body.get_content())

    def pixel(self, recipient: str) -> str:
        """The pixel's URL in a recipient's copy."""
        (url,) = PIXEL.findall(self.html(recipient))
        return str(url)

    def links(self, recipient: str) -> list[str]:
        """The stamped links in a recipient's copy, entities decoded."""
        return [url.replace("&amp;", "&") for url in LINK.findall(self.html(recipient))]


class Installation:
    """A data folder with settings for free ports, and its server as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mailbox = Mailbox()
        self.relay_port, self.collector_port, self.api_port, upstream_port = free_ports(4)
        self._upstream = Controller(self.mailbox, hostname="127.0.0.1", port=upstream_port)
        self.server: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        (folder / "backstamp.toml").write_text(
            f'base_url = "{self.collector}"\n'
            f'[relay]\nlisten = "127.0.0.1:{self.relay_port}"\n'
            f'[collector]\nlisten = "127.0.0.1:{self.collector_port}"\ntrusted_proxies = ["127.0.0.1/32"]\n'
            f'[api]\nlisten = "127.0.0.1:{self.api_port}"\n'
            f'[upstream]\nhost = "127.0.0.1"\nport = {upstream_port}\n'
        )

    @property
    def collector(self) -> str:
        """The collector's public address."""
        return f"http://127.0.0.1:{self.collector_port}"

    def __enter__(self) -> Self:
        self._upstream.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._upstream.stop()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = (self.folder / "serve.log").open("ab")
        command = [sys.executable, "-m", "backstamp", "serve", "--data", str(self.folder)]
        self.server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        log.close()
        for port in (self.relay_port, self.collector_port, self.api_port):
            self._wait_for(port)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End the server; returns its exit code."""
        if self.server is None:
            return 0
        self.server.send_signal(how)
        code = self.server.wait(timeout=20)
        self.server = None
        return code

    def send(self, *recipients: str, destination: str = "https://lamplight.example/new") -> None:
        """Send the newsletter through the relay, as a mail program would."""
        with smtplib.SMTP("127.0.0.1", self.relay_port, timeout=20) as client:
            text = NEWSLETTER.replace("{destination}", destination)
            client.sendmail("letters@lamplight.example", list(recipients), text.encode())

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a `backstamp` command on this installation; returns what it printed."""
        command = [sys.executable, "-m", "backstamp", *arguments, "--data", str(self.folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    def report(self) -> dict[str, Any]:
        """The JSON report of the only message."""
        (message,) = json.loads(self.run("report", "--json"))["messages"]
        assert isinstance(message, dict)
        return message

    def engagement(self, recipient: str) -> dict[str, Any]:
        """The JSON report of one recipient's delivery."""
        (found,) = [each for each in self.report()["deliveries"] if each["recipient"] == recipient]
        assert isinstance(found, dict)
        return found

    def hits(self) -> list[dict[str, Any]]:
        """All hits, judged, as `backstamp hits --json` prints them."""
        return [json.loads(line) for line in self.run("hits", "--json").splitlines()]

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                log = (self.folder / "serve.log").read_text()
                assert self.server is not None
                assert self.server.poll() is None, log
                assert time.monotonic() < deadline, f"nothing listens on {port}: {log}"
                time.sleep(0.05)
            else:
                return


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different."""
    found: set[int] = set()
    while len(found) < count:
        found.add(free_endpoint().port)
    return list(found)
