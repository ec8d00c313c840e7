"""`backstamp scan`, from the command line to the exit code."""

import gzip
import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.samples import environment

PLAIN = b"From: a@a.example\nTo: ada@reader.example\nSubject: plain\n\nHello.\n"
TRACKED = b"""From: News <news@s.example>
To: Ada <ada@reader.example>
Subject: tracked
Message-ID: <1@s.example>
Content-Type: text/html

<p>News!</p><a href="https://s.example/">more</a>
<img src="https://px.watch.example/o/?r=YWRhQHJlYWRlci5leGFtcGxl" width="1" height="1">
"""
SAMPLE = b"""From: Foundry <hello@getmailspring.com>
To: codemouse92@outlook.com
Subject: Read receipts
Content-Type: text/html

<a href="https://link.getmailspring.com/link/BE1B1C1E-9FF0-49EC-A6FA-F81F716D7D99@getmailspring.com/0?redirect=\
https%3A%2F%2Fcommunity.getmailspring.com%2F&recipient=Y29kZW1vdXNlOTJAb3V0bG9vay5jb20%3D">community</a>
<img width="0" height="0" src="https://link.getmailspring.com/open/BE1B1C1E-9FF0-49EC-A6FA-F81F716D7D99@\
getmailspring.com?me=8a&recipient=Y29kZW1vdXNlOTJAb3V0bG9vay5jb20%3D">
"""


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "plain.eml").write_bytes(PLAIN)
    (folder / "tracked.eml").write_bytes(TRACKED)
    return folder


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_exit_code_says_whether_something_tracked_was_found(call: Call, mail: Path) -> None:
    assert call("scan", mail / "plain.eml").code == 0
    assert call("scan", mail / "tracked.eml").code == 1
    assert call("scan", mail).code == 1


def test_a_tracked_message_is_told_in_words(call: Call, mail: Path) -> None:
    told = call("scan", mail / "tracked.eml")
    assert told.text.split("\n")[0].strip().startswith("This message tells px.watch.example when you open it")
    assert "ada@reader.example" in told.text
    assert f"backstamp clean {mail}/tracked.eml -o cleaned" in flat(told.text)
    assert told.err == ""


def test_read_receipts_that_call_base64_a_hash_are_told_in_words_for_a_lawyer(call: Call, tmp_path: Path) -> None:
    (tmp_path / "sample.eml").write_bytes(SAMPLE)
    told = flat(call("scan", "sample.eml").text)
    assert "recipient=Y29kZW1vdXNlOTJAb3V0bG9vay5jb20%3D contains your e-mail address codemouse92@outlook.com." in told
    assert "It is written in base64, which anyone can turn back: it is not encrypted and not a hash." in told
    assert (
        "This message tells Mailspring when you open it and which links you follow, and knows you by your address."
        in told
    )


def test_a_mailbox_is_summed_up(call: Call, mail: Path) -> None:
    told = flat(call("scan", mail).text)
    assert "1 of 2 messages (50 %) tell on their reader." in told
    assert "px.watch.example 1 1 – 1" in told
    assert flat(call("scan", mail, "-v").text).count("Where it stands, and how that is known") == 1


def test_json_is_one_line_per_message(call: Call, mail: Path) -> None:
    (mail / "x.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    told = call("scan", mail, "--json")
    lines = [json.loads(line) for line in told.text.splitlines()]
    assert [(Path(line["path"]).name, line["tracked"]) for line in lines] == [
        ("plain.eml", False),
        ("tracked.eml", True),
        ("x.msg", False),
    ]
    assert lines[1]["to"] == ["ada@reader.example"]
    assert "Outlook" in lines[2]["unreadable"]
    assert told.code == 1
    assert "x.msg: it is in Outlook's own format" in told.err


def test_own_addresses_are_looked_for(call: Call, mail: Path) -> None:
    (mail / "other.eml").write_bytes(TRACKED.replace(b"To: Ada <ada@reader.example>\n", b""))
    (line,) = call("scan", mail / "other.eml", "--json", "--me", "ADA@reader.example").text.splitlines()
    leaks = [leak for finding in json.loads(line)["findings"] for leak in finding["leaks"]]
    assert [(leak["value"], leak["known"]) for leak in leaks] == [("ada@reader.example", True)]


@pytest.mark.parametrize("stdin", [TRACKED, b"From -\n" + TRACKED, gzip.compress(TRACKED)])
def test_standard_input_is_scanned(call: Call, stdin: bytes) -> None:
    assert call("scan", "-", stdin=stdin).code == 1


def test_archives_are_scanned(call: Call, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as archive:
        archive.writestr("folder/tracked.eml", TRACKED)
    assert json.loads(call("scan", "mail.zip", "--json").text)["path"] == "mail.zip/folder/tracked.eml"


def test_quiet_prints_nothing(call: Call, mail: Path) -> None:
    for extra in ([], ["--json"]):
        told = call("scan", mail, "-q", *extra)
        assert (told.code, told.out, told.err) == (1, b"", "")


@pytest.mark.parametrize("octets", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_where_nothing_can_be_read_the_exit_code_is_2(call: Call, tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "x").write_bytes(octets)
    told = call("scan", "x")
    assert told.code == 2
    assert told.out == b""
    assert "backstamp: x: it is" in told.err


def test_a_path_that_is_not_there_is_wrong_usage(call: Call) -> None:
    told = call("scan", "gone.eml")
    assert told.code == 2
    assert told.err == (
        "backstamp: gone.eml is not there: name a message, a mailbox, a folder, an archive, or - for standard input\n"
    )


def test_the_report_is_written(call: Call, mail: Path, tmp_path: Path) -> None:
    for paths in ([mail], [mail / "tracked.eml"], [mail / "plain.eml"]):
        call("scan", *paths, "--html", "report.html")
        assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    told = call("scan", mail, "--html", "nowhere/report.html")
    assert told.code == 2
    assert "cannot write nowhere/report.html" in told.err


def test_many_messages_come_in_order_from_all_processors(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / str(number)).write_bytes(TRACKED if number % 2 else PLAIN)
    one, two = (call("scan", folder, "--json", "--jobs", jobs) for jobs in (1, 2))
    assert one.out == two.out
    assert [Path(json.loads(line)["path"]).name for line in two.text.splitlines()] == [str(n) for n in range(150)]


def test_progress_is_shown_on_a_terminal_only(mail: Path) -> None:
    primary, secondary = pty.openpty()
    command = [sys.executable, "-m", "backstamp", "scan", str(mail), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=secondary, env=environment(), check=False)
    os.close(secondary)
    assert len(done.stdout.splitlines()) == 2
    os.set_blocking(primary, False)
    with pytest.raises(OSError, match=r"."):  # short work shows none: there is nothing to read
        os.read(primary, 100)
    os.close(primary)


def test_one_message_is_scanned_without_the_parts_that_serve_others() -> None:
    code = (
        "import sys, backstamp.app.cli as cli\n"
        "sys.argv = ['backstamp', 'scan', '-']\n"
        "try:\n    cli.main()\nexcept SystemExit: pass\n"
        "heavy = ['granian', 'fastapi', 'sqlalchemy', 'pydantic_settings', 'concurrent.futures.process', 'httpx2', "
        "'aiosmtpd', 'structlog', 'multiprocessing.context', 'rich.progress']\n"
        "print(*[name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    # What counts the lines that run loads parts of its own.
    alone = {name: value for name, value in environment().items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", code], input=TRACKED, capture_output=True, check=True, env=alone)
    assert done.stderr.decode().split() == []
