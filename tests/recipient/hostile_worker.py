"""One hostile input through everything that reads it, in a process of its own, whose time and memory are told."""

import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from tests.recipient.hostile_files import FILES, LOGS
from tests.recipient.hostile_samples import MESSAGES

from backstamp.app.scan_models import json_line
from backstamp.catalogue.trackers import load_trackers
from backstamp.errors import LogFileError
from backstamp.recipient.block.format import Heading
from backstamp.recipient.block.registry import all_formats
from backstamp.recipient.block.targets import targets_from_scan
from backstamp.recipient.clean.clean import clean, clean_once, restore
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.recipient.compare import compare
from backstamp.recipient.finding import Scan
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.reading import Log
from backstamp.recipient.scan import scan
from backstamp.recipient.sources.messages import messages
from backstamp.recipient.sources.source import Source

Made = TypeVar("Made")
MOST = 2000
"""Messages of one mailbox that are read; what is hostile shows before."""
_HEADING = Heading(datetime(2026, 11, 21, tzinfo=UTC), "1", "x")
_ALL = CleanOptions(Images.ALL, Links.PARAMS, found_header=True)
spent: dict[str, float] = {}
"""The most seconds of processor time that each step took."""


def timed(name: str, work: Callable[[], Made]) -> Made:
    begin = time.process_time()
    done = work()
    spent[name] = max(spent.get(name, 0), round(time.process_time() - begin, 3))
    return done


def peak() -> float:
    """Megabytes that this process had at most; what its parent had is not counted."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def look(octets: bytes) -> Scan:
    return scan(octets, load_trackers())


def message(octets: bytes) -> None:
    found = timed("scan", lambda: look(octets))
    line = timed("json", lambda: json_line("x", found))
    assert json.loads(line)["tracked"] is found.tracked
    done = timed("clean", lambda: clean(octets, found, _ALL))
    assert done.message == octets or timed("restore", lambda: restore(done.message)) == octets
    twice = timed("clean, having looked", lambda: clean_once(octets, look))
    again = timed("clean again, having looked twice", lambda: clean_once(twice.message, look))
    assert again.message == twice.message
    timed("compare", lambda: compare(found, replace(found, findings=found.findings[::-1])))
    targets = timed("targets", lambda: targets_from_scan([line], load_trackers().rules))
    for form in all_formats():
        timed(f"block {form.name}", partial(form.render, targets, _HEADING))


def file(path: Path) -> None:
    found = messages([str(path)], io.BytesIO())
    met = 0
    while (one := timed("next", lambda: next(found, None))) is not None and met < MOST:
        met += 1
        if isinstance(one, Source):
            timed("scan", partial(look, one.octets))
    assert met
    if path.stat().st_size < 1 << 25:
        piped = messages(["-"], io.BytesIO(path.read_bytes()))
        timed("from standard input", lambda: next(piped))


def log(path: Path) -> None:
    for wanted in (Needles.of(["tracker.example"]), None):
        try:
            timed(f"hunt {wanted}", partial(_events, Log(path, wanted)))
        except LogFileError as error:
            spent[error.operator[:80]] = 0


def _events(log: Log) -> int:
    return sum(1 for _ in log)


def corpus(folder: Path, part: int) -> None:
    for path in sorted(folder.rglob("*.*"))[part::4]:
        octets = path.read_bytes()
        found = timed("scan", partial(look, octets))
        timed("clean", partial(clean, octets, found, CleanOptions(images=Images.ALL)))


def main(kind: str, name: str) -> None:
    """Run one case and print what it took, as JSON."""
    look(b"Subject: what is loaded once is loaded here\r\n\r\nhttps://x.example/?utm_source=x&u=YWRhQGV4YW1wbGUub3Jn")
    if kind == "message":
        message(MESSAGES[name]())
    elif kind == "corpus":
        folder, _, part = name.rpartition(":")
        corpus(Path(folder), int(part))
    else:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            (FILES if kind == "file" else LOGS)[name](path)
            (file if kind == "file" else log)(path)
    print(json.dumps({"peak": round(peak()), "spent": spent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
