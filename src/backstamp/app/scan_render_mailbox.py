"""The scan of a mailbox on a terminal: how many messages, by whom, from which senders; then those that tell most."""

from collections.abc import Sequence

from rich.console import Group as Blocks
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.printable import printable
from backstamp.app.scan_render import about, given_words, verdict
from backstamp.app.scan_story import Story
from backstamp.app.scan_tally import Counted, Tally, top
from backstamp.app.scan_words import CONFIDENCE

_ROWS = 12
_SENDERS = 8
_WATCHERS = 4


def summary(tally: Tally) -> RenderableType:
    """The sums, as tables."""
    blocks: list[RenderableType] = [_verdict(tally), *map(Text, _sums(tally))]
    if tally.tracked:
        blocks += [Text(), _by_watcher(tally)]
        blocks += [Text(), _by_sender(tally)]
    return Padding(Blocks(*blocks), (0, 0, 1, 1))


def worst(stories: Sequence[Story], tally: Tally) -> RenderableType:
    """The messages that tell most, each in a few lines, and what to do."""
    tracked = [each for each in stories if each.watchers]
    blocks: list[RenderableType] = []
    if tracked:
        more = tally.tracked - len(tracked)
        words = "The tracked messages" if not more else f"The {len(tracked)} that tell most, of {tally.tracked:,}"
        blocks.append(Text(words, "bold underline"))
    for told in tracked:
        blocks += [_brief(told), Text()]
    blocks.append(_next(tally))
    return Padding(Blocks(*blocks), (0, 0, 1, 1))


def _verdict(tally: Tally) -> Text:
    if not tally.messages:
        return Text("No message was found.", "bold")
    many = f"{tally.messages:,} messages" if tally.messages > 1 else "1 message"
    if not tally.tracked:
        return Text(f"No tracking was found in {many}.", "bold green")
    share = 100 * tally.tracked / tally.messages
    return Text(f"{tally.tracked:,} of {many} ({share:.0f} %) tell on their reader.", "bold red")


def _sums(tally: Tally) -> list[str]:
    lines = []
    if tally.leaking:
        lines.append(f"{tally.leaking:,} carry the reader's own data in an address, as it is, encoded or hashed.")
    if tally.perhaps:
        lines.append(f"{tally.perhaps:,} more hold something that could track, and need not.")
    if tally.unread:
        lines.append(f"{tally.unread:,} could not be read.")
    return lines


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(columns[0], overflow="fold", min_width=20)
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _by_watcher(tally: Tally) -> RenderableType:
    table = _table("Who watches", "messages", "openings", "clicks", "your data")
    shown = top(tally.watchers, _ROWS)
    for name, counted in shown:
        table.add_row(printable(name, 80), *_numbers(counted.messages, counted))
    return _with_rest(table, len(tally.watchers) - len(shown), "watchers")


def _by_sender(tally: Tally) -> RenderableType:
    table = _table("Who sends", "tracked", "of", "your data")
    tracking = {name: counted for name, counted in tally.senders.items() if counted.tracked}
    shown = top(tracking, _SENDERS)
    for name, counted in shown:
        table.add_row(printable(name, 80), f"{counted.tracked:,}", f"{counted.messages:,}", _number(counted.leaks))
    return _with_rest(table, len(tracking) - len(shown), "senders")


def _with_rest(table: Table, rest: int, what: str) -> RenderableType:
    return Blocks(table, Text(f"and {rest:,} more {what} (--html has more, --json all)", "dim")) if rest else table


def _numbers(messages: int, counted: Counted) -> tuple[str, ...]:
    return f"{messages:,}", _number(counted.opens), _number(counted.clicks), _number(counted.leaks)


def _number(number: int) -> str:
    return f"{number:,}" if number else "–"


def _brief(told: Story) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for watcher in told.watchers[:_WATCHERS]:
        place = watcher.groups[0].first.place
        where = f" (line {place.line:,}, part {printable(place.part, 40)})"
        sure = CONFIDENCE[watcher.confidence]
        name = Text.assemble((printable(watcher.name, 80), "bold"), f" – {watcher.moments}; {sure}", (where, "dim"))
        grid.add_row(" •", name)
    if len(told.watchers) > _WATCHERS:
        grid.add_row("", Text(f"and {len(told.watchers) - _WATCHERS:,} more", "dim"))
    for given in told.given[:2]:
        grid.add_row(" •", given_words(given))
    return Blocks(Text(), about(told), verdict(told), grid)


def _next(tally: Tally) -> Text:
    if not tally.tracked:
        return Text("-v shows every message with something in it that could track.", "dim") if tally.perhaps else Text()
    return Text(
        "Scan one of them alone, or all with -v, for the exact places and reasons; --html FILE writes a report to pass "
        "on, --json data for `backstamp block --from` and `backstamp hunt --mail`.",
        "dim",
    )
