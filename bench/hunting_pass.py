"""One log read in a process of its own, as ``backstamp hunt`` reads it.

    python -m bench.hunting_pass FILE|-

prints JSON: octets (unpacked), lines, events (of names looked for), unparsable, and seconds of processor time for
reading alone, without starting Python and loading the catalogue. Events are counted and let go.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from backstamp.recipient.hunt.reading import Log
from bench.logs import needles


def main(path: str) -> dict[str, float]:
    """Read a log.

    Args:
        path: of the log; ``-`` for standard input.
    """
    wanted = needles()
    began = time.process_time()
    stream = sys.stdin.buffer if path == "-" else None
    log = Log(Path(path), wanted, stream=stream, newest=datetime.now(UTC))
    events = sum(1 for _ in log)
    return {
        "octets": log.counts.octets,
        "lines": log.counts.lines,
        "events": events,
        "unparsable": log.counts.unparsable,
        "seconds": time.process_time() - began,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
