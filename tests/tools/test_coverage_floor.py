"""The coverage floor holds and only rises; in a small repository of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "coverage_floor.py"
HALF = "import sys\nif len(sys.argv) > 5:\n    print(1)\n    print(2)\n"  # two of four statements run

ALONE = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "GIT_"))}
"""The environment without the coverage measurement and the repository of the run that this test belongs to."""


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=ALONE)


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """A repository with coverage data of half a script, and a floor of 40 that was committed."""
    (tmp_path / "half.py").write_text(HALF)
    (tmp_path / ".coveragerc").write_text("[run]\nbranch = false\n")
    (tmp_path / ".coverage-floor").write_text("40.0\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".coverage-floor")
    git(tmp_path, "commit", "-q", "-m", "floor")
    subprocess.run([sys.executable, "-m", "coverage", "run", "half.py"], cwd=tmp_path, check=True, env=ALONE)
    return tmp_path


def held(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(TOOL)], cwd=folder, capture_output=True, text=True, check=False, env=ALONE
    )
    return done.returncode, done.stdout


def test_coverage_above_the_floor_holds_and_says_that_the_floor_may_rise(measured: Path) -> None:
    code, told = held(measured)
    assert code == 0
    assert "Coverage 50.00 %, floor 40.0 %." in told
    assert "write 50.0 into .coverage-floor" in told


def test_coverage_below_the_floor_fails(measured: Path) -> None:
    (measured / ".coverage-floor").write_text("50.5\n")
    code, told = held(measured)
    assert code == 1
    assert "below the floor of 50.5 %" in told


def test_a_floor_below_that_of_any_commit_fails(measured: Path) -> None:
    (measured / ".coverage-floor").write_text("39.5\n")
    git(measured, "commit", "-q", "-a", "-m", "lower")
    code, told = held(measured)
    assert code == 1
    assert "it only rises" in told


def test_outside_git_the_floor_in_the_file_holds(measured: Path) -> None:
    (measured / ".git").rename(measured / "gone")
    assert held(measured)[0] == 0
