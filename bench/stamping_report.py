"""What was measured of stamping, as people read it and as programs do, and the limits it must keep."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.limits import Verdict, at_least, at_most
from bench.part_map import LARGE
from bench.stamping import ENCODINGS, Stamping, Way

OF_LXML = 1.0
"""Stamping is at least as fast as parsing and serialising the same HTML with lxml, which changes nothing in it."""

OF_SOUP = 8.0
"""The same for BeautifulSoup, which many tools for mail are built on: at least so many times as fast."""

MEMORY = 3.0
"""Peak of memory for a large message, as a multiple of its size, the message itself included."""

PART_MAP = 200.0
"""Millions of octets in a second that the part map reads of a large message. The one limit that is no ratio: so far
below what was measured that it holds on any machine in use."""


def verdicts(found: Stamping) -> list[Verdict]:
    """Hold what was measured against every limit."""
    large = next(each for each in found.throughputs if each.what == LARGE)
    return [
        *[
            at_least(f"{deed}, {encoding}: times as fast as {peer}", found.ratio(encoding, way, of), limit)
            for of, deed in ((Way.FURTHER, "a further copy"), (Way.ONE_OFF, "one message alone"))
            for way, peer, limit in ((Way.LXML, "lxml", OF_LXML), (Way.SOUP, "BeautifulSoup", OF_SOUP))
            for encoding in ENCODINGS
        ],
        *[at_most(f"memory to {each.deed} 25 MB: times its size", each.times, MEMORY) for each in found.memory],
        at_least("part map of 25 MB: MB/s", large.rate, PART_MAP),
    ]


def show(found: Stamping, console: Console) -> None:
    """Print the tables."""
    console.print(_ways(found))
    console.print(_large(found))


def as_json(found: Stamping) -> dict[str, Any]:
    """Everything measured, with verdicts, ready for JSON."""
    return {**asdict(found), "limits": [asdict(verdict) for verdict in verdicts(found)]}


def _ways(found: Stamping) -> Table:
    table = Table(title="a newsletter of 133 links and 133 pictures, one core, best of all rounds")
    table.add_column("", no_wrap=True)
    for encoding in ENCODINGS:
        table.add_column(f"{encoding} ({found.sizes[encoding] / 1e3:.0f} KB), ms", justify="right")
        table.add_column("of stamping", justify="right")
    for way in Way:
        cells = [(found.seconds[each][way] * 1e3, found.ratio(each, way)) for each in ENCODINGS]
        table.add_row(way, *[text for took, ratio in cells for text in (f"{took:.2f}", f"{ratio:.2f}")])
    return table


def _large(found: Stamping) -> Table:
    table = Table(title="large messages")
    for column in ("what", "MB"):
        table.add_column(column, no_wrap=True)
    table.add_column("measured", justify="right")
    for each in found.memory:
        peak = f"{each.resident / each.size:.2f} times its size (tracemalloc: {each.traced / each.size:.2f})"
        table.add_row(f"memory to {each.deed}", f"{each.size / 1e6:.1f}", peak)
    for read in found.throughputs:
        table.add_row(f"part map, {read.what}", f"{read.size / 1e6:.1f}", f"{read.rate:,.0f} MB/s")
    return table
