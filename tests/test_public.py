"""What other people's programs import: the names of the package itself, and what loading them costs."""

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import assert_type

import pytest

import backstamp
from backstamp import KeyFile, KeyRing, Stamped, Unstamped, stamp, unstamp

BASE = "https://t.example.com"


def test_the_names_are_these_in_order_and_every_one_is_there() -> None:
    assert backstamp.__all__ == [
        "BackstampError",
        "Change",
        "KeyFile",
        "KeyFileError",
        "KeyRing",
        "Link",
        "ModeError",
        "Place",
        "Skipped",
        "Stamped",
        "Unstamped",
        "UsageError",
        "stamp",
        "unstamp",
    ]
    assert backstamp.__all__ == sorted(backstamp.__all__)
    assert all(getattr(backstamp, name).__name__ == name for name in backstamp.__all__)
    assert set(backstamp.__all__) <= set(dir(backstamp))


def test_every_name_is_documented() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "library.md").read_text()
    assert [name for name in backstamp.__all__ if f"`{name}" not in page] == []


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'backstamp' has no attribute 'stampp'"):
        _ = backstamp.stampp
    assert not hasattr(backstamp, "KeyRecord")


def test_importing_the_package_loads_nothing_else() -> None:
    code = (
        "import sys, backstamp\n"
        "print(*sorted(m for m in sys.modules if m.startswith('backstamp') or m in {'cryptography', 'turbohtml'}))\n"
        "assert 'stamp' in dir(backstamp)\n"
        "backstamp.stamp\n"
        "print(*sorted({'pydantic', 'sqlalchemy', 'typer', 'granian', 'aiosmtplib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "backstamp\n\n"


def a_programmers_module(folder: Path, octets: bytes, message: EmailMessage) -> None:
    """Held by mypy --strict, and run below: the types that come out follow from what goes in."""
    keys: KeyRing = KeyFile(folder / "keys.json").ring()
    copy = stamp(octets, keys=keys, base_url=BASE, opens="aggregate", recipient=1)
    assert_type(copy, Stamped[bytes])
    assert_type(copy.message, bytes)
    again = stamp(message, keys=folder / "keys.json", base_url=BASE, message_id=copy.message_id)
    assert_type(again, Stamped[EmailMessage])
    assert_type(unstamp(again.message), Unstamped[EmailMessage])
    assert_type(unstamp(copy.message).message, bytes)
    stamp(octets, keys=keys, base_url=BASE, opens="sometimes")  # type: ignore[call-overload]  # no such mode


def test_the_types_are_what_they_say(tmp_path: Path) -> None:
    with pytest.raises(backstamp.UsageError, match="opens is 'sometimes': the modes are off, aggregate"):
        a_programmers_module(tmp_path, b"Subject: x\r\n\r\nx", EmailMessage())
