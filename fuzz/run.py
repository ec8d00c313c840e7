"""Fuzz every engine for a while, guided by coverage, and tell what came of it.

    make fuzz          or          .venv/bin/python fuzz/run.py --seconds 600 [--only TARGET …]

The time is divided among the targets by their shares; as many run at once as there are cores. What is learnt stays in
build/fuzz/corpus for the next run. Exit code 0 when nothing was found, 1 when something was, 2 without atheris.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # run as a script: the package stands one folder up

from rich.console import Console  # noqa: E402

from fuzz.outcome import Outcome, table  # noqa: E402
from fuzz.targets import TARGETS, Target  # noqa: E402

FOLDER = ROOT / "build" / "fuzz"
LIMITS = {"timeout": 10, "rss_limit_mb": 2048, "max_len": 1 << 16}
"""libFuzzer's words: seconds for one input, memory of the process in MB, octets of one input."""

MOST_CRASHES = 5
"""After so many a target is not started again."""

_LEAST_SECONDS = 2
_NO_ATHERIS = (
    "atheris is not installed. It has wheels for CPython 3.11 to 3.13 on Linux (x86-64): use one of these Pythons, "
    "say with `make fuzz PYTHON=python3.11`. `make test` runs the same targets on their seeds without it."
)


def main(arguments: list[str] | None = None) -> int:
    """Run the targets; returns the exit code."""
    options = _options(arguments)
    if importlib.util.find_spec("atheris") is None:
        print(_NO_ATHERIS, file=sys.stderr)
        return 2
    chosen = {name: TARGETS[name] for name in options.only or TARGETS}
    shares = sum(target.share for target in chosen.values())
    console = Console(width=None if sys.stdout.isatty() else 120)

    def fuzz(name: str) -> Outcome:
        target = chosen[name]
        found = fuzzed(name, target, options.seconds * options.jobs * target.share / shares)
        console.print(f"{name}: {found.executions:,} executions, {len(found.crashes)} crashes", style="dim")
        return found

    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(fuzz, sorted(chosen, key=lambda name: -chosen[name].share)))
    _show(outcomes, console)
    return 1 if any(each.crashes for each in outcomes) else 0


def fuzzed(name: str, target: Target, seconds: float) -> Outcome:
    """Run one target for so many seconds, and go on behind each crash while there is time."""
    outcome = Outcome(name)
    folders = _folders(name, target)
    until = time.monotonic() + seconds
    while len(outcome.crashes) < MOST_CRASHES and (left := int(until - time.monotonic())) >= _LEAST_SECONDS:
        options = {**LIMITS, "max_total_time": left, "print_final_stats": 1}
        command = [sys.executable, str(ROOT / "fuzz" / "one.py"), name, *map(str, folders)]
        command += [f"-{option}={value}" for option, value in options.items()]
        command.append(f"-artifact_prefix={FOLDER / 'crashes' / name}-")
        done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
        outcome.add((done.stdout + done.stderr).decode("utf-8", "replace"), done.returncode)
    return outcome


def _folders(name: str, target: Target) -> tuple[Path, Path]:
    """The folder that the fuzzer keeps what it learns in, and that of the seeds."""
    corpus, seeds = FOLDER / "corpus" / name, FOLDER / "seeds" / name
    for folder in (corpus, seeds, FOLDER / "crashes"):
        folder.mkdir(parents=True, exist_ok=True)
    for octets in target.seeds():
        (seeds / sha256(octets).hexdigest()[:16]).write_bytes(octets)
    return corpus, seeds


def _show(outcomes: list[Outcome], console: Console) -> None:
    console.print(table(sorted(outcomes, key=lambda each: list(TARGETS).index(each.name))))
    for outcome in outcomes:
        for crash in outcome.crashes:
            console.print(f"\n{outcome.name}: {crash.reason}", style="bold", soft_wrap=True, markup=False)
            file = crash.file or "FILE (none was written; see above)"
            console.print(f"  again: .venv/bin/python fuzz/one.py {outcome.name} {file}", soft_wrap=True, markup=False)
        if not outcome.executions:
            console.print(outcome.report[-2000:], markup=False)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz every engine, guided by coverage.")
    parser.add_argument("--seconds", type=int, default=600, help="how long, all targets together (default 600)")
    parser.add_argument(
        "--jobs", type=int, default=len(os.sched_getaffinity(0)), help="targets at once (default: cores)"
    )
    parser.add_argument("--only", nargs="+", choices=list(TARGETS), metavar="TARGET", help="these targets alone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
