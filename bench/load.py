"""The load generator: wrk, one thread, 64 connections, and what its report says."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Mode

CONNECTIONS = 64
_SCRIPT = Path(__file__).with_name("cycle.lua")
_DONE = re.compile(r"^\s*(\d+) requests in ([\d.]+)(us|ms|s|m)\b", re.MULTILINE)
_LATENCY = re.compile(r"^\s*(50|99)%\s+([\d.]+)(us|ms|s|m)\b", re.MULTILINE)
_BAD_STATUS = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_SOCKET_ERRORS = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk reports of one run; the fields are those of `Round`."""

    seconds: float
    acknowledged: int
    p50: float
    p99: float
    bad_status: int
    socket_errors: int


def put_load_on(port: int, targets: Path, mode: Mode, seconds: float) -> Load:
    """Ask a server for the targets in turn, as fast as it answers.

    Args:
        port: where the server listens on loopback.
        targets: a file with one path on each line.
        mode: whether connections are kept.
        seconds: how long; wrk counts in whole seconds.
    """
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--latency", "-s", str(_SCRIPT)]
    address = f"http://127.0.0.1:{port}"
    connection = "close" if mode is Mode.NEW_CONNECTION else "keep-alive"
    done = subprocess.run(
        [*command, address, "--", str(targets), connection], capture_output=True, text=True, check=True, timeout=60
    )
    return read_report(done.stdout)


def read_report(text: str) -> Load:
    """Read what wrk prints.

    Raises:
        ValueError: this is no report of wrk.
    """
    done = _DONE.search(text)
    latency = {share: float(value) * _SECONDS[unit] * 1000 for share, value, unit in _LATENCY.findall(text)}
    if done is None or latency.keys() != {"50", "99"}:
        raise ValueError(f"not a report of wrk: {text!r}")
    bad, errors = _BAD_STATUS.search(text), _SOCKET_ERRORS.search(text)
    return Load(
        seconds=float(done[2]) * _SECONDS[done[3]],
        acknowledged=int(done[1]),
        p50=latency["50"],
        p99=latency["99"],
        bad_status=int(bad[1]) if bad else 0,
        socket_errors=sum(map(int, errors.groups())) if errors else 0,
    )
