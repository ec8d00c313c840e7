"""Progress is told while work is long, on a terminal, and taken away; results pass through as they are."""

import io
import sys

import pytest
from tests.app.scans import scanned

from backstamp.app import scan_progress
from backstamp.app.scan_progress import watched
from backstamp.app.scan_tally import Tally


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_progress, "_PATIENCE", -1.0)
    monkeypatch.setenv("TERM", "xterm")


def run(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, *, shown: bool) -> str:
    monkeypatch.setattr(sys, "stderr", stderr)
    results = [scanned(path=f"{number}\x1b[2J.eml") for number in range(5)]
    tally = Tally()
    passed = []
    for result in watched(iter(results), tally, shown=shown):
        tally.add(result)
        passed.append(result)
    assert passed == results
    return stderr.getvalue()


@pytest.mark.usefixtures("long_work")
def test_long_work_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(monkeypatch, Terminal(), shown=True)
    assert "2 messages, 0 tracked" in told
    assert "1�[2J.eml" in told
    assert told.rstrip().endswith("\x1b[2K") or "\x1b[2K" in told[-20:]


@pytest.mark.usefixtures("long_work")
@pytest.mark.parametrize(("stderr", "shown"), [(io.StringIO(), True), (Terminal(), False)])
def test_nothing_is_told_where_nobody_looks(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, shown: bool) -> None:
    assert run(monkeypatch, stderr, shown=shown) == ""


def test_short_work_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, Terminal(), shown=True) == ""
