"""Programs that tests start: waiting for their ports, with their log in the failure message."""

import socket
import subprocess
import time
from pathlib import Path


def wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 20) -> None:
    """Wait until something listens on a port of 127.0.0.1.

    Raises:
        AssertionError: the process ended, or the time is over; with what its log says.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, f"the program ended:\n{tail(log)}"
            assert time.monotonic() < deadline, f"nothing listens on {port}:\n{tail(log)}"
            time.sleep(0.02)
        else:
            return


def tail(log: Path, characters: int = 20_000) -> str:
    """The end of a log file; empty where there is none."""
    return log.read_text(errors="replace")[-characters:] if log.exists() else ""
