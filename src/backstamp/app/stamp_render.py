"""The report on one stamped message for people: a table of its links, and what else was done, in words."""

import shlex
from collections.abc import Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.printable import printable
from backstamp.app.stamp_models import HeaderChange, StampedLink, StampReport, Totals

_DESTINATION = 160
_WORDS = 60
_VALUE = 60
_NO_READERS = "Nothing can be said about its readers."
_HINTS = (
    ("already signed (", "To stamp it nevertheless: --signatures strip, or resign with a key of your own."),
    ("no HTML part", "To rewrite links in plain text: --plain-text"),
    ("stamped already", "To get the original back: backstamp unstamp"),
)


def stamp_table(report: StampReport, output: str | None) -> RenderableType:
    """All of a report.

    Args:
        report: what was done.
        output: name of the file that the stamped message went to; None where it went elsewhere or nowhere.
    """
    blocks: list[RenderableType] = [_head(report), Text(), _outcome(report)]
    for part, links in groupby(report.links, key=lambda link: link.part):
        blocks += [Text(), _links(part, list(links))]
    return Padding(Group(*blocks, Text(), _facts(report), Text(), _next(report, output)), (0, 0, 1, 1))


def _head(report: StampReport) -> RenderableType:
    line = Table.grid(expand=True, padding=(0, 2, 0, 0))
    line.add_column()
    line.add_column(justify="right", no_wrap=True)
    number = f"message {report.message}" if report.message else "dry run"
    line.add_row(Text(printable(report.subject) or "(no subject)", "bold"), Text(number, "dim"))
    return Group(line, Text(f"{printable(report.author)} · for {printable(report.to)}", "dim"))


def _outcome(report: StampReport) -> Text:
    if report.untouched is not None:
        return Text.assemble(("Not stamped: ", "yellow"), printable(report.untouched))
    totals = report.totals
    pixel = "a pixel" if totals.pixels else "no pixel"
    links = f"{totals.stamped} of {_count(totals.links, 'link')}" if totals.links else "no links"
    text = Text.assemble(("Stamped", "bold green"), f" with {pixel} and {links}.")
    return text.append(f" Opens: {report.opens_mode}; links: {report.links_mode}.", "dim")


def _links(part: str, links: list[StampedLink]) -> Table:
    """One row for each link; the reason stands below one that was left alone."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Line", justify="right", no_wrap=True)
    table.add_column(f"Link in part {part}", ratio=2)
    table.add_column("Leads to", ratio=3, overflow="fold")
    for link in links:
        number = Text("–", "yellow") if link.ordinal is None else Text(str(link.ordinal), "green")
        unnamed = "(plain text)" if link.content_type == "text/plain" else "(no text)"
        words = Text(printable(link.text, _WORDS)) if link.text else Text(unnamed, "dim")
        table.add_row(number, Text(str(link.line), "dim"), words, _leads_to(link))
    return table


def _leads_to(link: StampedLink) -> Text:
    text = Text(printable(link.destination, _DESTINATION), "dim" if link.why else "")
    if link.why:
        text.append(f"\nleft alone – {printable(link.why)}", "yellow not dim")
    elif link.places > 1:
        text.append(f"\nin {link.places} places: comments for Outlook repeat it", "dim")
    return text


def _facts(report: StampReport) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in (*_marks(report), *_header(report), *_rest(report)):
        table.add_row(name, words)
    return table


def _marks(report: StampReport) -> Iterator[tuple[str, str]]:
    pixel, line = report.pixel, report.reader_line
    if pixel.why is None:
        yield "Pixel", f"{_before(pixel.before)}, line {pixel.line}, part {pixel.part}"
    elif report.untouched is None:
        yield "Pixel", f"none: {printable(pixel.why)}"
    if line is not None:
        yield "For the reader", f"“{printable(line.text)}” (line {line.line}, part {line.part})"
    elif report.untouched is None:
        yield "For the reader", "no line (--visible adds one, --footer a link to their page)"


def _before(tag: str | None) -> str:
    return f"before {printable(tag)}" if tag else "at the end of the text"


def _header(report: StampReport) -> Iterator[tuple[str, str]]:
    name = "Header"
    for change in report.header:
        yield name, _field(change)
        name = ""


def _field(change: HeaderChange) -> str:
    name = printable(change.name, _VALUE)
    if change.outcome == "renamed":
        return f"{name} renamed {printable(change.new_name or '')}"
    if len(change.value) > _VALUE:
        return f"{name} {change.outcome} ({_count(len(change.value), 'character')})"
    return f"{name} {change.outcome}: {printable(change.value)}"


def _rest(report: StampReport) -> Iterator[tuple[str, str]]:
    totals = report.totals
    for edit in report.edits:
        if edit.what == "an own stamp of earlier":
            yield "Taken out", f"{edit.what}: line {edit.line}, part {edit.part}"
    for words in report.recoded:
        yield "Encoding", f"{words}, written anew; its text is the same but for the edits"
    for other in report.others:
        yield "Left alone", f"{printable(other.what)}: {printable(other.why)}"
    yield "Size", _size(totals)
    if report.undo == "exact":
        yield "Undo", "exact: tried just now, the original came back"
    elif report.undo is not None:
        yield "Undo", "by meaning: pixel and links can be taken out again, not octet for octet"


def _size(totals: Totals) -> str:
    if not totals.octets_replaced and not totals.octets_written:
        return f"{totals.octets_before:,} octets, all as they came"
    kept = totals.octets_before - totals.octets_replaced
    return (
        f"{totals.octets_before:,} octets before, {totals.octets_after:,} after:\n"
        f"{kept:,} kept as they were, {totals.octets_replaced:,} replaced by {totals.octets_written:,}"
    )


def _next(report: StampReport, output: str | None) -> RenderableType:
    """What to do now; commands stand on lines of their own, to be copied."""
    if report.untouched is not None:
        hint = next((hint for words, hint in _HINTS if words in report.untouched), _NO_READERS)
        return Text(f"The message is as it came. {hint}" if hint == _NO_READERS else hint, "dim")
    if report.message is None:
        return Text("Nothing was written. Without --dry-run the message is stamped and remembered.", "dim")
    steps = Table.grid(padding=(0, 2, 0, 0))
    steps.add_row("Next", f"backstamp report {report.message[:6]}", Text("tells what comes of it", "dim"))
    if output is not None:
        steps.add_row("", f"backstamp unstamp {printable(shlex.quote(output))}", Text("gives the original back", "dim"))
    return steps


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"
