"""The command line as a whole: quick to start, helpful, and its exit codes keep their word."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.samples import ACCEPTED, CURL, Archive, draft, environment, run

import backstamp

HEAVY = [
    "rich",
    "granian",
    "fastapi",
    "sqlalchemy",
    "turbohtml",
    "pydantic",
    "maxminddb",
    "ua_parser",
    "aiosmtpd",
    "httpx2",
    "uvloop",
    "cryptography",
    "structlog",
]
COMMANDS = [
    ["demo"],
    ["stamp"],
    ["unstamp"],
    ["scan"],
    ["clean"],
    ["block"],
    ["hunt"],
    ["send"],
    ["serve"],
    ["report"],
    ["hits"],
    ["explain"],
    ["keys"],
    ["keys", "new"],
    ["keys", "list"],
    ["keys", "retire"],
    ["catalogue"],
    ["catalogue", "update"],
    ["catalogue", "show"],
    ["password"],
]


def heavy_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment())
    return set(out.stdout.splitlines()[-1].split())


def test_help_starts_without_heavy_modules() -> None:
    assert heavy_after("import backstamp.app.cli") == set()
    asked = "import backstamp.app.cli as cli\nsys.argv = ['backstamp', '--help']\ntry:\n    cli.main()\nexcept SystemExit: pass"
    assert heavy_after(asked) == set()


def test_listing_keys_loads_only_settings_and_cipher(tmp_path: Path) -> None:
    asked = f"""
import backstamp.app.cli as cli
sys.argv = ['backstamp', 'keys', 'list', '--data', {str(tmp_path)!r}]
try:
    cli.main()
except SystemExit: pass"""
    assert heavy_after(asked) <= {"pydantic", "cryptography"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(call: Call, command: list[str]) -> None:
    told = call(*command, "--help")
    assert told.code == 0
    assert f"Usage: backstamp {' '.join(command)}" in told.text
    assert len(told.text.splitlines()) > 4
    assert call(*command, "-h").out == told.out


def test_no_command_shows_all_of_them(call: Call) -> None:
    told = call()
    assert all(command[0] in told.text + told.err for command in COMMANDS)


def test_the_version_is_told(call: Call) -> None:
    assert call("--version").text == f"backstamp {backstamp.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["stamp"],
        ["unstamp", "--in-place"],
        ["explain", "seven"],
        ["explain", "1", "--data", "nowhere"],
        ["report", "--data", "nowhere"],
        ["report", "--limit", "0"],
        ["hits", "--after", "-1"],
        ["serve", "--base-url", "ftp://x"],
        ["send", "-", "--to", "ada@reader.example", "--smtp", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2_and_said_plainly(call: Call, arguments: list[str]) -> None:
    told = call(*arguments, stdin=b"From: a@b.example\r\n\r\n")
    assert told.code == 2
    assert not told.out
    assert told.err.strip()
    assert "Traceback" not in told.err


def test_our_errors_are_one_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "backstamp.toml").write_text("colour = 'red'")
    told = call("keys", "list", "--data", tmp_path)
    assert told.code == 2
    assert told.err.startswith("backstamp: ")
    assert told.err.count("\n") == 1
    assert "colour" in told.err


def test_a_store_that_fails_is_exit_code_1(call: Call, archive: Archive) -> None:
    archive.message(draft("ada@reader.example"), [ACCEPTED])
    archive.folder.hits.write_bytes(b"this is no hit store" * 100)
    told = call("report", "--data", archive.path)
    assert told.code == 1
    assert told.err.startswith("backstamp: hit store")
    assert told.err.count("\n") == 1


def test_a_ledger_that_fails_is_exit_code_1(call: Call, archive: Archive) -> None:
    archive.folder.ledger.write_bytes(b"this is no ledger" * 100)
    told = call("report", "--data", archive.path)
    assert (told.code, told.out) == (1, b"")
    assert told.err.startswith("backstamp: The ledger")


def test_an_error_commands_no_terminal(call: Call) -> None:
    told = call("report", "--data", "no\x1b[2Jwhere")
    assert told.code == 2
    assert "\x1b" not in told.err


@pytest.mark.parametrize("arguments", [["report"], ["report", "--json"], ["hits"], ["hits", "--json"]], ids=" ".join)
def test_a_reader_that_goes_away_ends_it_quietly(archive: Archive, arguments: list[str]) -> None:
    recipients = [f"reader{number}@crowd.example" for number in range(400)]
    message = archive.message(draft(*recipients), [ACCEPTED] * 400)
    archive.hits(message, 400, CURL)
    command = [sys.executable, "-m", "backstamp", *arguments, "--data", str(archive.path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) in {0, 1}


def test_ctrl_c_is_130_without_a_traceback(tmp_path: Path) -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "backstamp", "stamp", "-", "--to", "ada@reader.example", "--data", str(tmp_path)],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    os.close(parent)
    os.close(child)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_ctrl_c_where_typer_does_not_see_it_is_130_and_quiet(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("backstamp.app.cli.app", stopped)
    told = call("keys")
    assert (told.code, told.out, told.err) == (130, b"", "")


def test_a_terminal_without_our_characters_gets_question_marks(archive: Archive) -> None:
    archive.message(draft("ada@reader.example", subject="Café"), [ACCEPTED])
    told = run("report", "--data", str(archive.path), env={"PYTHONIOENCODING": "ascii"})
    assert b"Caf?" in told.stdout
