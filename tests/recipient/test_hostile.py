"""Hostile input ends in good time and little memory: each case runs in a process of its own, which is measured."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.recipient.hostile_files import FILES, LOGS
from tests.recipient.hostile_samples import MESSAGES

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5
"""Of processor time, for one message and one step: a scan, or a cleaning. What looks again first takes both."""
MEGABYTES = 500


def measured(kind: str, name: str) -> None:
    command = [sys.executable, "-m", "tests.recipient.hostile_worker", kind, name]
    # What counts the lines that run takes time of its own, several times that of what is held to a limit here.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert {step: spent for step, spent in told["spent"].items() if spent > SECONDS * (1 + ("looked" in step))} == {}
    assert told["peak"] < MEGABYTES


@pytest.mark.parametrize("name", MESSAGES)
def test_a_hostile_message_is_scanned_cleaned_compared_and_blocked_in_bounds(name: str) -> None:
    measured("message", name)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_mailbox_or_archive_is_read_in_bounds(name: str) -> None:
    measured("file", name)


@pytest.mark.parametrize("name", LOGS)
def test_a_hostile_log_is_hunted_in_bounds(name: str) -> None:
    measured("log", name)


@pytest.mark.parametrize("part", range(4))
def test_phishing_of_recent_years_is_scanned_and_cleaned_in_bounds(corpora: Path, part: int) -> None:
    assert (corpora / "phish").is_dir()
    measured("corpus", f"{corpora / 'phish'}:{part}")
