"""The scan of one message on a terminal. Colours help and are not needed; text from mail is made printable."""

from collections.abc import Iterator, Sequence

from rich.console import Group as Blocks
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.printable import printable
from backstamp.app.scan_place import Place
from backstamp.app.scan_story import Found, Given, Group, Learned, Step, Story, Watcher
from backstamp.app.scan_words import CONFIDENCE, decoded_words, kind_words, where_words
from backstamp.recipient.finding import Confidence

_WATCHERS = 6
"""Watchers that are shown; as with all that follows, -v shows the rest, and the HTML report has it."""
_GROUPS = 2
_SIGNALS = 3
_DECODED = 2
_GIVEN = 6
_POSSIBLE = 4
_FRAGMENT = 90
_STYLES = {Confidence.CERTAIN: "bold red", Confidence.PROBABLE: "yellow", Confidence.POSSIBLE: "cyan"}


def message(told: Story, *, everything: bool = False) -> RenderableType:
    """One message: verdict, who watches and learns what, what is given away, where it stands, what to do.

    Args:
        told: the story.
        everything: whether to show every finding and all that is only possible, at length.
    """
    blocks: list[RenderableType] = [_head(told)]
    shown = told.watchers if everything else told.watchers[:_WATCHERS]
    if told.watchers:
        blocks += [_title("Who watches"), _watchers(shown, len(told.watchers) - len(shown))]
        blocks += [_title("What they learn"), _learned(told.learned)]
    if told.given:
        blocks += [_title("What is given away"), *_given(told.given, everything=everything)]
    if told.watchers:
        blocks += [_title("Where it stands, and how that is known")]
        blocks += [_evidence(watcher, number, everything=everything) for number, watcher in enumerate(shown, 1)]
    if told.possible:
        blocks += [_title("Perhaps"), *_possible(told.possible, everything=everything)]
    if told.steps:
        blocks += [_title("What to do"), _steps(told.steps)]
    return Padding(Blocks(*blocks), (0, 0, 1, 1))


def verdict(told: Story) -> Text:
    """The first line."""
    style = "bold red" if told.watchers else ("bold" if told.possible else "bold green")
    return Text(told.headline, style)


def about(told: Story) -> Text:
    """Which message it is."""
    scan = told.scanned.scan
    date = f" · {printable(scan.date, 60)}" if scan.date else ""
    return Text.assemble(
        printable(scan.subject, 120) or "(no subject)",
        (f"\n{printable(scan.sender, 120) or '(no sender)'}{date}\n{printable(told.scanned.path)}", "dim"),
    )


def _head(told: Story) -> RenderableType:
    looked = told.scanned.scan.references
    of = "nothing in it leads anywhere" if not looked else f"{looked:,} address{'es' if looked > 1 else ''} looked at"
    reader = ", ".join(printable(each, 80) for each in told.scanned.scan.reader.addresses[:3])
    whose = f"read by {reader}" if reader else "its header does not say who reads it: --me ADDRESS does"
    return Blocks(verdict(told), Text(), about(told), Text(f"{of}; {whose}", "dim"))


def _title(words: str) -> Text:
    return Text.assemble("\n", (words, "bold underline"))


