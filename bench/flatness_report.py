"""Memory on inputs of growing size, as people read it, and the limit that it must keep."""

from rich.table import Table

from bench.flatness import MEGABYTE, MORE, MOST, TIMES, Flatness
from bench.limits import Verdict, at_most


def flat_verdict(deed: str, found: Flatness) -> Verdict:
    """Hold the largest peak against what is allowed: so many times the smallest input's and a little, and a bound.

    Args:
        deed: what was done.
        found: what was measured.
    """
    allowed = f"{TIMES:g} times the smallest's and {MORE // MEGABYTE} MB, {MOST // MEGABYTE} MB"
    return at_most(f"memory to {deed}: share of what is allowed ({allowed})", found.share, 1)


def flat_table(title: str, found: Flatness) -> Table:
    """A table of the peaks.

    Args:
        title: what was done.
        found: what was measured.
    """
    table = Table(title=f"memory: {title}")
    for column in ("input, MB", "peak, MB", "CPU s"):
        table.add_column(column, justify="right")
    for each in found.peaks:
        table.add_row(f"{each.size / MEGABYTE:,.0f}", f"{each.peak / MEGABYTE:.0f}", f"{each.cpu:.1f}")
    return table
