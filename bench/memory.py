"""How much memory a large message takes, measured in a process of its own.

    python -m bench.memory FILE stamp|unstamp [trace]

prints octets: what the process grew by at its peak since its imports, the message itself included. With ``trace`` it is
what Python's allocator saw (tracemalloc) instead of what the kernel did.
"""

import json
import re
import subprocess
import sys
import tempfile
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

from backstamp.sender.options import Options
from backstamp.sender.stamp import stamp
from backstamp.sender.unstamp import unstamp
from backstamp.tokens.token import Key, KeyRing
from bench.newsletter import large_message

SIZE = 25_000_000
_RING = KeyRing([Key(b"bch", bytes(range(64)))])
_OPTIONS = Options(base_url="https://t.example")
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Memory:
    """The peak of one deed.

    Attributes:
        deed: "stamp" or "unstamp".
        size: octets of the message.
        resident: octets that the process grew by, as the kernel counts.
        traced: octets that Python had allocated, as tracemalloc counts.
    """

    deed: str
    size: int
    resident: int
    traced: int

    @property
    def times(self) -> float:
        """The larger of both as a multiple of the message's size."""
        return max(self.resident, self.traced) / self.size


def memory(size: int = SIZE) -> tuple[Memory, ...]:
    """Stamp a message of about so many octets, and unstamp it."""
    message = large_message(size)
    stamped = stamp(message, _OPTIONS, ring=_RING, message_id=7).message
    return (_measured("stamp", message), _measured("unstamp", stamped))


def _measured(deed: str, message: bytes) -> Memory:
    with tempfile.NamedTemporaryFile(prefix="bench-") as file:
        file.write(message)
        file.flush()
        resident, traced = (_run(file.name, deed, *extra) for extra in ((), ("trace",)))
    return Memory(deed, len(message), resident, traced)


def _run(*arguments: str) -> int:
    command = [sys.executable, "-m", "bench.memory", *arguments]
    return int(json.loads(subprocess.run(command, capture_output=True, check=True, cwd=_ROOT).stdout))


def _peak() -> int:
    """The most that this process has held resident so far, octets (proc(5), VmHWM)."""
    match = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    assert match
    return int(match[1]) * 1024


def _main(path: str, deed: str, *extra: str) -> None:
    if extra:
        tracemalloc.start()
    before = _peak()
    message = Path(path).read_bytes()
    done = stamp(message, _OPTIONS, ring=_RING, message_id=7).message if deed == "stamp" else unstamp(message).message
    assert done != message
    print(tracemalloc.get_traced_memory()[1] if extra else _peak() - before)


if __name__ == "__main__":
    _main(*sys.argv[1:])
