"""What ``backstamp block`` shows to people: the formats, and the forecast."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.block_models import ForecastExample, ForecastReport, ForecastRule
from backstamp.app.printable import printable
from backstamp.recipient.block.format import Format, Level

_LEVELS = {
    Level.NAME: "decides on names: hosts that serve only opens, unless --only says more",
    Level.URL: "decides on whole URLs: links and pictures stay",
    Level.MESSAGE: "decides on messages: marks, files or scores them",
    Level.DATA: "data for other programs",
}
_EXAMPLES = 20
_SHOWN_URL = 100


def format_list(formats: Sequence[Format]) -> RenderableType:
    """The formats by what they decide on, each with how to put it to work."""
    blocks: list[RenderableType] = []
    for level, words in _LEVELS.items():
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, style="bold", min_width=14)
        table.add_column()
        for each in formats:
            if each.level is level:
                table.add_row(each.name, Text(each.title).append(f"\n{each.use}", "dim"))
        if table.row_count:
            blocks += [Text(words[0].upper() + words[1:], "blue"), Padding(table, (0, 0, 1, 2))]
    blocks.append(Text("backstamp block --format NAME -o FILE; --forecast MAILBOX first says what it would break."))
    return Group(*blocks)


def forecast_table(report: ForecastReport) -> RenderableType:
    """Totals, a row for each rule that would do anything, and an example of what each would break."""
    blocks: list[RenderableType] = [_totals(report)]
    if report.level == Level.MESSAGE.value:
        blocks.append(Text("Rules for messages break nothing: these counts say what they would find.", "blue"))
    if report.rules:
        blocks += [Text(), _rules(report.rules)]
    harmful = [rule for rule in report.rules if rule.broken]
    if harmful:
        blocks += [Text(), Text("For example:", "bold")]
        blocks += [_example(rule, rule.broken) for rule in harmful[:_EXAMPLES] if rule.broken]
    if report.unreadable:
        blocks.append(Text(f"Not read: {len(report.unreadable)}, first {printable(report.unreadable[0])}", "yellow"))
    return Group(*blocks)


def _totals(report: ForecastReport) -> Text:
    text = Text(f"{_count(report.rules_tried, 'rule')} over {_count(report.messages, 'message')}: ")
    text.append(f"{_count(report.opens, 'open')} stopped", "green").append("; ")
    broken = [(report.links, "link"), (report.pictures, "picture"), (report.others, "other file")]
    told = ", ".join(_count(count, what) for count, what in broken if count)
    return text.append(f"broken: {told}." if told else "nothing broken.", "red" if told else "green")


def _rules(rules: Sequence[ForecastRule]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Rule", overflow="fold")
    table.add_column("Vendor", overflow="fold")
    for name in ("Messages", "Opens", "Links", "Pictures", "Other"):
        table.add_column(name, justify="right")
    for rule in rules:
        style = "red" if rule.broken else ""
        counts = (rule.messages, rule.opens, rule.links, rule.pictures, rule.others)
        vendor = Text(printable(rule.vendor), "dim")
        table.add_row(Text(_named(rule), style), vendor, *(str(count) if count else "·" for count in counts))
    return table


def _example(rule: ForecastRule, example: ForecastExample) -> Text:
    text = Text(f"  {_named(rule)}: ", "red")
    return text.append(f"{printable(example.url, _SHOWN_URL)} in {printable(example.message)}", "default")


def _named(rule: ForecastRule) -> str:
    return printable(f"{'*.' if rule.below else ''}{rule.host or '*'}{rule.path}", _SHOWN_URL)


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
