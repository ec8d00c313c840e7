"""``python -m backstamp`` is ``backstamp``."""

import os
import subprocess
import sys
from pathlib import Path

import backstamp


def test_the_module_runs_as_the_command_does() -> None:
    command = [sys.executable, "-m", "backstamp"]
    told = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout == f"backstamp {backstamp.__version__}\n"
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("Usage: backstamp [OPTIONS] COMMAND")
    assert shown.stderr == ""


def test_ctrl_c_while_the_command_line_loads_is_130_and_quiet(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "backstamp", "keys"], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