def _grid(*, first: str = "") -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(style=first)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _watchers(watchers: Sequence[Watcher], hidden: int) -> RenderableType:
    grid = _grid(first="dim")
    for number, watcher in enumerate(watchers, 1):
        others = [host for host in watcher.hosts if host != watcher.name]
        hosts = ", ".join(printable(host, 60) for host in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        name = Text.assemble((printable(watcher.name, 80), "bold"), (f" at {hosts}{more}" if hosts else "", "dim"))
        sure = (CONFIDENCE[watcher.confidence], _STYLES[watcher.confidence])
        grid.add_row(f"{number}.", name.append_text(Text.assemble(f" – {watcher.moments}; ", sure)))
    if hidden:
        grid.add_row("", Text(f"and {hidden:,} more (-v)", "dim"))
    return grid


def _learned(learned: Sequence[Learned]) -> Table:
    grid = _grid(first="dim")
    for each in learned:
        who = f"({', '.join(map(str, each.who[:8]))}{', …' if len(each.who) > 8 else ''}) " if each.who else ""
        grid.add_row(each.when, f"{who}{each.what}")
    return grid


def _evidence(watcher: Watcher, number: int, *, everything: bool) -> RenderableType:
    grid = _grid(first="dim")
    shown = watcher.groups if everything else watcher.groups[:_GROUPS]
    for group in shown:
        _add_group(grid, f"{number}.", group, everything=everything)
    hidden = sum(len(group.members) for group in watcher.groups[len(shown) :])
    if hidden:
        grid.add_row("", Text(f"and {hidden:,} more (-v)", "dim"))
    return grid


def _add_group(grid: Table, number: str, group: Group, *, everything: bool) -> None:
    found = group.first
    finding = found.finding
    title = Text.assemble((kind_words(finding), "bold"), f", {where_words(found.place)}: ")
    grid.add_row(number, title.append(CONFIDENCE[finding.confidence], _STYLES[finding.confidence]))
    grid.add_row("", _fragment(found.place))
    if len(group.members) > 1:
        others = ", ".join(dict.fromkeys(f"{each.place.line:,}" for each in group.members[1:9]))
        dots = ", …" if len(group.members) > 9 else ""
        grid.add_row("", Text(f"and {len(group.members) - 1:,} more like it: line {others}{dots}", "dim"))
    for sign, words in _why(found, everything=everything):
        grid.add_row("", Text.assemble(f"{sign} ", words))


def _why(found: Found, *, everything: bool) -> Iterator[tuple[str, Text]]:
    finding = found.finding
    for signal in finding.signals if everything else finding.signals[:_SIGNALS]:
        yield "–", Text.assemble(printable(signal.detail, 400), (f" ({signal.name})", "dim"))
    for decoded in finding.decoded if everything else finding.decoded[:_DECODED]:
        yield "=", Text(decoded_words(decoded))


def _fragment(place: Place) -> Text:
    """The tag as written, in one line, with its address set off by its style."""
    before = place.before if len(place.before) <= _FRAGMENT else "…" + place.before[-_FRAGMENT:]
    text = Text(printable(before).lstrip(), "dim")
    text.append(printable(place.marked, 2 * _FRAGMENT), "underline not dim")
    return text.append(printable(place.after, _FRAGMENT).rstrip(), "dim")


def _given(given: Sequence[Given], *, everything: bool) -> Iterator[RenderableType]:
    shown = given if everything else given[:_GIVEN]
    grid = _grid()
    for each in shown:
        grid.add_row("•", given_words(each))
    if len(given) > len(shown):
        grid.add_row("", Text(f"and {len(given) - len(shown):,} more (-v)", "dim"))
    yield grid


def given_words(given: Given) -> Text:
    """What is given away, in sentences."""
    before, carrier, after = given.url
    text = Text.assemble("The address ", (before, "dim"), (carrier, "bold underline"), (after, "dim"))
    text.append(f" {given.what}", "bold")
    if given.times > 1:
        text.append(f" So {'does' if given.times == 2 else 'do'} {given.times - 1:,} more.")
    return text.append(f" {given.worth} ").append(f"It goes to {printable(given.to, 80)}.", "dim")


def _possible(watchers: Sequence[Watcher], *, everything: bool) -> Iterator[RenderableType]:
    shown = watchers if everything else watchers[:_POSSIBLE]
    grid = _grid()
    for each in shown:
        found = each.groups[0].first
        signals = "; ".join(printable(signal.detail, 160) for signal in found.finding.signals[:2])
        count = f", and {len(each.findings) - 1:,} more" if len(each.findings) > 1 else ""
        where = f" ({kind_words(found.finding)}, {where_words(found.place)}{count})"
        grid.add_row("•", Text.assemble(printable(each.name, 80), (where, "dim"), f": {signals}" if signals else ""))
    if len(watchers) > len(shown):
        grid.add_row("", Text(f"and {len(watchers) - len(shown):,} more hosts (-v)", "dim"))
    yield grid


def _steps(steps: Sequence[Step]) -> Table:
    grid = _grid()
    for step in steps:
        text = Text(step.command, "bold")
        text.append("\n" if step.command else "")
        grid.add_row("•", text.append(step.words, "not bold dim" if step.command else "not bold"))
    return grid
