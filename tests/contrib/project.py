# ruff: noqa: N802 - the names of the hooks are aiosmtpd's
"""A new Django project with the README's snippet in its settings, and the mail server that it sends to."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from tests.endtoend.installation import free_ports

ROOT = Path(__file__).resolve().parents[2]


def snippet(page: str = "README.md") -> str:
    """What a page says to put into the settings."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"^```python\n(EMAIL_BACKEND.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@dataclass
class Transaction:
    sender: str
    recipients: list[str]
    octets: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.octets, _class=EmailMessage, policy=policy.default)

    def html(self) -> str:
        body = self.message.get_body(("html",))
        assert body is not None
        return str(body.get_content())


@dataclass
class Server:
    """Takes all mail but that to recipients it was told to refuse; breaks off where it was told to."""

    refusing: dict[str, str] = field(default_factory=dict)
    breaking: set[str] = field(default_factory=set)
    taken: list[Transaction] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, host: str, lines: list[str]) -> list[str]:
        self.connections += 1
        session.host_name = host
        return lines

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:
        if address in self.breaking:
            server.transport.abort()
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.taken.append(Transaction(envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 taken"

    def to(self, recipient: str) -> Transaction:
        (found,) = [each for each in self.taken if each.recipients == [recipient]]
        return found


@contextmanager
def mail_server() -> Iterator[Server]:
    server = Server()
    (server.port,) = free_ports(1)
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


class Project:
    """What ``django-admin startproject`` makes, with lines added to its settings."""

    def __init__(self, folder: Path, *lines: str) -> None:
        self.folder = folder / "library"
        self._python("-m", "django", "startproject", "library", cwd=folder)
        self.data = self.folder / "backstamp-data"
        with (self.folder / "library" / "settings.py").open("a") as settings:
            settings.write("\n" + "\n".join(lines) + "\n")

    def runs(self, code: str, **values: str) -> str:
        """Run a program in the project (``manage.py shell``); what it printed."""
        return self._python("manage.py", "shell", "-v", "0", "-c", code, cwd=self.folder, **values)

    def report(self) -> list[dict[str, Any]]:
        """All messages, newest first, as ``backstamp report --json`` tells them."""
        told = json.loads(
            self._python("-m", "backstamp", "report", "--json", "--data", str(self.data), cwd=self.folder)
        )
        messages = told["messages"]
        assert isinstance(messages, list)
        return messages

    def _python(self, *arguments: str, cwd: Path, **values: str) -> str:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BACKSTAMP_", "DJANGO_"))}
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=cwd, env={**own, **values}, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
