"""Whether memory stays flat however large the input: mailboxes and logs, made while they are read from a pipe."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.logs import endless
from bench.mailbox import mailbox

MEGABYTE = 1_000_000
SCANNED = (20 * MEGABYTE, 200 * MEGABYTE, 2_000 * MEGABYTE)
HUNTED = (50 * MEGABYTE, 500 * MEGABYTE, 5_000 * MEGABYTE)
TIMES, MORE = 1.3, 20 * MEGABYTE
"""The largest input may take so many times the memory of the smallest, and so many octets more."""
MOST = 500 * MEGABYTE
_ROOT = Path(__file__).resolve().parent.parent
_SCAN = (sys.executable, "-m", "backstamp", "scan", "--json", "--jobs", "1", "-")
_HUNT = (sys.executable, "-m", "backstamp", "hunt", "--json", "-")


@dataclass(frozen=True, slots=True)
class Peak:
    """One run.

    Attributes:
        size: octets of the input.
        peak: octets that the process held resident at most.
        cpu: seconds of processor time.
    """

    size: int
    peak: int
    cpu: float


@dataclass(frozen=True, slots=True)
class Flatness:
    """Runs on inputs of growing size.

    Attributes:
        peaks: the smallest input first.
    """

    peaks: tuple[Peak, ...]

    @property
    def allowed(self) -> float:
        """Octets that the largest input may take."""
        return min(self.peaks[0].peak * TIMES + MORE, MOST)

    @property
    def share(self) -> float:
        """The most that any input took, as a share of what is allowed."""
        return max(each.peak for each in self.peaks) / self.allowed


def flat_scanning(*, full: bool) -> Flatness:
    """``backstamp scan --json --jobs 1`` of mailboxes from standard input.

    Args:
        full: with the largest size, too, which takes minutes.
    """
    return Flatness(tuple(peak(_SCAN, mailbox(size), codes=(0, 1)) for size in (SCANNED if full else SCANNED[:-1])))


def flat_hunting(*, full: bool) -> Flatness:
    """``backstamp hunt --json`` of logs from standard input, for the catalogue's hosts that serve opens.

    Args:
        full: with the largest size, too, which takes a minute or two.
    """
    return Flatness(tuple(peak(_HUNT, endless(size), codes=(1,)) for size in (HUNTED if full else HUNTED[:-1])))


def peak(command: Iterable[str], pieces: Iterable[bytes], *, codes: tuple[int, ...] = (0,)) -> Peak:
    """Run a command and feed it.

    Args:
        command: program and arguments.
        pieces: what it reads from standard input.
        codes: with which it may end.

    Raises:
        RuntimeError: it ended otherwise, or before it had read everything.
    """
    with tempfile.NamedTemporaryFile(prefix="bench-") as told:
        runner = [sys.executable, "-m", "bench.peak", told.name, *command]
        with subprocess.Popen(runner, stdin=subprocess.PIPE, cwd=_ROOT) as process:
            assert process.stdin
            size = sum(process.stdin.write(piece) for piece in _fed(pieces, process))
            process.stdin.close()
        found = json.loads(Path(told.name).read_bytes())
    if found["code"] not in codes:
        raise RuntimeError(f"{' '.join(command)} ended with {found['code']}")
    return Peak(size, found["peak"], found["cpu"])


def _fed(pieces: Iterable[bytes], process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    for piece in pieces:
        if process.poll() is not None:
            raise RuntimeError("the command ended before it had read everything")
        yield piece
