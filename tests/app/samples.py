"""Messages, folders with known hits, and a way to run `backstamp` as a user does: a process of its own."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from backstamp.app.endpoint import free_endpoint
from backstamp.app.folder import DataFolder
from backstamp.hits.schema import Row
from backstamp.hits.writer import Writer
from backstamp.sender.changes import Link
from backstamp.sender.fate import Fate, decide
from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.reader import Readers
from backstamp.sender.records import Addressee, Draft
from backstamp.sender.reply import Reply

READERS = Readers(bytes(range(32)))
MINUTE = 60_000_000
HOUR = 60 * MINUTE
SENT = 1_790_000_000_000_000  # 2026-09-21 14:13:20 UTC
LATER = SENT + 24 * HOUR

HTML = (
    b"From: The Lamplight Library <letters@lamplight.example>\r\n"
    b"To: readers@lamplight.example\r\n"
    b"Subject: Lamplight in November\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n"
    b"\r\n"
    b'<p>New <a href="https://lamplight.example/new">on the shelves</a>: caf\xc3\xa9 nights.</p>\r\n'
)
LETTER = """\
From: The Lamplight Library <letters@lamplight.example>
To: readers@lamplight.example
Subject: Lamplight in November
List-Unsubscribe: <https://lamplight.example/u/77>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

New on the shelves: https://lamplight.example/new

--b
Content-Type: text/html; charset=utf-8

<html><body>
<p>New <a href="https://lamplight.example/new?shelf=3&amp;month=11">on the shelves</a>: café nights.</p>
<!--[if mso]><v:roundrect href="https://lamplight.example/cafe"></v:roundrect><![endif]-->
<p><a href="https://lamplight.example/cafe">Come to the café</a>
<p><a href="mailto:letters@lamplight.example">Write to us</a> ·
<a href="https://lamplight.example/u/77">Unsubscribe</a></p>
</body></html>
--b--
""".replace("\n", "\r\n").encode()
"""A letter with two links to stamp, one of them repeated for Outlook, and two to leave alone."""
PLAIN = b"From: a@lamplight.example\r\nSubject: plain\r\nContent-Type: text/plain\r\n\r\nNo markup \x80\xff here.\r\n"
SIGNED = (
    b"From: a@lamplight.example\r\nSubject: signed\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/html\r\n\r\n<p>signed</p>\r\n"
    b"--b\r\nContent-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--b--\r\n"
)
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0"
CURL = "curl/8.5.0"


def run(
    *arguments: str, code: int | None = 0, stdin: bytes = b"", env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run a command; a code of None takes any."""
    done = subprocess.run(
        [sys.executable, "-m", "backstamp", *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**environment(), **(env or {})},
    )
    assert code is None or done.returncode == code, (done.returncode, done.stderr.decode())
    assert b"Traceback" not in done.stderr
    return done


def environment() -> dict[str, str]:
    """The environment without what would change the settings or the width of the output."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BACKSTAMP_", "COLUMNS"))}


def addressed(modes: Modes, *names: str) -> tuple[Addressee, ...]:
    """Recipients whose copies carry these modes, as the ledger would have them."""
    some = []
    for name in names:
        address = f"{name}@reader.example"
        own = modes.highest.rank >= Mode.PSEUDONYMOUS.rank
        reader = READERS.reader_of_address(address) if own else None
        some.append(Addressee(address, modes, reader, forgotten=modes.highest is Mode.PSEUDONYMOUS))
    return tuple(some)


def draft(
    *recipients: str | Addressee, subject: str = "Lamplight in November", untouched: str | None = None, **more: Any
) -> Draft:
    """A message with one link."""
    values = {
        "sender": "letters@lamplight.example",
        "author": "The Lamplight Library <letters@lamplight.example>",
        "subject": subject,
        "header_id": "",
        "opens": Mode.INDIVIDUAL,
        "links": Mode.INDIVIDUAL,
        "pixel": untouched is None,
        "untouched": untouched,
        "recipients": tuple(Addressee(each) if isinstance(each, str) else each for each in recipients),
        "rewritten": (Link(1, "https://lamplight.example/new", "on the shelves"),),
    }
    return Draft(**{**values, **more})


@dataclass
class Archive:
    """A data folder that is filled by hand, at known times."""

    path: Path
    folder: DataFolder = field(init=False)

    def __post_init__(self) -> None:
        self.folder = DataFolder(self.path)
        self.folder.make()

    def message(self, content: Draft, answers: Sequence[Reply | None] = (), at: int = SENT) -> int:
        """Write a message down as handed over at once: accepted by 250, refused by others, uncertain by None."""
        with contextlib.closing(Ledger(self.folder.ledger, lambda: at)) as ledger:
            number = ledger.add(content).id
            fates: list[Fate] = [
                decide(ordinal, recipient.address, answer, at)
                for ordinal, (recipient, answer) in enumerate(zip(content.recipients, answers, strict=False))
            ]
            ledger.record(number, fates)
        return number

    def hit(
        self,
        message: int,
        ordinal: int,
        agent: str,
        *,
        link: int = 0,
        at: int = SENT + HOUR,
        peer: str = "198.51.100.7",
        headers: str = "",
    ) -> None:
        """Store one hit."""
        self._store([_row(message, ordinal, agent, link=link, at=at, peer=peer, headers=headers)])

    def hits(self, message: int, count: int, agent: str) -> None:
        """Store one hit of each of the first recipients."""
        self._store([_row(message, ordinal, agent) for ordinal in range(count)])

    def _store(self, rows: list[Row]) -> None:
        async def store() -> None:
            writer = Writer(self.folder.hits, asyncio.get_running_loop())
            writer.start()
            await asyncio.gather(*[writer.add(row) for row in rows])
            await writer.stop()

        asyncio.run(store())


def _row(
    message: int,
    ordinal: int,
    agent: str,
    *,
    link: int = 0,
    at: int = SENT + HOUR,
    peer: str = "198.51.100.7",
    headers: str = "",
) -> Row:
    text = f"user-agent: {agent}" + (f"\n{headers}" if headers else "")
    return (at, "GET", "link" if link else "pixel", message, ordinal, link, peer, "1.1", text)


ACCEPTED = Reply(250, "2.0.0 kept")
REFUSED = Reply(550, "5.1.1 No such reader")


class Mailboxes:
    """The next mail server: keeps what is accepted; knows nobody called `nobody`."""

    def __init__(self) -> None:
        self.copies: dict[str, bytes] = {}

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 No such reader"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        for recipient in envelope.rcpt_tos:
            self.copies[recipient] = envelope.content
        return "250 2.0.0 kept"


@contextlib.contextmanager
def mail_server() -> Iterator[tuple[str, Mailboxes]]:
    """A real SMTP server; yields HOST:PORT and its mailboxes."""
    mailboxes = Mailboxes()
    endpoint = free_endpoint()
    controller = Controller(mailboxes, hostname=endpoint.host, port=endpoint.port)
    controller.start()
    try:
        yield str(endpoint), mailboxes
    finally:
        controller.stop()
