"""What ``backstamp catalogue`` shows of trackers to people: rules, what is known of a URL, and lists."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.printable import printable
from backstamp.app.tracker_models import ListReport, TrackerReport, UrlReport
from backstamp.catalogue.tracker_lists.gathering import Imported

_SERVES = {
    "open": "opens: loading it tells that the message was opened",
    "click": "clicks: following it tells that the link was followed",
    "content": "content: pictures that are meant to be seen",
}
_SURE = {
    "certain": ("certain", "bold red", "nobody else has such URLs"),
    "probable": ("probable", "yellow", "hardly anybody else has such URLs"),
    "weak": ("weak", "dim", "a common shape, which says something only beside another signal"),
}
_URL = 200


def rule_table(rules: Sequence[TrackerReport]) -> RenderableType:
    """The rules, one a row, and how many there are."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Vendor", overflow="fold", style="bold")
    table.add_column("Serves")
    table.add_column("Known by", overflow="fold")
    table.add_column("Sure")
    table.add_column("Rule", overflow="fold", style="dim")
    for rule in rules:
        word, style, _ = _SURE[rule.certainty]
        table.add_row(
            printable(rule.vendor) or "(not said)",
            ", ".join(rule.serves),
            _known_by(rule),
            Text(word, style),
            rule.name,
        )
    return Group(table, Text(), Text(_count(len(rules), "rule")).append("; --json has source and date of each.", "dim"))


def url_explained(report: UrlReport) -> RenderableType:
    """Every rule that fits a URL, in words; or what to do where there is none."""
    blocks: list[RenderableType] = [Text(printable(report.url, _URL), "bold"), Text()]
    for rule in report.rules:
        blocks += [_rule_in_words(rule), Text()]
    if not report.rules:
        blocks.append(_nothing_known(report))
    elif not report.tracker:
        blocks.append(Text("No rule says for certain or probably that it tracks.", "green"))
    else:
        blocks.append(Text("`backstamp block` writes rules that keep such URLs from being loaded.", "dim"))
    return Padding(Group(*blocks), (0, 0, 0, 1))


def url_line(url: str, report: UrlReport | None) -> Text:
    """One URL on one line: how sure, what it serves, by which rule."""
    line = Text(no_wrap=True, overflow="ignore")
    if report is None:
        line.append("not a URL ", "yellow").append(" " * 42)
    elif not report.rules:
        line.append("-".ljust(10), "dim").append(" " * 42)
    else:
        rule = report.rules[0]
        word, style, _ = _SURE[rule.certainty]
        line.append(word.ljust(10), style).append(",".join(rule.serves).ljust(12)).append(rule.name[:28].ljust(30))
    return line.append(printable(url, _URL))


def list_table(lists: Sequence[ListReport]) -> RenderableType:
    """The lists that are kept."""
    if not lists:
        return Text("No list is kept. `backstamp catalogue import FILE --name NAME` reads one.")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("List", style="bold", no_wrap=True)
    table.add_column("Rules", justify="right")
    table.add_column("Excepted", justify="right")
    table.add_column("Imported", no_wrap=True)
    table.add_column("Title", overflow="fold")
    table.add_column("Licence", overflow="fold")
    for each in lists:
        numbers = f"{each.rules:,}", f"{each.exceptions:,}"
        table.add_row(each.name, *numbers, str(each.imported), printable(each.title), printable(each.licence))
    return table


def import_told(imported: Imported, place: str) -> RenderableType:
    """What an import took, what it left and why, and where it is kept."""
    about, kept = imported.kept.about, imported.kept
    head = Text(about.name, "bold").append(f": {_count(len(kept.rules), 'rule')}")
    if kept.exceptions:
        head.append(f", {_count(len(kept.exceptions), 'exception')}")
    head.append(f", from {printable(about.source)}")
    blocks: list[RenderableType] = [
        head,
        Text(f"“{printable(about.title)}”, licence: {printable(about.licence)}", "dim"),
    ]
    left = sum(each.count for each in imported.skipped)
    if left:
        blocks += [Text(), Text(f"{_count(left, 'line')} made no rule:", "yellow"), _skipped(imported)]
    blocks += [Text(), Text(f"Kept in {printable(place)}; `backstamp catalogue forget {about.name}` removes it.")]
    return Group(*blocks)


def _skipped(imported: Imported) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    table.add_column()
    for each in imported.skipped:
        table.add_row(f"{each.count:,}", Text(each.reason).append(f", such as {printable(each.example, 60)}", "dim"))
    return Padding(table, (0, 0, 0, 2))


def _rule_in_words(rule: TrackerReport) -> RenderableType:
    word, style, meaning = _SURE[rule.certainty]
    head = Text(printable(rule.vendor) or "A tracker whose owner the list does not name", "bold").append(
        f"  {rule.name}", "dim"
    )
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for position, serves in enumerate(rule.serves):
        facts.add_row("" if position else "serves", _SERVES[serves])
    facts.add_row("known by", _known_by(rule))
    facts.add_row("sure", Text(word, style).append(f": {meaning}", "default"))
    facts.add_row("source", f"{printable(rule.source)}; {rule.dated}")
    if rule.list:
        facts.add_row("list", f"{rule.list}, which you imported")
    return Group(head, Padding(facts, (0, 0, 0, 2)))


def _nothing_known(report: UrlReport) -> RenderableType:
    if report.host_rules:
        names = ", ".join(report.host_rules[:5])
        head = Text(f"The host is known ({names}), but no rule fits this path.")
    else:
        head = Text("No rule knows this host, nor a path of this shape on any host.")
    steps = Table.grid(padding=(0, 1))
    for step in (
        "`backstamp scan` judges a message by more than names: hidden images, identifiers, your address in a URL.",
        "`backstamp scan --compare A B` proves it from two copies of one mailing, and --learn keeps the rule.",
        "`backstamp catalogue import FILE --name NAME` reads a public list of trackers.",
    ):
        steps.add_row("•", step)
    return Group(head, Text("That does not make it harmless:", "dim"), Text(), steps)


def _known_by(rule: TrackerReport) -> str:
    return f"{rule.host or 'any host,'}{' ' if rule.path and not rule.host else ''}{rule.path}"


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"
