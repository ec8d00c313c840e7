"""The consultant's case as the command line solves it, from a mailbox and a resolver's log."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.endtoend import hunt_case

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hunt.md"
OPTIONS = ("--mail", "bob.mbox", "--clients", "clients.csv", "--gateway", hunt_case.GATEWAY)


def run(folder: Path, *arguments: str, stdin: bytes = b"", code: int = 1) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    command = [sys.executable, "-m", "backstamp", "hunt", *arguments]
    done = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=False, env=environment)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout.decode()


def told(folder: Path, *arguments: str, **more: Any) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run(folder, *arguments, "--json", **more))
    return report


def test_the_pages_command_prints_what_the_page_shows(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\nbackstamp hunt (.*?)\n```", page)
    (shown,) = re.findall(r"```text\n(.*?)\n```", page, re.DOTALL)
    hunt_case.write(tmp_path)
    printed = run(tmp_path, *command.split()).strip("\n")
    assert [line.removeprefix(" ") for line in printed.splitlines()] == shown.splitlines()


@pytest.mark.parametrize("text", [hunt_case.bind(), hunt_case.route53()], ids=["bind", "route53"])
def test_bob_opened_and_forwarded_to_chris(tmp_path, text):
    hunt_case.write(tmp_path, text=text)
    report = told(tmp_path, "queries.log", *OPTIONS)
    (message,) = report["messages"]
    assert (message["message_id"], message["to"]) == ("<offer@acme.example>", ["bob@corp.example"])
    gateway, bob, chris = message["readings"]
    assert (gateway["relation"], bob["relation"], chris["relation"]) == ("machine", "recipient", "forwarded")
    assert bob["first"].startswith("2026-11-19T09:14:31")
    assert chris["forward"]["by"] == ["Bob <bob@corp.example>"]
    assert (chris["forward"]["after"], chris["forward"]["before"]) == (bob["first"], chris["first"])
    assert [opening["lookups"] for opening in report["openings"]] == [1, 3, 2]


def test_the_log_may_be_packed_or_come_through_a_pipe(tmp_path):
    hunt_case.write(tmp_path)
    packed = gzip.compress(hunt_case.bind().encode())
    (tmp_path / "queries.log.gz").write_bytes(packed)
    plain = told(tmp_path, "queries.log", *OPTIONS)["messages"]
    assert told(tmp_path, "queries.log.gz", *OPTIONS)["messages"] == plain
    assert told(tmp_path, "-", *OPTIONS, stdin=packed)["messages"] == plain


def test_a_saved_scan_does_as_well_as_the_mailbox(tmp_path):
    hunt_case.write(tmp_path)
    command = [sys.executable, "-m", "backstamp", "scan", "--json", "bob.mbox"]
    scanned = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    (tmp_path / "scan.json").write_bytes(scanned)
    (message,) = told(tmp_path, "queries.log", "--mail", "scan.json", *OPTIONS[2:])["messages"]
    assert [reading["relation"] for reading in message["readings"]] == ["machine", "recipient", "forwarded"]
    assert message["delivered_by"] == "Received"


def test_the_forwarded_message_in_the_mailbox_is_proof(tmp_path):
    hunt_case.write(tmp_path, sent=True)
    offer, forward = told(tmp_path, "queries.log", *OPTIONS)["messages"]
    assert offer["forwarded_as"] == [forward["path"]]
    assert forward["forwarded_from"] == offer["path"]
    assert [reading["who"] for reading in forward["readings"]] == ["Chris <chris@corp.example>"]


def test_without_a_table_of_clients_it_is_told_as_possible_only(tmp_path):
    hunt_case.write(tmp_path)
    (message,) = told(tmp_path, "queries.log", "--mail", "bob.mbox")["messages"]
    assert [reading["relation"] for reading in message["readings"]] == ["unknown", "unknown", "possibly-forwarded"]
    assert "possibly passed on" in run(tmp_path, "queries.log", "--mail", "bob.mbox")


def test_domains_and_times_narrow_it_down(tmp_path):
    hunt_case.write(tmp_path)
    domain = ("--domain", "itrackmail.example")
    assert len(told(tmp_path, "queries.log", *domain)["openings"]) == 3
    assert len(told(tmp_path, "queries.log", *domain, "--since", "2026-11-19T09:00")["openings"]) == 2
    until = ("--until", "2026-11-19T10:00", "--zone", "+01:00")
    assert len(told(tmp_path, "queries.log", *domain, "--since", "2026-11-19T09:00", *until)["openings"]) == 1
    run(tmp_path, "queries.log", *domain, "--until", "2026-11-18", code=0)


def test_the_report_loads_nothing_and_holds_no_markup_of_strangers(tmp_path):
    hunt_case.write(tmp_path)
    mail = (tmp_path / "bob.mbox").read_text()
    evil = "<img src=https://evil.example/x>\x1b[2J"
    (tmp_path / "bob.mbox").write_text(mail.replace("Offer, confidential", evil))
    printed = run(tmp_path, "queries.log", *OPTIONS, "--html", "report.html")
    page = (tmp_path / "report.html").read_text()
    assert "&lt;img src=https://evil.example/x&gt;" in page
    assert not re.search(r"<(?:img|script|link|iframe|a)\b|url\(|\x1b", page)
    assert "default-src &#x27;none&#x27;" in page
    assert "\x1b" not in printed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gone.log",), "gone.log is not there"),
        (("queries.log", "--mail", "gone"), "gone is not there"),
        (("queries.log", "--mail", "noise", "--domain", "nothing.example"), "it is no message"),
        (("queries.log", "--zone", "Moon/Crater"), "no zone is called"),
        (("queries.log", "--since", "soon"), "is no time"),
        (("queries.log", "--gateway", "mx"), "neither an address nor a network"),
        (("queries.log", "--clients", "gone.csv"), "cannot be read"),
        (("queries.log", "--clients", "queries.log"), "row 1"),
        (("queries.log", "--domain", "."), "none of these is a name"),
        (("-", "--mail", "-"), "cannot be log and mail at once"),
        (("bad.log",), "the log has none of the formats known"),
        (("queries.log", "--format", "abacus"), "no format of logs is called"),
    ],
)
def test_what_cannot_be_is_told_with_exit_code_two(tmp_path, arguments, words):
    hunt_case.write(tmp_path)
    (tmp_path / "bad.log").write_text("no log\n")
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 8)
    command = [sys.executable, "-m", "backstamp", "hunt", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, input="", check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_one_bad_log_does_not_keep_the_others_from_being_read(tmp_path):
    hunt_case.write(tmp_path)
    (tmp_path / "bad.log").write_text("no log\n")
    report = told(tmp_path, "bad.log", "queries.log", *OPTIONS)
    assert len(report["openings"]) == 3
    assert report["logs"][0]["trouble"]
    assert report["errors"]


def test_lines_that_nobody_can_read_are_counted_and_shown(tmp_path):
    hunt_case.write(tmp_path, text=hunt_case.bind() + f"garbage {hunt_case.HOST} \x07 here\n")
    (log,) = told(tmp_path, "queries.log", *OPTIONS)["logs"]
    assert log["unparsable"] == 1
    printed = run(tmp_path, "queries.log", *OPTIONS)
    assert "What could not be read" in printed
    assert "\x07" not in printed
