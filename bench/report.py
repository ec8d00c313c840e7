"""A run as people read it (tables and a verdict on each limit) and as programs do (JSON)."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import Figure, Mode, Run, Subject, figure
from bench.limits import Verdict, verdicts


def show(run: Run, console: Console) -> None:
    """Print the tables and the verdicts."""
    machine = run.machine
    console.print(f"{machine.processor}; {machine.software}")
    console.print(
        f"load average {machine.load:.2f} at the start; {machine.stolen:.0%} of processor time stolen by the host; "
        f"fdatasync {machine.sync:.2f} ms; the generator shares the cores\n"
    )
    for mode in Mode:
        console.print(_servers(run, mode))
    console.print(_tokens(run))
    if run.judged_per_second is not None:
        console.print(
            f"For information: {run.judged_per_second:,.0f} hits judged per second (fetchers that come again)\n"
        )
    show_limits(verdicts(run), console)


def show_limits(found: list[Verdict], console: Console) -> None:
    """Print the verdict on each limit."""
    console.print(_limits(found))


def as_json(run: Run) -> dict[str, Any]:
    """Everything measured, with medians, ratios and verdicts, ready for JSON."""
    rates = {mode.value: {subject.value: asdict(run.rate(subject, mode)) for subject in Subject} for mode in Mode}
    return {
        **asdict(run),
        "requests_per_second": rates,
        "limits": [asdict(verdict) for verdict in verdicts(run)],
    }


def _servers(run: Run, mode: Mode) -> Table:
    table = Table(title=f"{mode}, 64 connections, {len(run.of(Subject.NGINX, mode))} rounds: median, least to most")
    table.add_column("server", no_wrap=True)
    for column in (
        "requests/s",
        "of nginx",
        "of one transaction",
        "CPU s per million",
        "p50 ms",
        "p99 ms",
        "acknowledged",
        "stored",
        "errors",
    ):
        table.add_column(column, justify="right")
    for subject in Subject:
        table.add_row(subject, *_cells(run, subject, mode))
    return table


def _cells(run: Run, subject: Subject, mode: Mode) -> list[str]:
    rounds, rate = run.of(subject, mode), run.rate(subject, mode)
    stored = [each.stored for each in rounds if each.stored is not None]
    return [
        _ranged(rate),
        f"{rate.median / run.rate(Subject.NGINX, mode).median:.2f}",
        f"{rate.median / run.rate(Subject.ONE_TRANSACTION, mode).median:.1f}",
        f"{figure([each.cpu_per_million for each in rounds]).median:.0f}",
        f"{figure([each.p50 for each in rounds]).median:.1f}",
        f"{figure([each.p99 for each in rounds]).median:.1f}",
        f"{sum(each.acknowledged for each in rounds):,}",
        f"{sum(stored):,}" if stored else "-",
        f"{sum(each.bad_status + each.socket_errors for each in rounds)}",
    ]


def _ranged(rate: Figure) -> str:
    return f"{rate.median:,.0f} ({rate.least:,.0f} to {rate.most:,.0f})"


def _tokens(run: Run) -> Table:
    table = Table(title="token checks, best of several runs")
    table.add_column("token", no_wrap=True)
    table.add_column("µs", justify="right")
    table.add_column("of the least reading", justify="right")
    table.add_column("of a bare decryption", justify="right")
    tokens = run.tokens
    taken = [("AES-SIV decryption, bare", tokens.bare), ("base64, AES-SIV, unpacking: the least reading", tokens.least)]
    for kind, nanoseconds in [*taken, *[(check.kind, check.nanoseconds) for check in tokens.checks]]:
        ratios = f"{nanoseconds / tokens.least:.2f}", f"{nanoseconds / tokens.bare:.2f}"
        table.add_row(kind, f"{nanoseconds / 1000:.2f}", *ratios)
    return table


def _limits(found: list[Verdict]) -> Table:
    table = Table(title="limits")
    table.add_column("limit", no_wrap=True)
    for column in ("measured", "limit", ""):
        table.add_column(column, justify="right")
    for verdict in found:
        outcome = "[green]met[/]" if verdict.met else "[bold red]short[/]"
        table.add_row(verdict.claim, f"{verdict.measured:.2f}", f"{verdict.limit:g}", outcome)
    return table
