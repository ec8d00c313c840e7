"""The golden pairs: where they are, how each message is stamped, and what the README claims of it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options, Signatures
from backstamp.sender.stamp import Plan, plan
from backstamp.tokens.token import Key, KeyRing

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.eml") if not path.stem.endswith((".expected", "_actual")))
RING = KeyRing([Key(b"gld", bytes(range(64)))])
MESSAGE, RECIPIENT = 7, 3
BASE = "https://t.example"
_ROW = re.compile(r"\| (?P<ids>[^|]*) \| `(?P<name>\w+)` \| (?P<links>\d+) \| (?P<pixel>[^|]*) \| (?P<rest>.*) \|")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the README.

    Attributes:
        ids: what of the list of known failures it stands for.
        name: of the pair.
        links: how many are stamped.
        pixel: where it stands: "end", "front", "before quote"; "none".
        cells: what it proves and, for the probes, what the peers do.
    """

    ids: tuple[str, ...]
    name: str
    links: int
    pixel: str
    cells: tuple[str, ...]


def original(name: str) -> bytes:
    """The message as it is composed."""
    return (HERE / f"{name}.eml").read_bytes()


def expected(name: str) -> bytes:
    """The octets after stamping."""
    return (HERE / f"{name}.expected.eml").read_bytes()


def planned(name: str) -> Plan:
    """The plan for a message, with the options beside it."""
    return plan(original(name), options(name))


def options(name: str) -> Options:
    """How a message is stamped: what ``<name>.options.toml`` says, else the defaults."""
    path = HERE / f"{name}.options.toml"
    table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if "modes" in table:
        table["modes"] = Modes(**{key: Mode(value) for key, value in table["modes"].items()})
    if "signatures" in table:
        table["signatures"] = Signatures(table["signatures"])
    return Options(**{"base_url": BASE, **table})


def rows() -> list[Row]:
    """The README's rows, in order."""
    found = map(_ROW.fullmatch, (HERE / "README.md").read_text(encoding="utf-8").splitlines())
    return [_row(match) for match in found if match]


def _row(match: re.Match[str]) -> Row:
    ids = tuple(match["ids"].replace("–", "").split())
    cells = tuple(cell.strip() for cell in match["rest"].split(" | "))
    return Row(ids, match["name"], int(match["links"]), match["pixel"].strip(), cells)
