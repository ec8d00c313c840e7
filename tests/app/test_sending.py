"""Sending one message without the relay."""

import asyncio
from pathlib import Path

import pytest
from tests.app.samples import HTML, Mailboxes, mail_server

from backstamp.app.config import Settings
from backstamp.app.endpoint import Endpoint
from backstamp.app.reading import reading
from backstamp.app.sending import parse_smtp, send_message
from backstamp.errors import UsageError
from backstamp.sender.fate import Fate, State
from backstamp.sender.modes import Mode
from backstamp.sender.reader import shown_reader
from backstamp.sender.reader_secret import load_readers


def sent(
    tmp_path: Path, *recipients: str, message: bytes = HTML, sender: str | None = None
) -> tuple[Mailboxes, tuple[Fate, ...]]:
    with mail_server() as (server, mailboxes):
        _, fates = asyncio.run(send_message(message, recipients, Settings(data=tmp_path), smtp=server, sender=sender))
    return mailboxes, fates


def test_the_envelope_sender_is_that_of_the_from_header_unless_given(tmp_path: Path) -> None:
    folded = HTML.replace(b"From: The Lamplight Library <", b"From: =?utf-8?q?Caf=C3=A9=2C_the?=\r\n <")
    for message, given, expected in [
        (HTML, None, "letters@lamplight.example"),
        (folded, None, "letters@lamplight.example"),
        (HTML, "bounces@lamplight.example", "bounces@lamplight.example"),
    ]:
        sent(tmp_path, "ada@reader.example", message=message, sender=given)
        with reading(tmp_path) as reporter:
            ledger = reporter._ledger
            assert ledger.messages(1)[0].sender == expected


def test_the_fates_stand_in_the_order_of_the_recipients(tmp_path: Path) -> None:
    _, fates = sent(tmp_path, "nobody@reader.example", "ada@reader.example")
    assert [(fate.ordinal, fate.state) for fate in fates] == [(0, State.REFUSED), (1, State.ACCEPTED)]


def test_eight_bit_content_and_addresses_beyond_ascii_arrive(tmp_path: Path) -> None:
    mailboxes, fates = sent(tmp_path, "adä@reader.example")
    assert [fate.state for fate in fates] == [State.ACCEPTED]
    assert b"caf\xc3\xa9" in mailboxes.copies["adä@reader.example"]


def test_host_and_port_are_read_or_refused() -> None:
    assert parse_smtp("[::1]:2525") == Endpoint("::1", 2525)
    with pytest.raises(UsageError, match="--smtp"):
        parse_smtp("::1")


@pytest.mark.parametrize("mode", list(Mode))
def test_the_ladder_to_a_real_server(tmp_path: Path, mode: Mode) -> None:
    with mail_server() as (server, mailboxes):
        settings = Settings(data=tmp_path, opens=mode, links=mode)
        to = ("ada@reader.example", "ben@reader.example", "nobody@reader.example")
        _, fates = asyncio.run(send_message(HTML, to, settings, smtp=server, sender=None))
    assert [fate.state for fate in fates] == [State.ACCEPTED, State.ACCEPTED, State.REFUSED]
    one, other = (mailboxes.copies[name] for name in to[:2])
    assert (b"/o/" in one, one == other) == (mode is not Mode.OFF, mode in {Mode.OFF, Mode.AGGREGATE})
    with reading(tmp_path) as reporter:
        (message,) = reporter.newest(1).messages
    assert (message.opens_mode, message.links_mode) == (mode, mode)
    named = [each.recipient for each in message.deliveries]
    if mode is Mode.PSEUDONYMOUS:
        assert sorted(named) == sorted(
            map(shown_reader, map(load_readers(tmp_path / "reader.key").reader_of_address, to))
        )
        stored = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("ledger.sqlite*")))
        assert b"reader.example" not in stored
    elif mode is Mode.AGGREGATE:
        assert named == ["nobody@reader.example"]
    else:
        assert named == list(to)
