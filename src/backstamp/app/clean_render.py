"""The report on one cleaned message for people: what went, what stays and why, what it broke, and the way back."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.clean_models import CleanedReference, CleanReport, LeftReference
from backstamp.app.clean_report import summary
from backstamp.app.printable import printable

_URL = 120
_MOST = 12
_HEADINGS = {
    "removed": "Removed",
    "alt text": "Replaced by its text",
    "defused": "Defused: nothing fetches it any more",
    "unwrapped": "Leads straight to its destination",
    "stripped": "Without tracking parameters",
    "completed": "Written in full: its base is gone",
    "marked": "Marked: the link stays, and says that it tells",
}


def clean_table(report: CleanReport, output: str | None = None) -> RenderableType:
    """All of a report, a dozen of each sort at most.

    Args:
        report: of one message.
        output: name of the file that the message went to; None where it went elsewhere.
    """
    if report.outcome in {"restored", "not restored", "failed"}:
        return Padding(Group(Text(printable(summary(report)))), (0, 0, 1, 1))
    blocks: list[RenderableType] = [*_head(report)]
    for deed, heading in _HEADINGS.items():
        done = [change for change in report.changes if change.deed == deed]
        if done:
            blocks += [Text(), Text(f"{heading} ({len(done)})", "bold"), _rows(map(_changed, done))]
    marked = {(change.part, change.url) for change in report.changes if change.deed == "marked"}
    left = [each for each in report.left if (each.part, each.url) not in marked]
    if left:
        blocks += [Text(), Text(f"Stays ({len(left)})", "bold"), *_stays(left)]
    if report.broke:
        blocks += [Text(), Text("Broke", "bold"), *(Text(f"  {printable(each)}", "yellow") for each in report.broke)]
    return Padding(Group(*blocks, Text(), *_end(report, output)), (0, 0, 1, 1))


def _head(report: CleanReport) -> Iterator[Text]:
    yield Text(printable(report.subject) or "(no subject)", "bold")
    yield Text(f"{printable(report.sender)} · {printable(report.path)}", "dim")
    if report.outcome == "untouched":
        yield Text("Nothing to clean: it is as it came.", "green")


def _rows(rows: Iterable[tuple[str, Text]]) -> RenderableType:
    """Each row once, with how often it is there."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Text] = {}
    for where, what in rows:
        counts[where, what.plain] += 1
        first.setdefault((where, what.plain), what)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for (where, plain), what in islice(first.items(), _MOST):
        times = counts[where, plain]
        table.add_row(f"  {where}", what.append(f"  {times} times", "dim") if times > 1 else what)
    if len(first) > _MOST:
        table.add_row("", Text(f"and {len(first) - _MOST} more", "dim"))
    return table


def _changed(change: CleanedReference) -> tuple[str, Text]:
    text = Text(printable(change.url, _URL))
    if change.vendor:
        text.append(f"  {printable(change.vendor)}", "cyan")
    if change.new and change.deed != "marked":
        text.append(f"\n→ {printable(change.new, _URL)}", "green")
    return f"{change.part} {printable(change.vector, 30)}", text


def _stays(left: Iterable[LeftReference]) -> Iterator[RenderableType]:
    """Grouped by why."""
    known = sorted(left, key=lambda each: each.why)
    for why, same in groupby(known, key=lambda each: each.why):
        yield Text(f"  {printable(why)}:", "yellow")
        yield _rows((f"  {each.part}", Text(printable(each.url or "the whole part", _URL))) for each in same)


def _end(report: CleanReport, output: str | None) -> Iterator[Text]:
    if report.outcome == "cleaned" and report.undo:
        name = printable(shlex.quote(output)) if output else "FILE"
        yield Text.assemble(("The original comes back with  ", "dim"), f"backstamp clean --undo {name}")
    elif report.outcome == "cleaned":
        yield Text("The original cannot be brought back from it: keep it.", "yellow")
