"""What was measured of hunting, as people read it and as programs do, and the limits it must keep."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.flatness_report import flat_table, flat_verdict
from bench.hunting import Hunting, Searched, Way
from bench.limits import Verdict, at_least, at_most

OF_ZGREP = 0.15
"""Ours, all names looked for and a timeline made, as a share of zgrep that counts the lines with one word."""


def verdicts(found: Hunting) -> list[Verdict]:
    """Hold what was measured against every limit; plain text is shown, and no limit is set to it."""
    return [
        *[
            at_least(f"{each.form}, gzip: share of zgrep", each.share, OF_ZGREP)
            for each in found.searched
            if each.packed
        ],
        at_most("look-ups of trackers missed", max(each.missed for each in found.searched), 0),
        flat_verdict("hunt", found.memory),
    ]


def show(found: Hunting, console: Console) -> None:
    """Print the tables."""
    console.print(
        f"load average {found.load[0]:.2f} before and {found.load[1]:.2f} after; ours looks for {found.names} names"
    )
    console.print(_searches(found))
    console.print(flat_table("hunting, a BIND log from standard input", found.memory))


def as_json(found: Hunting) -> dict[str, Any]:
    """Everything measured, with verdicts, ready for JSON."""
    return {**asdict(found), "limits": [asdict(verdict) for verdict in verdicts(found)]}


def _searches(found: Hunting) -> Table:
    table = Table(title="logs, one core: MB of unpacked log in a second of processor time, median")
    table.add_column("log", no_wrap=True)
    for way in Way:
        table.add_column(way, justify="right")
    for column in ("reading alone", "of grep for one word", "of grep for all names"):
        table.add_column(column, justify="right")
    for each in found.searched:
        table.add_row(f"{each.form}, {'gzip' if each.packed else 'plain'}, {each.octets / 1e6:.0f} MB", *_cells(each))
    return table


def _cells(each: Searched) -> list[str]:
    ours = each.rate(Way.BACKSTAMP)
    return [
        *[f"{each.rate(way):,.0f}" for way in Way],
        f"{each.reading_rate():,.0f}",
        f"{each.share:.2f}",
        f"{ours / each.rate(Way.GREP_ALL):.2f}",
    ]
