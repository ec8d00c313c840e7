"""Composing a newsletter as a mailing program would: multipart/alternative, encoded, with the headers of a list."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class Letter:
    """One newsletter; its text stands in the two files named for it, beside this module.

    Attributes:
        name: stem of the files: ``name.txt`` and ``name.html``.
        subject: subject line.
        sender: display name and address of the sender; bounces go to the same address.
        audience: display name and address that stand in To, as lists write it.
        list_id: value of List-Id, without brackets (RFC 2919).
        leave: https address that List-Unsubscribe names (RFC 2369, RFC 8058).
        encoding: transfer encoding of the HTML part.
    """

    name: str
    subject: str
    sender: Address
    audience: Address
    list_id: str
    leave: str
    encoding: Literal["quoted-printable", "base64"]

    @property
    def text(self) -> str:
        """The plain text."""
        return _resource(f"{self.name}.txt")

    @property
    def html(self) -> str:
        """The HTML."""
        return _resource(f"{self.name}.html")

    def compose(self, at: int) -> bytes:
        """The message with CRLF line ends.

        Args:
            at: when it is written, microseconds since 1970-01-01 UTC.
        """
        moment = datetime.fromtimestamp(at // 1_000_000, tz=UTC)
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = self.audience
        message["Subject"] = self.subject
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = f"<{self.name}.{at}@{self.sender.domain}>"
        message["List-Id"] = f"<{self.list_id}>"
        message["List-Unsubscribe"] = f"<mailto:leave@{self.sender.domain}>, <{self.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.html, subtype="html", cte=self.encoding)
        return message.as_bytes()


def _resource(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


BOOKSHOP = Letter(
    name="bookshop",
    subject="Letter no. 38: the book that came with its own weather",
    sender=Address("The Lantern & Leaf", "letters", "lantern-and-leaf.example"),
    audience=Address("Readers of the letter", "readers", "lantern-and-leaf.example"),
    list_id="readers.lantern-and-leaf.example",
    leave="https://www.lantern-and-leaf.example/letters/leave",
    encoding="quoted-printable",
)

CHANGELOG = Letter(
    name="changelog",
    subject="Kerfwise 4.2: undo learned to branch",
    sender=Address("Kerfwise", "hello", "kerfwise.example"),
    audience=Address("Everyone who asked", "versions", "kerfwise.example"),
    list_id="versions.kerfwise.example",
    leave="https://kerfwise.example/mail/stop",
    encoding="base64",
)
