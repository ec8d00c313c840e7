"""Scanning measured beside SpamAssassin on the same messages, on one core: ``bench/run.py scanning``.

Each pass is a process of its own that warms up on other messages, so no pass lives off what an earlier one remembered;
the ways take turns, so that a slow moment falls on all. Limits are held against processor time: on a core that others
use as well, that is what a message costs, and on a core of its own both clocks agree.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median

from bench.flatness import Flatness, flat_scanning
from bench.mailbox import write_messages
from bench.timing import one_core

ROOT = Path(__file__).resolve().parent.parent
WARM, MADE_UP = 40, 200
_FIRST_WARM = 1_000_001
_CORPORA = ROOT.parent / "shared" / "corpora"
_GOLDEN = ROOT / "tests" / "golden"


class Way(StrEnum):
    """What is done with each message."""

    BACKSTAMP = "backstamp: every reference judged, leaks looked for"
    SPAMASSASSIN = "SpamAssassin: local tests, rules compiled"
    SOUP = "BeautifulSoup (lxml): find <img src>"
    LXML = "lxml: find <img src>"


@dataclass(frozen=True, slots=True)
class Pass:
    """One way through all messages.

    Attributes:
        messages: how many.
        found: findings, rules that hit, or pictures.
        seconds: by the clock on the wall.
        cpu: of processor time, user and system.
    """

    messages: int
    found: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Messages in a second of processor time."""
        return self.messages / self.cpu


@dataclass(frozen=True, slots=True)
class Scanning:
    """Everything that was measured of scanning.

    Attributes:
        what: the messages, in words.
        octets: of all messages.
        load: load average over one minute before and after.
        passes: of each way, in their order.
        memory: peaks for mailboxes of several sizes.
    """

    what: str
    octets: int
    load: tuple[float, float]
    passes: dict[Way, tuple[Pass, ...]]
    memory: Flatness

    def rate(self, way: Way) -> float:
        """Messages in a second of processor time, the median of all passes."""
        return median(each.rate for each in self.passes[way])

    def ratio(self, way: Way) -> float:
        """How many times as fast as another way ours is."""
        return self.rate(Way.BACKSTAMP) / self.rate(way)


def measure(rounds: int = 3, *, full: bool = False) -> Scanning:
    """Measure on one core; takes about four minutes, most of it SpamAssassin's.

    Args:
        rounds: how often each way takes its turn.
        full: whether memory is measured with 2 GB, too.
    """
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-") as name, one_core():
        folder = Path(name)
        what, paths = messages(folder)
        passes = all_passes(paths, rounds, folder)
    octets = sum(path.stat().st_size for path in paths if path.exists())
    return Scanning(what, octets, (before, os.getloadavg()[0]), passes, flat_scanning(full=full))


def messages(folder: Path) -> tuple[str, list[Path]]:
    """The messages that are measured, in words and as files: real mail where it is at hand.

    Args:
        folder: for made-up ones.
    """
    real = [
        path
        for name in ("pairs", "ham", "phish")
        for path in sorted((_CORPORA / name).glob("*"))
        if path.suffix in {".eml", ".txt"}
    ]
    if real:
        return f"{len(real)} real messages", real
    golden = sorted(_GOLDEN.glob("*.eml"))
    return f"{len(golden)} test messages, {MADE_UP} made up", golden + write_messages(folder / "made-up", MADE_UP, 0)


def all_passes(paths: list[Path], rounds: int, folder: Path, warming: int = WARM) -> dict[Way, tuple[Pass, ...]]:
    """Every way in turn, round by round.

    Args:
        paths: messages to measure.
        rounds: how many.
        folder: for messages to warm up on and for SpamAssassin's home.
        warming: messages to warm up on.
    """
    home = folder / "home"
    home.mkdir()
    warm = write_messages(folder / "warm", warming, _FIRST_WARM)
    listed = "\n".join([str(len(warm)), *map(str, warm + paths)])
    rounded = [{way: _pass(way, listed, home) for way in Way} for _ in range(rounds)]
    return {way: tuple(each[way] for each in rounded) for way in Way}


def _pass(way: Way, listed: str, home: Path) -> Pass:
    commands = {
        Way.SPAMASSASSIN: ["perl", str(ROOT / "bench" / "scanning.pl"), str(home)],
        Way.BACKSTAMP: [sys.executable, "-m", "bench.scanning_pass", "backstamp"],
        Way.SOUP: [sys.executable, "-m", "bench.scanning_pass", "soup"],
        Way.LXML: [sys.executable, "-m", "bench.scanning_pass", "lxml"],
    }
    environment = os.environ | {"HOME": str(home), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        commands[way], input=listed, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment
    )
    return Pass(**json.loads(done.stdout))
