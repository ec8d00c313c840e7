"""A hunt on a terminal: the answer, the timeline, the messages and their readers, what could not be read."""

from collections.abc import Iterator, Sequence

from rich.console import Group as Blocks
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backstamp.app.hunt_words import (
    REACHES,
    RELATIONS,
    candidates_words,
    client_words,
    copies_words,
    headline,
    how_sure,
    message_words,
    notes,
    reading_words,
    span,
    when,
    who_words,
    zone_words,
)
from backstamp.app.hunting import Hunt, LogRead, errors_of
from backstamp.app.printable import printable
from backstamp.recipient.hunt.forwarding import Reading, Story
from backstamp.recipient.hunt.roles import READER
from backstamp.recipient.hunt.timeline import Relation, Sighting

_ROWS = 40
"""Openings that are shown; --json and the HTML report have more."""
_STORIES = 20
_READINGS = 12
_LINES = 3
_SAMPLES = 3
STYLES = {
    Relation.RECIPIENT: "green",
    Relation.FORWARDED: "bold red",
    Relation.POSSIBLY_FORWARDED: "yellow",
    Relation.UNKNOWN: "cyan",
    Relation.MACHINE: "magenta",
    Relation.NO_MESSAGE: "cyan",
}


def report(hunt: Hunt) -> RenderableType:
    """All of it."""
    style = "bold red" if hunt.stories else ("bold" if hunt.sightings else "bold green")
    blocks: list[RenderableType] = [Text(printable(headline(hunt), 600), style), Text(_searched(hunt), "dim")]
    if hunt.sightings:
        blocks += [_title(f"Timeline ({zone_words(hunt.zone)})"), *_timeline(hunt)]
        blocks += [_title("How sure that is"), _points(how_sure(hunt))]
    if hunt.stories:
        blocks += [_title("Who opened what")]
        for number, story in enumerate(hunt.stories[:_STORIES]):
            blocks += [*([Text()] if number else []), _story(story, hunt)]
        blocks += _rest(len(hunt.stories) - _STORIES, "messages")
    told = notes(hunt)
    if told:
        blocks += [_title("To be borne in mind"), _points(told)]
    trouble = list(_trouble(hunt))
    if trouble:
        blocks += [_title("What could not be read"), _points(trouble)]
    return Padding(Blocks(*blocks), (0, 0, 1, 1))


def _searched(hunt: Hunt) -> str:
    lines = sum(log.counts.lines for log in hunt.logs)
    formats = dict.fromkeys(name for log in hunt.logs for name in log.counts.formats)
    logs = f"{len(hunt.logs):,} log{'s' if len(hunt.logs) != 1 else ''} ({', '.join(formats) or 'no format known'})"
    mail = ""
    if hunt.mail:
        mail = f"; {len(hunt.mail.messages):,} of {hunt.mail.looked:,} messages hold a tracker"
    return printable(f"Hunted for {hunt.aim}, in {lines:,} lines of {logs}{mail}.", 600)


def _title(words: str) -> Text:
    return Text.assemble("\n", (words, "bold underline"))


def _grid(*, first: str = "") -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(style=first, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _timeline(hunt: Hunt) -> Iterator[RenderableType]:
    grid = _grid(first="dim")
    for sighting in hunt.sightings[:_ROWS]:
        for time, words in _sighting(sighting, hunt):
            grid.add_row(time, words)
    yield grid
    yield from _rest(len(hunt.sightings) - _ROWS, "openings")


def _sighting(sighting: Sighting, hunt: Hunt) -> Iterator[tuple[str, Text]]:
    opening = sighting.opening
    vendor = hunt.sought.vendor(opening.host, opening.aliases)
    host = printable(opening.host, 120) + (f" [{printable(vendor, 60)}]" if vendor else "")
    did = REACHES[opening.reach] + (" (link)" if sighting.clicked else "")
    yield (
        span(opening, hunt.zone),
        Text.assemble(
            (printable(client_words(sighting), 160), "bold"),
            f" {did} {host}",
            (f" – {RELATIONS[sighting.relation]}", STYLES[sighting.relation]),
        ),
    )
    which = candidates_words(sighting)
    yield "", Text(" · ".join(filter(None, (printable(which, 160), _lines(sighting)))), "dim")


def _lines(sighting: Sighting) -> str:
    opening = sighting.opening
    shown = opening.lines[:_LINES]
    by_file: dict[str, list[str]] = {}
    for line in shown:
        by_file.setdefault(line.file, []).append(f"{line.line:,} {printable(line.what, 20)}".rstrip())
    places = "; ".join(f"{printable(file, 80)}, line {', '.join(lines)}" for file, lines in by_file.items())
    rest = opening.events - len(shown)
    return f"{places}{f' and {rest:,} more' if rest else ''}"


def _story(story: Story, hunt: Hunt) -> RenderableType:
    message = story.message
    to = ", ".join(printable(address, 60) for address in message.recipients[:4]) or "nobody that it names"
    more = f" and {len(message.recipients) - 4} more" if len(message.recipients) > 4 else ""
    head = Text.assemble(
        (printable(message_words(message), 160), "bold"),
        (f"\nfrom {printable(message.sender, 100)} to {to}{more}", "dim"),
        (f"\ndelivered {when(message.delivered, hunt.zone)}", "dim"),
        (f" (by its {message.delivered_by} field)" if message.delivered_by else "", "dim"),
        (f"; {printable(message.path)}", "dim"),
    )
    grid = _grid()
    for reading in story.readings[:_READINGS]:
        grid.add_row(" •", _reading(reading, story, hunt))
    for words in copies_words(story, hunt.zone):
        grid.add_row(" •", Text(printable(words, 400), STYLES[Relation.FORWARDED]))
    rows: list[RenderableType] = [head, grid, *_rest(len(story.readings) - _READINGS, "readers")]
    return Blocks(*rows)


def _reading(reading: Reading, story: Story, hunt: Hunt) -> Text:
    standing = reading.sightings[0].standing if reading.owner is None else READER
    who = who_words(reading.owner.label if reading.owner else "", reading.clients, standing)
    count = len(reading.sightings)
    times = when(reading.first, hunt.zone)
    times += f", {count:,} times until {when(reading.last, hunt.zone)}" if count > 1 else ""
    return Text.assemble(
        (printable(who, 160), "bold"),
        f", {times}: ",
        (printable(reading_words(reading, story, hunt.zone), 600), STYLES[reading.relation]),
    )


def _rest(count: int, what: str) -> list[RenderableType]:
    return [Text(f"and {count:,} more {what} (--json has all)", "dim")] if count > 0 else []


def _points(points: Sequence[str]) -> Table:
    grid = _grid()
    for point in points:
        grid.add_row("•", Text(printable(point, 600)))
    return grid


def _trouble(hunt: Hunt) -> Iterator[str]:
    yield from errors_of(hunt)
    for log in hunt.logs:
        if log.counts.unparsable or log.counts.overlong:
            yield _unparsable(log)


def _unparsable(log: LogRead) -> str:
    counts = log.counts
    words = f"{log.path}: of {counts.read:,} lines looked at closely, {counts.unparsable:,} have no known form"
    words += f"; {counts.overlong:,} lines are longer than 64 KB" if counts.overlong else ""
    samples = "; ".join(f"line {number}: {printable(text, 80)}" for number, text in counts.samples[:_SAMPLES])
    return f"{words}{f' ({samples})' if samples else ''}."
