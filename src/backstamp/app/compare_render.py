"""Two copies on a terminal. Colours help and are not needed; text from mail is made printable."""

from collections.abc import Iterator, Sequence

from rich.console import Group as Blocks
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.compare_story import Changes, ComparisonStory, Telling, change_words
from backstamp.app.compare_words import sides
from backstamp.app.learning import Taught
from backstamp.app.printable import printable
from backstamp.app.scan_story import Step, Watcher
from backstamp.app.scan_words import kind_words, shown_url, where_words
from backstamp.app.scanning import Scanned
from backstamp.catalogue.tracker import TrackerRule
from backstamp.recipient.compare import Difference

_TELLING = 8
"""Watchers that are shown; as with all that follows, -v shows the rest, and the HTML report has it."""
_GROUPS = 4
_PIECES = 6
_SAME = 5
_RULES = 12
_URL = 96
_NOT_LEARNT = 5
SAME = (
    "One copy alone would make one think that these track. Both copies have the same, so they tell no reader from "
    "another; they may still tell that somebody opened it, when and from where."
)


def comparison(told: ComparisonStory, *, everything: bool = False) -> RenderableType:
    """Two copies: what they prove, who can tell readers apart and by what, what is the same, what was learnt.

    Args:
        told: the story.
        everything: whether to show all of it, at length.
    """
    blocks: list[RenderableType] = [verdict(told), *(Text(f"! {each}", "yellow") for each in told.warnings), Text()]
    blocks.append(_copies(told.compared.first, told.compared.second))
    if told.telling:
        shown = told.telling if everything else told.telling[:_TELLING]
        blocks.append(_title("What differs" if told.compared.doubtful else "Beyond doubt: who can tell that it is you"))
        blocks += [
            _telling(each, number, doubtful=told.compared.doubtful, everything=everything)
            for number, each in enumerate(shown, 1)
        ]
        blocks += _more(len(told.telling) - len(shown))
    if told.only_second:
        blocks.append(Text(f"\nOnly the second copy has {len(told.only_second):,} more (--json lists them).", "dim"))
    if told.same:
        blocks += [_title("Looks like tracking, and is the same in both"), Text(SAME, "dim")]
        blocks.append(_same(told.same if everything else told.same[:_SAME], len(told.same)))
    if told.taught is not None:
        blocks += [_title("Learnt"), *_learnt(told.taught, everything=everything)]
    if told.steps:
        blocks += [_title("What to do"), _steps(told.steps)]
    return Padding(Blocks(*blocks), (0, 0, 1, 1))


def verdict(told: ComparisonStory) -> Text:
    """The first line."""
    sure = "bold red" if told.tracked and not told.compared.doubtful else "bold"
    return Text(told.headline, sure if told.telling else "bold green")


def _title(words: str) -> Text:
    return Text.assemble("\n", (words, "bold underline"))


def _more(hidden: int) -> list[RenderableType]:
    return [Text(f"   and {hidden:,} more (-v)", "dim")] if hidden > 0 else []


def _grid(*, columns: int = 1) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(style="dim")
    for _ in range(columns):
        grid.add_column(ratio=1, overflow="fold")
    return grid


def _copies(first: Scanned, second: Scanned) -> Table:
    grid = _grid()
    for name, each in (("First copy", first), ("Second copy", second)):
        reader = ", ".join(printable(address, 80) for address in each.scan.reader.addresses[:3])
        whose = f"for {reader}" if reader else "its header does not say for whom"
        subject = printable(each.scan.subject, 100) or "(no subject)"
        grid.add_row(name, Text.assemble(subject, (f"\n{printable(each.path, 200)}; {whose}", "dim")))
    return grid


def _telling(telling: Telling, number: int, *, doubtful: bool, everything: bool) -> RenderableType:
    watcher = telling.watcher
    others = ", ".join(printable(host, 60) for host in watcher.hosts[:3] if host != watcher.name)
    name = Text.assemble(
        f"{number}. ", (printable(watcher.name, 80), "bold"), (f" at {others}" if others else "", "dim")
    )
    blocks: list[RenderableType] = [name.append(f" – {watcher.moments}")]
    shown = telling.groups if everything else telling.groups[:_GROUPS]
    blocks += [
        Padding(Blocks(*_group(group, doubtful=doubtful, everything=everything)), (0, 0, 0, 3)) for group in shown
    ]
    return Blocks(*blocks, *_more(len(telling.groups) - len(shown)))


def _group(group: Changes, *, doubtful: bool, everything: bool) -> Iterator[RenderableType]:
    change = group.first
    finding, count = change.found.finding, len(group.members)
    title = Text(change_words(change, doubtful=doubtful), "bold").append(
        f", {where_words(change.found.place)}", "not bold"
    )
    yield title.append(f", and {count - 1:,} more like it" if count > 1 else "", "not bold dim")
    yield Text(shown_url(finding.url, _URL), "dim")
    if change.pair.second is None:
        yield Text("has no counterpart in the other copy")
    elif group.differences:
        yield _differences(group.differences if everything else group.differences[:_PIECES])
        yield from _more(0 if everything else len(group.differences) - _PIECES)


def _differences(differences: Sequence[Difference]) -> Table:
    """The pieces that carry identity, both values side by side, what they share dimmed."""
    grid = _grid(columns=2)
    for each in differences:
        cut = sides(each.first, each.second)
        grid.add_row(printable(each.where, 40), *(_value(cut.start, own, cut.end) for own in (cut.first, cut.second)))
    return grid


def _value(start: str, own: str, end: str) -> Text:
    return Text.assemble((start, "dim"), (own, "bold red"), (end, "dim")) if start or own or end else Text("–", "dim")


def _same(watchers: Sequence[Watcher], count: int) -> RenderableType:
    grid = _grid()
    for watcher in watchers:
        found = watcher.groups[0].first
        more = f", and {len(watcher.findings) - 1:,} more" if len(watcher.findings) > 1 else ""
        where = f" ({kind_words(found.finding)}, {where_words(found.place)}{more})"
        name = Text.assemble(
            printable(watcher.name, 80), (where, "dim"), "\n", (shown_url(found.finding.url, _URL), "dim")
        )
        grid.add_row("•", name)
    return Blocks(grid, *_more(count - len(watchers)))


def _learnt(taught: Taught, *, everything: bool) -> Iterator[RenderableType]:
    if taught.path is None:
        yield Text(f"Nothing was learnt: {taught.why_not}.", "yellow")
    else:
        rules = "1 rule" if len(taught.rules) == 1 else f"{len(taught.rules):,} rules"
        yield Text(f"{rules} written to {printable(str(taught.path), 400)}")
        yield _rules(taught.rules if everything else taught.rules[:_RULES])
        yield from _more(0 if everything else len(taught.rules) - _RULES)
    shown = taught.not_learnt if everything else taught.not_learnt[:_NOT_LEARNT]
    for url, why in shown:
        yield Text.assemble("no rule: ", why, (f"\n  {shown_url(url, _URL)}", "dim"))
    yield from _more(len(taught.not_learnt) - len(shown))


def _rules(rules: Sequence[TrackerRule]) -> Table:
    grid = _grid()
    for rule in rules:
        serves = ", ".join(sorted(rule.serves))
        place = f"{rule.host}{rule.path}"
        grid.add_row("•", Text.assemble(printable(place, 300), (f"  {printable(rule.vendor, 60)}: {serves}", "dim")))
    return grid


def _steps(steps: Sequence[Step]) -> Table:
    grid = _grid()
    for step in steps:
        grid.add_row("•", Text(step.command, "bold").append(f"\n{step.words}", "not bold dim"))
    return grid
