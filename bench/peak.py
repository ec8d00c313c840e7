"""Runs a command and tells the most memory that it held: a process of its own between measurer and measured.

    python -m bench.peak FILE COMMAND… < INPUT

writes JSON to FILE: peak (octets resident, of the command's largest process), cpu (seconds) and code (of its exit).
Linux counts a process's peak from what it was forked from; this one is small, so that what is told is the command's.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path


def main(file: str, *command: str) -> None:
    """Run a command on this process's standard input; its output is thrown away.

    Args:
        file: where to write what was measured.
        command: program and arguments.
    """
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"peak": used.ru_maxrss * 1024, "cpu": used.ru_utime + used.ru_stime, "code": done.returncode}
    Path(file).write_text(json.dumps(told), encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
