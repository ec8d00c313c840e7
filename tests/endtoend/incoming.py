"""A company's incoming mail as docs/incoming.md sets it up: Postfix, `backstamp serve` and OpenDKIM, all of them real."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.endtoend.installation import Installation, free_ports
from tests.endtoend.opendkim import OpenDkim
from tests.endtoend.postfix import Arrived, Postfix
from tests.endtoend.postfix_page import section
from tests.endtoend.processes import tail, wait_for_port

PAGE = "incoming.md"
SENDER = "letters@lamplight.example"


@dataclass(frozen=True)
class Incoming:
    """One set-up that runs.

    Attributes:
        postfix: keeps what arrives.
        backstamp: the server and its data folder.
        port: where the world's mail comes in.
        submission: where own users send; nothing listens there unless the set-up says so.
    """

    postfix: Postfix
    backstamp: Installation
    port: int
    submission: int

    @property
    def log(self) -> str:
        """What Backstamp's log says."""
        return tail(self.backstamp.folder / "serve.log")

    def send(self, message: bytes, *recipients: str, port: int | None = None) -> None:
        """Send as another mail server does."""
        with smtplib.SMTP("127.0.0.1", port or self.port, timeout=60) as client:
            client.sendmail(SENDER, recipients, message, ["BODY=8BITMIME"])

    def delivered(self, message: bytes, recipient: str, port: int | None = None) -> Arrived:
        """Send to one recipient, who has got nothing before, and wait for it."""
        self.send(message, recipient, port=port)
        (arrived,) = self.postfix.wait_for(recipient)
        return arrived


@contextmanager
def incoming(title: str, folder: Path, *, settings: str = "", dkim: OpenDkim | None = None) -> Iterator[Incoming]:
    """Run one of the page's set-ups.

    Args:
        title: how its section begins.
        folder: for Backstamp's data.
        settings: more of the section `cleaning`.
        dkim: stands where the page has port 8894.
    """
    cleaning, milter, port, submission = free_ports(4)
    backstamp, postfix = Installation(folder / "data"), Postfix()
    ports = {"smtp": port, "submission": submission, "8891": milter, "8893": cleaning}
    set_up = section(title, PAGE).with_ports(ports | ({"8894": dkim.port} if dkim else {}))
    file = backstamp.folder / "backstamp.toml"
    file.write_text(f"{file.read_text()}{set_up.settings}{settings}")
    postfix.add_services(set_up.services)
    with backstamp, dkim or nullcontext(), postfix:
        assert backstamp.server is not None
        wait_for_port(cleaning, backstamp.server, backstamp.folder / "serve.log")
        assert postfix.master is not None
        wait_for_port(port, postfix.master, postfix.folder / "var" / "mail.log")
        yield Incoming(postfix, backstamp, port, submission)
