"""The fuzz targets do not rot: each runs on its seeds, and what libFuzzer reports is read."""

import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import run
from fuzz.choices import Choices
from fuzz.message_builder import message
from fuzz.outcome import Outcome, table
from fuzz.targets import TARGETS

_SEEDS = 60
_REPORT = """\
#2\tINITED cov: 40 ft: 41 corp: 1/1b exec/s: 0 rss: 40Mb
#93\tNEW    cov: 64 ft: 196 corp: 33/1448b lim: 634 exec/s: 30 rss: 42Mb L: 105/254 MS: 4 ChangeBit-
"""
_DONE = "stat::number_of_executed_units: 125362\nstat::slowest_unit_time_sec:    3\n"
_RAISED = """\
 === Uncaught Python exception: ===
ValueError: no
Traceback (most recent call last):
  File "/x/fuzz/markup.py", line 7, in html
    inner()
  File "/x/src/backstamp/mail/html.py", line 12, in inner
==7== ERROR: libFuzzer: fuzz target exited
SUMMARY: libFuzzer: fuzz target exited
artifact_prefix='x-'; Test unit written to x-crash-1
"""


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "repeated"])
def test_a_target_holds_on_its_seeds(name: str) -> None:
    seeds = TARGETS[name].seeds()
    assert seeds
    for octets in seeds[:: max(1, len(seeds) // _SEEDS)]:
        TARGETS[name].check(octets)


def test_pieces_repeated_hold_too() -> None:
    for octets in TARGETS["repeated"].seeds()[:12]:
        TARGETS["repeated"].check(octets)


def test_rows_of_decisions_make_different_messages_and_the_same_ones_again() -> None:
    rows = TARGETS["stamp-built"].seeds()
    made = [message(Choices(row)) for row in rows]
    assert made == [message(Choices(row)) for row in rows]
    assert len(set(made)) > len(rows) / 2
    assert any(b"multipart/" in each for each in made)


def test_decisions_behind_the_last_octet_are_the_first_ones() -> None:
    choices = Choices(b"\x05")
    assert choices.below(4) == 1
    assert (choices.below(1000), choices.flip(), choices.pick("ab"), choices.octets(3), choices.left) == (
        0,
        False,
        "a",
        b"",
        0,
    )


def test_the_fuzzers_report_is_read() -> None:
    outcome = Outcome("html")
    outcome.add(_REPORT + _DONE, 0)
    assert (outcome.executions, outcome.edges, outcome.features, outcome.slowest) == (125362, 64, 196, 3)
    outcome.add(_REPORT + _RAISED, 77)
    (crash,) = outcome.crashes
    assert outcome.executions == 125362 + 93
    assert crash.file == Path("x-crash-1")
    assert crash.reason == "ValueError: no at /x/src/backstamp/mail/html.py:12"
    assert table([outcome]).row_count == 2


def test_a_process_that_dies_without_a_word_is_a_crash() -> None:
    outcome = Outcome("html")
    outcome.add("Killed", -9)
    assert outcome.crashes[0].reason == "Killed"


def test_without_atheris_the_run_says_which_pythons_have_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert run.main([]) == 2
    assert "CPython 3.11 to 3.13" in capsys.readouterr().err


def test_under_atheris_a_target_is_guided_by_coverage(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, "fuzz/one.py", "headers", "-runs=200", "-print_final_stats=1", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=run.ROOT, timeout=120)
    outcome = Outcome("headers")
    outcome.add(done.stderr, done.returncode)
    assert outcome.executions >= 200
    assert outcome.edges > 10
