"""Server processes: started in a folder of their own, awaited, weighed, and stopped."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 20.0
_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER_TIME, _SYSTEM_TIME = 1, 11, 12


@contextmanager
def server_process(command: Sequence[str], port: int, log: Path) -> Iterator[int]:
    """A server that listens on a loopback port for as long as the context lasts.

    Args:
        command: program and arguments.
        port: where it will listen.
        log: file for what it prints.

    Yields:
        The process id.

    Raises:
        RuntimeError: it ended or did not listen; the text holds what it printed.
    """
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
        try:
            _await_port(process, port, log)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def cpu_seconds(root: int, proc: Path = Path("/proc")) -> float:
    """Processor time, user and system, that a process and its descendants have used so far.

    Args:
        root: process id.
        proc: where the kernel tells of processes (proc(5), ``/proc/pid/stat``).
    """
    times: dict[int, tuple[int, float]] = {}
    for file in proc.glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
        used = (int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])) / _TICKS
        times[int(file.parent.name)] = (int(fields[_PARENT]), used)
    return sum(used for pid, (_, used) in times.items() if _descends(pid, root, times))


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _descends(pid: int, root: int, times: dict[int, tuple[int, float]]) -> bool:
    while pid != root and pid in times:
        pid = times[pid][0]
    return pid == root


def _await_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no server on port {port}: {log.read_text(errors='replace')}") from None
            time.sleep(0.05)
        else:
            return
