"""A company's outgoing mail as docs/postfix.md sets it up: Postfix, `backstamp serve`, and OpenDKIM, all of them real."""

import json
import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx2
from tests.endtoend.installation import LINK, NEWSLETTER, PIXEL, Installation, free_ports
from tests.endtoend.opendkim import OpenDkim
from tests.endtoend.postfix import Arrived, Postfix
from tests.endtoend.postfix_page import section
from tests.endtoend.processes import wait_for_port

WAYS = {"milter": "As a milter", "filter": "As a content filter"}
SENDER = "letters@lamplight.example"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0"


@dataclass(frozen=True)
class Journey:
    """One set-up that runs.

    Attributes:
        postfix: keeps what arrives.
        backstamp: the server and its data folder.
        port: the submission port.
    """

    postfix: Postfix
    backstamp: Installation
    port: int

    def client(self) -> smtplib.SMTP:
        """A mail program's connection."""
        return smtplib.SMTP("127.0.0.1", self.port, timeout=60)

    def send(self, message: bytes, *recipients: str) -> None:
        """Send as a mail program does."""
        with self.client() as client:
            client.sendmail(SENDER, recipients, message, ["BODY=8BITMIME"])

    def delivered(self, message: bytes, recipient: str) -> Arrived:
        """Send to one recipient, who has got nothing before, and wait for it."""
        self.send(message, recipient)
        (arrived,) = self.postfix.wait_for(recipient)
        return arrived

    def report(self, subject: str) -> dict[str, Any]:
        """The JSON report of the only message with this subject."""
        messages = json.loads(self.backstamp.run("report", "--json", "--limit", "100"))["messages"]
        (found,) = [message for message in messages if message["subject"] == subject]
        assert isinstance(found, dict)
        return found


@contextmanager
def journey(
    way: str, folder: Path, dkim: OpenDkim, *, settings: str = "", front: str = "", **postfix_settings: str
) -> Iterator[Journey]:
    """Run one of `WAYS` as the page says.

    Args:
        way: which.
        folder: for Backstamp's data.
        dkim: stands where the page has port 8892.
        settings: more sections of backstamp.toml.
        front: settings that stand before all sections.
        postfix_settings: more of main.cf.
    """
    (milter_port, submission) = free_ports(2)
    backstamp = Installation(folder / "data")
    postfix = Postfix(**postfix_settings)
    ports = {"submission": submission, "8891": milter_port, "8892": dkim.port, "2525": backstamp.relay_port}
    set_up = section(WAYS[way]).with_ports({**ports, "10025": postfix.again_port})
    file = backstamp.folder / "backstamp.toml"
    file.write_text(front + _without(file.read_text(), set_up.settings) + set_up.settings + settings)
    postfix.add_services(set_up.services)
    with backstamp, dkim, postfix:
        assert backstamp.server is not None
        if "[milter]" in set_up.settings:
            wait_for_port(milter_port, backstamp.server, backstamp.folder / "serve.log")
        assert postfix.master is not None
        wait_for_port(submission, postfix.master, postfix.folder / "var" / "mail.log")
        yield Journey(postfix, backstamp, submission)


def _without(settings: str, others: str) -> str:
    """Settings without the sections that others have."""
    pieces = re.split(r"^(?=\[)", settings, flags=re.MULTILINE)
    return "".join(piece for piece in pieces if not piece.startswith("[") or piece.splitlines()[0] not in others)


def newsletter(subject: str, destination: str = "https://lamplight.example/new") -> bytes:
    """The newsletter under a subject and Message-ID of its own."""
    text = NEWSLETTER.replace("{destination}", destination).replace("Lamplight in November", subject)
    return text.replace("november-2026", subject.replace(" ", "-")).encode()


def html(arrived: Arrived) -> str:
    """The HTML part, as a mail client reads it."""
    body = message_from_bytes(arrived.octets, policy=policy.default).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def pixel(arrived: Arrived) -> str:
    """The pixel's URL."""
    (url,) = PIXEL.findall(html(arrived))
    return str(url)


def links(arrived: Arrived) -> list[str]:
    """The stamped links, entities decoded."""
    return [url.replace("&amp;", "&") for url in LINK.findall(html(arrived))]


def fetch(url: str, address: str = "203.0.113.5") -> httpx2.Response:
    """Ask the collector as a mail client does."""
    headers = {"user-agent": THUNDERBIRD, "x-forwarded-for": address}
    with httpx2.Client(follow_redirects=False, trust_env=False) as client:
        return client.get(url, headers=headers)
