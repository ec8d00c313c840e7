"""`backstamp clean` inside the programs that deliver mail: procmail, maildrop and Dovecot's Sieve."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.endtoend.dovecot import Dovecot
from tests.endtoend.postfix import needs_root

from backstamp.recipient.clean.clean import restore

LETTER = (
    b"From: Ann <ann@sender.example>\nTo: bob@reader.example\nSubject: News\nMIME-Version: 1.0\n"
    b"Content-Type: text/html; charset=utf-8\n\n"
    b'<p>Hello</p>\n<img src="https://www.google-analytics.com/collect?tid=UA-1&cid=8f14e45fceea167a5a36" width="1" height="1">\n'
)
TRACKER = b"google-analytics"
COMMAND = f"{sys.executable} -m backstamp clean --quiet --found"


def deliver(command: list[str], folder: Path, message: bytes = LETTER) -> None:
    done = subprocess.run(
        command,
        input=message,
        capture_output=True,
        cwd=folder,
        timeout=60,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stderr.decode()


def procmail(folder: Path, command: str) -> bytes:
    (folder / "rc").write_text(f"MAILDIR={folder}\nDEFAULT={folder}/inbox\nLOGFILE={folder}/log\n:0 fw\n| {command}\n")
    (folder / "rc").chmod(0o600)
    deliver(["procmail", "-m", str(folder / "rc")], folder)
    return (folder / "inbox").read_bytes()


@pytest.mark.needs("procmail")
def test_procmail_delivers_the_cleaned_message(tmp_path: Path) -> None:
    inbox = procmail(tmp_path, COMMAND)
    assert b"X-Backstamp-Cleaned: v=1;" in inbox
    assert b"X-Backstamp-Found: open=1" in inbox
    assert TRACKER not in inbox


@pytest.mark.needs("procmail")
def test_procmail_loses_nothing_where_cleaning_cannot_start(tmp_path: Path) -> None:
    assert LETTER in procmail(tmp_path, f"{COMMAND} --no-such-option")


@pytest.mark.needs("maildrop")
def test_maildrop_delivers_the_cleaned_message(tmp_path: Path) -> None:
    rules = tmp_path / "mailfilter"
    rules.write_text(f'xfilter "{COMMAND}"\nto "{tmp_path}/inbox"\n')
    rules.chmod(0o600)
    deliver(["maildrop", str(rules)], tmp_path)
    inbox = (tmp_path / "inbox").read_bytes()
    assert b"X-Backstamp-Cleaned: v=1;" in inbox
    assert TRACKER not in inbox


_SIEVE = """\
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve_before = {folder}/rules.sieve
  sieve_plugins = sieve_extprograms
  sieve_global_extensions = +vnd.dovecot.filter
  sieve_filter_socket_dir = .
  sieve_filter_exec_timeout = 60s
}}
service backstamp-clean {{
  executable = script {folder}/backstamp-clean
  user = root
  unix_listener backstamp-clean {{
    mode = 0666
  }}
}}
"""
_RULES = """\
require ["vnd.dovecot.filter", "fileinto", "mailbox"];
filter "backstamp-clean";
if header :contains "X-Backstamp-Found" "open=" { fileinto :create "Tracked"; }
"""


@needs_root
@pytest.mark.needs("dovecot", "sievec")
def test_dovecots_sieve_filters_through_it_and_files_by_what_was_found() -> None:
    with TemporaryDirectory(prefix="sieve-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "rules.sieve").write_text(_RULES)
        (folder / "backstamp-clean").write_text(f"#!/bin/sh\nexec {COMMAND}\n")
        (folder / "backstamp-clean").chmod(0o755)
        with Dovecot(_SIEVE.format(folder=folder)) as dovecot:
            dovecot.deliver(LETTER, "bob@reader.example")
            stored = dovecot.wait_for("bob@reader.example", folder="Tracked")
    assert b"X-Backstamp-Cleaned: v=1;" in stored
    assert TRACKER not in stored
    original = restore(stored)
    assert original is not None
    assert original.rstrip().endswith(LETTER.replace(b"\n", b"\r\n").rstrip())
