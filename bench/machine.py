"""Where it is measured, told beside every figure: processor, versions, what else runs, how long the disk takes."""

import os
import platform
import re
import sqlite3
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.figures import Machine

_STOLEN, _KINDS = 7, 8


class Watch:
    """Looks at the machine when it is made, and again when asked.

    Args:
        folder: on the disk that is measured.
    """

    def __init__(self, folder: Path) -> None:
        self._load = os.getloadavg()[0]
        self._sync = sync_milliseconds(folder / "sync")
        self._before = _processor_time()

    def machine(self) -> Machine:
        """The machine, and what the host took away since the watch began."""
        spent = [after - before for before, after in zip(self._before, _processor_time(), strict=True)]
        return Machine(
            processor=f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
            software=_software(),
            load=self._load,
            sync=self._sync,
            stolen=spent[_STOLEN] / max(sum(spent), 1),
        )


def sync_milliseconds(file: Path, times: int = 200) -> float:
    """Median milliseconds until 4 KiB appended to a file are on the disk, as far as the disk tells (fdatasync)."""
    taken = []
    with file.open("wb", buffering=0) as open_file:
        for _ in range(times):
            began = time.perf_counter()
            open_file.write(bytes(4096))
            os.fdatasync(open_file.fileno())
            taken.append(time.perf_counter() - began)
    file.unlink()
    return median(taken) * 1000


def _processor_time() -> list[int]:
    """Ticks by kind since the machine started: user, nice, system, idle, wait, interrupts, stolen (proc(5))."""
    first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    return [int(field) for field in first.split()[1 : _KINDS + 1]]


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    match = re.search(r"^model name\s*:\s*(.*)$", text, re.MULTILINE)
    return match[1] if match else platform.machine()


def _software() -> str:
    nginx = (
        subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr.strip().rpartition("/")[2]
    )
    release = ".".join(platform.release().split(".")[:2])
    return (
        f"Python {platform.python_version()}, granian {version('granian')}, uvloop {version('uvloop')}, "
        f"SQLite {sqlite3.sqlite_version}, nginx {nginx}, {platform.system()} {release}"
    )
