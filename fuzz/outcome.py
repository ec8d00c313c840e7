"""What came of one target: read from libFuzzer's report, and told in a table."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

_STATE = re.compile(r"^#(\d+)\s.*?\bcov: (\d+) ft: (\d+)", re.MULTILINE)
_DONE = re.compile(r"^stat::number_of_executed_units:\s+(\d+)", re.MULTILINE)
_SLOWEST = re.compile(r"^stat::slowest_unit_time_sec:\s+(\d+)", re.MULTILINE)
_WRITTEN = re.compile(r"Test unit written to (\S+)")
_RAISED = re.compile(r"=== Uncaught Python exception: ===\n(.*)\n((?:.*\n)*?)==\d+==")
_SUMMARY = re.compile(r"^SUMMARY: libFuzzer: (.*)$", re.MULTILINE)
_FRAME = re.compile(r'^  File "([^"]+)", line (\d+)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Crash:
    """An input that a target failed on.

    Attributes:
        file: holds the input; None where libFuzzer wrote none.
        reason: the exception and where it was raised, or "timeout" or "out-of-memory".
    """

    file: Path | None
    reason: str


@dataclass(slots=True)
class Outcome:
    """One target's share of the run.

    Attributes:
        name: of the target.
        executions: inputs run.
        edges: branches of the package reached, as libFuzzer counts ("cov").
        features: those times how often each was taken, in steps ("ft").
        slowest: seconds of the slowest input, whole ones.
        crashes: what it failed on.
        report: what libFuzzer said last, for a target that did not even start.
    """

    name: str
    executions: int = 0
    edges: int = 0
    features: int = 0
    slowest: int = 0
    crashes: list[Crash] = field(default_factory=list)
    report: str = ""

    def add(self, report: str, exit_code: int) -> None:
        """Take in the report of one process."""
        states = _STATE.findall(report)
        done = _DONE.search(report)
        self.executions += int(done[1]) if done else int(states[-1][0]) if states else 0
        for _, edges, features in states:
            self.edges, self.features = max(self.edges, int(edges)), max(self.features, int(features))
        self.slowest = max(self.slowest, *(int(each) for each in [*_SLOWEST.findall(report), "0"]))
        self.report = report
        if exit_code:
            self.crashes.append(_crash(report))


def table(outcomes: Iterable[Outcome]) -> Table:
    """Executions, coverage and crashes of all targets."""
    shown = Table(title="fuzzing")
    shown.add_column("target", no_wrap=True)
    for column in ("executions", "edges", "features", "slowest input, s", "crashes"):
        shown.add_column(column, justify="right")
    every = list(outcomes)
    for each in every:
        crashes = f"[bold red]{len(each.crashes)}[/]" if each.crashes else "0"
        shown.add_row(
            each.name, f"{each.executions:,}", f"{each.edges:,}", f"{each.features:,}", f"{each.slowest}", crashes
        )
    shown.add_section()
    failed = sum(len(each.crashes) for each in every)
    shown.add_row("all", f"{sum(each.executions for each in every):,}", "", "", "", f"{failed}")
    return shown


def _crash(report: str) -> Crash:
    written = _WRITTEN.search(report)
    raised, summary = _RAISED.search(report), _SUMMARY.search(report)
    if raised:
        frames = _FRAME.findall(raised[2])
        reason = raised[1] + (f" at {':'.join(frames[-1])}" if frames else "")
    else:
        reason = summary[1] if summary else report.strip().rpartition("\n")[2]
    return Crash(Path(written[1]) if written else None, reason)
