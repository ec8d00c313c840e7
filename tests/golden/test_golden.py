"""Messages before and after stamping, octet for octet, and back again."""

import re
from pathlib import Path

import pytest

from backstamp.sender.options import Options
from backstamp.sender.stamp import stamp
from backstamp.sender.unstamp import unstamp
from backstamp.tokens.token import Key, KeyRing

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.eml") if not path.stem.endswith((".expected", "_actual")))
RING = KeyRing([Key(b"gld", bytes(range(64)))])
RECORD = re.compile(rb"(\nX-Backstamp-Undo:|\AX-Backstamp-Undo:)((?:.*\r?\n[ \t])*.*; d=)(?:.*\r?\n[ \t])*.*")
"""Compressed, and compression libraries differ: what the record gives back counts, not its octets."""


def stamped(name: str) -> bytes:
    message = (HERE / f"{name}.eml").read_bytes()
    return stamp(message, Options(base_url="https://t.example"), ring=RING, message_id=7, recipient=3).message


def without_record(message: bytes) -> bytes:
    return RECORD.sub(rb"\1\2", message)


@pytest.mark.parametrize("name", NAMES)
def test_stamped_octets_are_those_expected(name):
    message = stamped(name)
    expected = HERE / f"{name}.expected.eml"
    if not expected.exists() or without_record(message) != without_record(expected.read_bytes()):
        (HERE / f"{name}_actual.eml").write_bytes(message)
        pytest.fail(f"{name}: compare {name}_actual.eml with {expected.name}")


@pytest.mark.parametrize("name", NAMES)
def test_unstamping_gives_the_original_back(name):
    original = (HERE / f"{name}.eml").read_bytes()
    message = (HERE / f"{name}.expected.eml").read_bytes()
    if b"X-Backstamp-Undo" in message:
        assert unstamp(message).message == original
        assert unstamp(message).exact


def test_every_message_is_explained():
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    first_cells = {
        name.strip() for line in readme.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(",")
    }
    assert set(NAMES) <= first_cells
