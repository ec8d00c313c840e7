"""Measure every part beside its peers in the same run; print tables and a verdict on each limit.

    make bench          or          .venv/bin/python bench/run.py [PART] --json figures.json

Parts are stamping (half a minute), the collector (two; needs nginx and wrk), scanning (four; needs SpamAssassin) and
hunting (two). Exit code 0 when every limit is met, 1 when one is not, 2 when a program is missing.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # run as a script: the package stands one folder up

from rich.console import Console  # noqa: E402

from bench import (  # noqa: E402
    hunting,
    hunting_report,
    judging,
    scanning,
    scanning_report,
    stamping,
    stamping_report,
    token_checks,
)
from bench.figures import Mode, Round, Run  # noqa: E402
from bench.limits import Verdict, verdicts  # noqa: E402
from bench.load import put_load_on  # noqa: E402
from bench.machine import Watch  # noqa: E402
from bench.processes import cpu_seconds  # noqa: E402
from bench.report import as_json, show, show_limits  # noqa: E402
from bench.servers import Running, all_servers, write_targets  # noqa: E402

PARTS = ("stamping", "collector", "scanning", "hunting")
NEEDED = {
    "collector": {"nginx": "nginx-light", "wrk": "wrk"},
    "scanning": {"spamassassin": "spamassassin"},
    "hunting": {"zgrep": "gzip", "grep": "grep"},
}
"""Programs of each part, and the Debian packages that bring them."""

_SETTLE = 0.3
Told = tuple[dict[str, Any], list[Verdict]]
"""What a part measured, ready for JSON, and the verdict on each of its limits."""


def main(arguments: list[str] | None = None) -> int:
    """Run everything.

    Args:
        arguments: of the command line, without the program's name.

    Returns:
        The exit code.
    """
    options = _options(arguments)
    parts = [options.what] if options.what else list(PARTS)
    needed = {program: package for part in parts for program, package in NEEDED.get(part, {}).items()}
    missing = [program for program in needed if shutil.which(program) is None]
    if missing:
        packages = " ".join(needed[program] for program in missing)
        print(f"not installed: {', '.join(missing)}; on Debian: apt-get install {packages}", file=sys.stderr)
        return 2
    console = Console(width=None if sys.stdout.isatty() else 150)
    figures: dict[str, Any] = {}
    met: list[bool] = []
    measuring = {"stamping": _stamping, "collector": _collector, "scanning": _scanning, "hunting": _hunting}
    for part in parts:
        told, limits = measuring[part](options, console)
        figures |= told
        met += [verdict.met for verdict in limits]
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0 if all(met) else 1


def _stamping(options: argparse.Namespace, console: Console) -> Told:
    del options
    found = stamping.measure()
    stamping_report.show(found, console)
    limits = stamping_report.verdicts(found)
    show_limits(limits, console)
    return {"stamping": stamping_report.as_json(found)}, limits


def _collector(options: argparse.Namespace, console: Console) -> Told:
    with _folder() as folder:
        run = measure(folder, options.rounds, options.seconds, console)
    show(run, console)
    return as_json(run), verdicts(run)


def _scanning(options: argparse.Namespace, console: Console) -> Told:
    found = scanning.measure(full=options.full)
    scanning_report.show(found, console)
    limits = scanning_report.verdicts(found)
    show_limits(limits, console)
    return {"scanning": scanning_report.as_json(found)}, limits


def _hunting(options: argparse.Namespace, console: Console) -> Told:
    found = hunting.measure(full=options.full)
    hunting_report.show(found, console)
    limits = hunting_report.verdicts(found)
    show_limits(limits, console)
    return {"hunting": hunting_report.as_json(found)}, limits


def measure(folder: Path, rounds: int, seconds: int, console: Console) -> Run:
    """Measure tokens, judging, and the servers in turn, round by round, so that a slow minute falls on all of them."""
    watch, tokens, judged = Watch(folder), token_checks.measure(), judging.judged_per_second()
    keys, targets = folder / "keys.json", folder / "targets"
    write_targets(keys, targets)
    done: list[Round] = []
    with all_servers(folder, keys) as servers:
        for server in servers:
            put_load_on(server.port, targets, Mode.KEEP_ALIVE, 1)
        for number in range(rounds):
            console.print(f"round {number + 1} of {rounds}", style="dim")
            done += [_round(server, mode, targets, seconds) for mode in Mode for server in servers]
    return Run(watch.machine(), tuple(done), tokens, judged)


def _round(server: Running, mode: Mode, targets: Path, seconds: int) -> Round:
    time.sleep(_SETTLE)
    stored_before, cpu_before = server.stored(), cpu_seconds(server.pid)
    load = put_load_on(server.port, targets, mode, seconds)
    time.sleep(_SETTLE)  # what was in flight when the generator left is still committed, and belongs to this round
    cpu, stored = cpu_seconds(server.pid) - cpu_before, server.stored()
    return Round(
        subject=server.subject,
        mode=mode,
        seconds=load.seconds,
        acknowledged=load.acknowledged,
        stored=None if stored is None or stored_before is None else stored - stored_before,
        cpu=cpu,
        p50=load.p50,
        p99=load.p99,
        bad_status=load.bad_status,
        socket_errors=load.socket_errors,
    )


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder beside the code: /tmp is often memory, where a sync costs nothing and proves nothing."""
    parent = ROOT / "build"
    parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=parent) as name:
        Path(name).chmod(0o755)  # nginx's worker, started by root, is nobody
        yield Path(name)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure every part beside its peers; see docs/performance.md.")
    parser.add_argument("what", nargs="?", choices=PARTS, help="one of them alone (default: all)")
    parser.add_argument("--full", action="store_true", help="memory with a mailbox of 2 GB and a log of 5 GB, too")
    parser.add_argument("--rounds", type=int, default=5, help="how often each server takes its turn (default 5)")
    parser.add_argument("--seconds", type=int, default=3, help="how long a turn lasts (default 3)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to a file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
