"""``python -m backstamp`` is ``backstamp``."""

import subprocess
import sys

import backstamp


def test_the_module_runs_as_the_command_does() -> None:
    command = [sys.executable, "-m", "backstamp"]
    told = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout == f"backstamp {backstamp.__version__}\n"
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("Usage: backstamp [OPTIONS] COMMAND")
    assert shown.stderr == ""
