"""What was measured of scanning, as people read it and as programs do, and the limits it must keep."""

from dataclasses import asdict
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.flatness_report import flat_table, flat_verdict
from bench.limits import Verdict, at_least
from bench.scanning import Scanning, Way

A_SECOND = 100.0
"""Messages in a second on one core, all included. No ratio: what a mailbox of a hundred thousand messages needs."""

OF_SPAMASSASSIN = 10.0
"""At least so many times as fast as SpamAssassin on the same messages; 20 to aim for."""


def verdicts(found: Scanning) -> list[Verdict]:
    """Hold what was measured against every limit."""
    return [
        at_least("messages in a second", found.rate(Way.BACKSTAMP), A_SECOND),
        at_least("times as fast as SpamAssassin", found.ratio(Way.SPAMASSASSIN), OF_SPAMASSASSIN),
        flat_verdict("scan", found.memory),
    ]


def show(found: Scanning, console: Console) -> None:
    """Print the tables."""
    console.print(f"load average {found.load[0]:.2f} before and {found.load[1]:.2f} after")
    console.print(_ways(found))
    console.print(flat_table("scanning, a mailbox from standard input", found.memory))


def as_json(found: Scanning) -> dict[str, Any]:
    """Everything measured, with verdicts, ready for JSON."""
    return {**asdict(found), "limits": [asdict(verdict) for verdict in verdicts(found)]}


def _ways(found: Scanning) -> Table:
    rounds = len(found.passes[Way.BACKSTAMP])
    table = Table(title=f"{found.what}, {found.octets / 1e6:.1f} MB, one core, median of {rounds} passes")
    table.add_column("", no_wrap=True)
    for column in ("found", "CPU s", "least to most", "wall s", "messages/CPU s", "MB/CPU s", "ours is faster, times"):
        table.add_column(column, justify="right")
    for way in Way:
        table.add_row(way, *_cells(found, way))
    return table


def _cells(found: Scanning, way: Way) -> list[str]:
    passes = found.passes[way]
    spent = [each.cpu for each in passes]
    return [
        f"{passes[0].found:,}",
        f"{median(spent):.2f}",
        f"{min(spent):.2f} to {max(spent):.2f}",
        f"{median(each.seconds for each in passes):.2f}",
        f"{found.rate(way):,.1f}",
        f"{found.octets / median(spent) / 1e6:.1f}",
        f"{found.ratio(way):.1f}",
    ]
