"""The golden scans: where they are, how each is scanned, and what the README claims of it."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backstamp.app.scan_models import scan_line
from backstamp.catalogue.trackers import load_trackers
from backstamp.recipient.finding import Finding, Scan
from backstamp.recipient.scan import scan

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.eml"))
_ROW = re.compile(r"\| `(\w+)` \| `([^`]+)` \| (\w+) \| ([\w-]+|–) \| ([^|]+) \|")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the README.

    Attributes:
        name: of the message.
        judged: a piece of the URL of the finding in question.
        verdict: its confidence.
        decisive: the signal without which it would be another; "" where no single one decides.
        proves: for people.
    """

    name: str
    judged: str
    verdict: str
    decisive: str
    proves: str

    def finding(self) -> Finding:
        """The first finding whose URL holds what is judged."""
        return next(one for one in scanned(self.name).findings if self.judged in one.url)


@cache
def scanned(name: str) -> Scan:
    """The scan of a message, with the package's own catalogue."""
    return scan((HERE / f"{name}.eml").read_bytes(), load_trackers())


def printed(name: str) -> str:
    """What ``backstamp scan --json`` prints of a message, on many lines."""
    line = scan_line(f"{name}.eml", scanned(name)).model_dump_json()
    return json.dumps(json.loads(line), indent=1, ensure_ascii=False) + "\n"


def expected(name: str) -> Path:
    """Where it is kept."""
    return HERE / f"{name}.expected.json"


def rows() -> list[Row]:
    """The README's rows, in order."""
    lines = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    found = (match.groups() for match in map(_ROW.fullmatch, lines) if match)
    return [
        Row(name, judged, verdict, decisive.strip("–"), proves) for name, judged, verdict, decisive, proves in found
    ]
