"""Hunting measured beside ``zgrep -c`` and ``grep -c`` on the same logs, on one core: ``bench/run.py hunting``.

Every way is a whole process, from its start to its end: ours starts Python, loads the catalogue and searches for all of
its hosts that serve opens; zgrep searches for one word. They take turns; processor time counts, of all processes that
a way starts, for on one core that is how long it takes where nobody else is at work.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median

from bench.flatness import Flatness, flat_hunting
from bench.logs import FORMS, SEARCHED, needles, pieces
from bench.timing import one_core

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"BIND queries": 200_000_000, "Unbound replies": 100_000_000, "Zeek JSON": 100_000_000}
"""Octets of each log, unpacked."""


class Way(StrEnum):
    """How a log is searched."""

    GREP = "grep for one word"
    GREP_ALL = "grep for all names (-F -f)"
    BACKSTAMP = "backstamp: timeline of all names"


@dataclass(frozen=True, slots=True)
class Made:
    """A log that was made.

    Attributes:
        path: of the plain file; the packed one is beside it.
        octets: of the plain file.
        planted: look-ups of trackers in it.
    """

    path: Path
    octets: int
    planted: int

    @property
    def packed(self) -> Path:
        """The same log, packed with gzip."""
        return self.path.with_suffix(".log.gz")


@dataclass(frozen=True, slots=True)
class Search:
    """One search.

    Attributes:
        cpu: seconds of processor time, user and system, of all its processes.
        seconds: by the clock on the wall.
        reading: of those of processor time, what reading took, without start and catalogue; None for grep.
        found: events, or lines.
    """

    cpu: float
    seconds: float
    reading: float | None
    found: int


@dataclass(frozen=True, slots=True)
class Searched:
    """One log searched in every way, several times.

    Attributes:
        form: of the log.
        packed: whether it was packed.
        octets: unpacked.
        planted: look-ups of trackers in it.
        searches: of each way, in their order.
    """

    form: str
    packed: bool
    octets: int
    planted: int
    searches: dict[Way, tuple[Search, ...]]

    def rate(self, way: Way) -> float:
        """Megabytes (unpacked) in a second of processor time, the median of all rounds."""
        return self.octets / median(each.cpu for each in self.searches[way]) / 1e6

    def reading_rate(self) -> float:
        """The same for ours, reading alone."""
        return self.octets / median(each.reading or 0 for each in self.searches[Way.BACKSTAMP]) / 1e6

    @property
    def share(self) -> float:
        """Our rate as a share of grep's for one word."""
        return self.rate(Way.BACKSTAMP) / self.rate(Way.GREP)

    @property
    def missed(self) -> int:
        """Look-ups of trackers that ours did not find in some round, or found too often."""
        return max(abs(each.found - self.planted) for each in self.searches[Way.BACKSTAMP])


@dataclass(frozen=True, slots=True)
class Hunting:
    """Everything that was measured of hunting.

    Attributes:
        names: how many ours looks for.
        load: load average over one minute before and after.
        searched: each log, packed and plain.
        memory: peaks for logs of several sizes.
    """

    names: int
    load: tuple[float, float]
    searched: tuple[Searched, ...]
    memory: Flatness


def measure(rounds: int = 3, *, full: bool = False) -> Hunting:
    """Measure on one core; takes about two minutes.

    Args:
        rounds: how often each way takes its turn.
        full: whether memory is measured with 5 GB, too.
    """
    before = os.getloadavg()[0]
    parent = ROOT / "build"  # /tmp is often memory
    parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=parent) as folder, one_core():
        searched = tuple(each for form in FORMS for each in search(Path(folder), form, SIZES[form], rounds))
    return Hunting(len(needles().hosts), (before, os.getloadavg()[0]), searched, flat_hunting(full=full))


def search(folder: Path, form: str, octets: int, rounds: int) -> list[Searched]:
    """Make a log and search it, packed and plain, in every way.

    Args:
        folder: for the log, which is deleted in the end.
        form: which of ``FORMS``.
        octets: of the log.
        rounds: how often each way takes its turn.
    """
    made = make(folder, form, octets)
    names = folder / "names"
    names.write_text("".join(f"{host}\n" for host in sorted(needles().hosts)), encoding="ascii")
    done = [
        Searched(form, path == made.packed, made.octets, made.planted, _rounds(path, names, rounds))
        for path in (made.packed, made.path)
    ]
    made.path.unlink()
    made.packed.unlink()
    return done


def make(folder: Path, form: str, octets: int) -> Made:
    """A log, plain and packed.

    Args:
        folder: where.
        form: which of ``FORMS``.
        octets: about how many.
    """
    path, written, planted = folder / f"{form.split(maxsplit=1)[0].lower()}.log", 0, 0
    with path.open("wb") as file:
        for piece, rare in pieces(FORMS[form], octets):
            written += file.write(piece)
            planted += rare
    subprocess.run(["gzip", "--keep", str(path)], check=True)
    return Made(path, written, planted)


def _rounds(path: Path, names: Path, rounds: int) -> dict[Way, tuple[Search, ...]]:
    grep = "zgrep" if path.suffix == ".gz" else "grep"
    commands = {
        Way.GREP: [grep, "-c", SEARCHED, str(path)],
        Way.GREP_ALL: [grep, "-c", "-F", "-f", str(names), str(path)],
        Way.BACKSTAMP: [sys.executable, "-m", "bench.hunting_pass", str(path)],
    }
    done = [{way: _search(command) for way, command in commands.items()} for _ in range(rounds)]
    return {way: tuple(each[way] for each in done) for way in Way}


def _search(command: list[str]) -> Search:
    before, began = _children(), time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT, env=os.environ | {"LC_ALL": "C"})
    seconds, cpu = time.perf_counter() - began, _children() - before
    told = json.loads(done.stdout)
    if isinstance(told, int):
        return Search(cpu, seconds, None, told)
    return Search(cpu, seconds, told["seconds"], told["events"])


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
