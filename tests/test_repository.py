"""Rules of the repository that a program can hold."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import backstamp

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
MODULES = sorted(path for path in TRACKED if path.startswith("src/") and path.endswith(".py"))
ROOM = 400


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_with_hashes_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"\b(https?|file|git|ssh)\s*:|--index-url|--find-links|-i ", text)
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in pin and pin.rstrip().endswith("\\") for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_manifest_names_no_address() -> None:
    manifest = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*manifest["project"]["dependencies"], *manifest["build-system"]["requires"]]
    assert not any("@" in name or "://" in name for name in wanted)
    assert "tool" in manifest
    assert "uv" not in manifest["tool"]


def test_no_lock_with_addresses_is_tracked() -> None:
    assert "uv.lock" not in TRACKED


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for_and_is_one_room(module: str) -> None:
    text = (ROOT / module).read_text()
    assert text.lstrip().removeprefix("r").startswith('"""'), "a module opens with a docstring"
    assert text.count("\n") <= ROOM, f"more than {ROOM} lines: is it one idea?"


def test_the_version_is_told_once() -> None:
    assert f"## {backstamp.__version__}" in (ROOT / "CHANGELOG.md").read_text()
