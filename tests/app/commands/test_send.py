"""`backstamp send`, to a real mail server."""

import re
from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.samples import HTML, SIGNED, mail_server

from backstamp.app.endpoint import free_endpoint
from backstamp.app.models import MessageReport
from backstamp.app.reading import reading

ADA, BEN, NOBODY = "ada@reader.example", "ben@reader.example", "nobody@reader.example"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.eml"
    path.write_bytes(HTML.replace(b"\r\n", b"\n"))
    return path


def remembered(tmp_path: Path) -> MessageReport:
    with reading(tmp_path / "data") as reporter:
        (message,) = reporter.newest(10).messages
    return message


def test_each_recipient_gets_a_copy_of_their_own_and_the_ledger_knows(call: Call, letter: Path, tmp_path: Path) -> None:
    with mail_server() as (server, mailboxes):
        done = call("send", letter, "--to", ADA, "--to", BEN, "--smtp", server, "--data", "data")
    assert (done.code, done.err) == (0, "")
    number = remembered(tmp_path).id
    assert done.text == (
        f"{ADA}: accepted, 250 2.0.0 kept\n{BEN}: accepted, 250 2.0.0 kept\n"
        f"Message {number}; see who opens it with: backstamp report --message {number} --data data\n"
    )
    assert mailboxes.copies[ADA] != mailboxes.copies[BEN]
    assert all(len(re.findall(rb"/o/[\w-]{44}\.gif", copy)) == 1 for copy in mailboxes.copies.values())
    assert [each.handover for each in remembered(tmp_path).deliveries] == ["accepted", "accepted"]


def test_a_refused_recipient_is_shown_with_code_and_text(call: Call, letter: Path, tmp_path: Path) -> None:
    with mail_server() as (server, mailboxes):
        done = call("send", letter, "--to", ADA, "--to", NOBODY, "--smtp", server, "--data", "data")
    assert done.code == 1
    assert f"{ADA}: accepted" in done.text
    assert done.err == f"{NOBODY}: refused, 550 5.1.1 No such reader\n"
    assert list(mailboxes.copies) == [ADA]
    assert [each.handover for each in remembered(tmp_path).deliveries] == ["accepted", "refused"]
    assert remembered(tmp_path).deliveries[1].answer == "550 5.1.1 No such reader"


def test_quiet_still_tells_who_was_refused(call: Call, letter: Path) -> None:
    with mail_server() as (server, _):
        done = call("send", letter, "--to", ADA, "--to", NOBODY, "--smtp", server, "--data", "data", "--quiet")
    assert (done.code, done.out) == (1, b"")
    assert done.err.startswith(NOBODY)


def test_a_server_out_of_reach_is_a_refusal_that_the_ledger_knows(call: Call, letter: Path, tmp_path: Path) -> None:
    done = call("send", letter, "--to", ADA, "--smtp", str(free_endpoint()), "--data", "data")
    assert (done.code, done.out) == (1, b"")
    assert f"{ADA}: refused, 451 4.4.1" in done.err
    assert "cannot be reached" in done.err
    assert remembered(tmp_path).deliveries[0].handover == "refused"


def test_a_signed_message_is_sent_as_it_is(call: Call, tmp_path: Path) -> None:
    with mail_server() as (server, mailboxes):
        done = call("send", "-", "--to", ADA, "--smtp", server, "--data", "data", stdin=SIGNED)
    assert done.code == 0
    assert mailboxes.copies[ADA].rstrip() == SIGNED.rstrip()
    assert remembered(tmp_path).untouched is not None


def test_the_server_in_the_settings_is_used_where_none_is_given(call: Call, letter: Path, tmp_path: Path) -> None:
    with mail_server() as (server, mailboxes):
        (tmp_path / "data").mkdir()
        port = server.partition(":")[2]
        (tmp_path / "data" / "backstamp.toml").write_text(
            f'links = "off"\n[upstream]\nhost = "127.0.0.1"\nport = {port}\n'
        )
        assert call("send", letter, "--to", ADA, "--data", "data").code == 0
    assert b"/o/" in mailboxes.copies[ADA]
    assert b"/l/" not in mailboxes.copies[ADA]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "not an address"], "'not an address' is not an address"),
        (["--to", ADA, "--from", "not an address"], "'not an address' is not an address"),
        (["--to", ADA, "--smtp", "nonsense"], "--smtp: 'nonsense' is not HOST:PORT"),
        (["--to", ADA, "--smtp", "127.0.0.1:0"], "port 0"),
        ([], "Missing option '--to'"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is_written(
    call: Call, letter: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = call("send", letter, *arguments, "--data", "data")
    assert (done.code, done.out) == (2, b"")
    assert told in done.err
    assert not (tmp_path / "data" / "ledger.sqlite").exists()


def test_without_a_from_header_the_sender_must_be_given(call: Call) -> None:
    message = b"Subject: x\r\n\r\nhello\r\n"
    told = call("send", "-", "--to", ADA, "--data", "data", stdin=message)
    assert told.code == 2
    assert "give --from" in told.err
    with mail_server() as (server, mailboxes):
        sent = call("send", "-", "--to", ADA, "--from", "", "--smtp", server, "--data", "data", stdin=message)
    assert sent.code == 0
    assert ADA in mailboxes.copies
