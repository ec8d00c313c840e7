"""Messages before and after stamping, octet for octet."""

from pathlib import Path

import pytest

from backstamp.sender.options import Options
from backstamp.sender.stamp import stamp
from backstamp.tokens.token import Key, KeyRing

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.eml") if not path.stem.endswith((".expected", "_actual")))
RING = KeyRing([Key(b"gld", bytes(range(64)))])


@pytest.mark.parametrize("name", NAMES)
def test_stamped_octets_are_those_expected(name):
    stamped = stamp(
        (HERE / f"{name}.eml").read_bytes(), Options(base_url="https://t.example"), ring=RING, message_id=7, recipient=3
    )
    expected = HERE / f"{name}.expected.eml"
    if not expected.exists() or stamped.message != expected.read_bytes():
        (HERE / f"{name}_actual.eml").write_bytes(stamped.message)
        pytest.fail(f"{name}: compare {name}_actual.eml with {expected.name}")


def test_every_message_is_explained():
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    first_cells = {
        name.strip() for line in readme.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(",")
    }
    assert set(NAMES) <= first_cells
