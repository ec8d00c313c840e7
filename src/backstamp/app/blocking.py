"""Block lists at the edge: targets from files, the text of a format, and a forecast over somebody's mail."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backstamp import __version__
from backstamp.app.block_models import ForecastExample, ForecastReport, ForecastRule
from backstamp.app.files import make_folder, write_message
from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.catalogue.trackers import load_trackers
from backstamp.errors import UsageError
from backstamp.mail.references.message import references
from backstamp.recipient.block.forecast import Effect, Example, Forecast, Outlook
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.selection import suited
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.targets import targets_from_catalogue, targets_from_scan
from backstamp.recipient.sources.messages import messages
from backstamp.recipient.sources.source import Source

_MOST_UNREADABLE = 1000


@dataclass(frozen=True, slots=True)
class BlockList:
    """What is to be written.

    Attributes:
        format: how.
        targets: what the format can use, of the scopes that were asked for.
        left_out: what it could have used, of the other scope.
        origin: where the targets come from, a clause.
    """

    format: Format
    targets: tuple[Target, ...]
    left_out: tuple[Target, ...]
    origin: str


def block_list(made: Format, scan: str | None, scopes: Sequence[Scope], data: Path) -> BlockList:
    """Gather the targets of a list.

    Args:
        made: the format.
        scan: path of what ``backstamp scan --json`` printed, ``-`` for standard input; None for the catalogue.
        scopes: which are to be in it.
        data: the data folder, for the user's own lists of trackers.

    Raises:
        UsageError: the scan cannot be read, or is none.
        CatalogueError: a list of the user's is malformed.
    """
    rules = load_trackers(data).rules
    targets = targets_from_catalogue(rules) if scan is None else _from_scan(scan, rules)
    usable = suited(targets, made.level)
    origin = "from the catalogue" if scan is None else "from a scan"
    return BlockList(
        made,
        tuple(target for target in usable if target.scope in scopes),
        tuple(target for target in usable if target.scope not in scopes),
        origin,
    )


def _from_scan(scan: str, rules: Iterable[TrackerRule]) -> list[Target]:
    if scan == "-":
        return targets_from_scan((line.decode("utf-8", "replace") for line in sys.stdin.buffer), rules)
    try:
        with open(scan, encoding="utf-8", errors="replace", newline="\n") as lines:  # noqa: PTH123 - anything typed
            return targets_from_scan(lines, rules)
    except OSError as error:
        raise UsageError(f"cannot read the scan {scan}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"cannot read the scan {scan!r}: this is no file name") from error


def render(made: BlockList, targets: Sequence[Target], now: datetime) -> bytes:
    """The file of a format.

    Args:
        made: the list.
        targets: those of it that go into this file.
        now: in UTC.
    """
    held = {target.scope for target in targets}
    kinds = {
        frozenset({Scope.OPEN}): "hosts that serve only opens",
        frozenset({Scope.SHARED}): "hosts that also carry links or content",
    }
    about = f"{kinds.get(frozenset(held), 'hosts')}, {made.origin}" if held else f"no hosts, {made.origin}"
    return made.format.render(targets, Heading(now, __version__, about)).encode("utf-8", "replace")


def write(made: BlockList, scopes: Sequence[Scope], output: str | None, now: datetime) -> list[Path]:
    """Write a list: to standard output, into a file, or into a folder with a file for each scope.

    Args:
        made: the list.
        scopes: that were asked for.
        output: a file; a folder that is there, or that ends in a slash; None for standard output.
        now: in UTC.

    Returns:
        The files.

    Raises:
        UsageError: one cannot be written.
    """
    path = None if output is None else Path(output)
    if output is None or path is None or not (path.is_dir() or output.endswith("/")):
        write_message(render(made, made.targets, now), path)
        return [] if path is None else [path]
    make_folder(path)
    files = []
    for scope in scopes:
        files.append(path / f"backstamp-{made.format.name}-{scope}{made.format.suffix}")
        write_message(render(made, [each for each in made.targets if each.scope is scope], now), files[-1])
    return files


def left_out_note(made: BlockList) -> str:
    """Why hosts were left out, for people; empty where none were."""
    if not made.left_out:
        return ""
    count = len(made.left_out)
    what = "host" if made.format.level is Level.NAME else "target"
    told = f"1 {what} was left out" if count == 1 else f"{count} {what}s were left out"
    if made.left_out[0].scope is Scope.OPEN:
        return f"{told}: nothing but opens there. --only open writes these, --only both writes all."
    carry = sum(1 for target in made.left_out if target.serves != {Serves.OPEN})
    unknown = f"of {count - carry} only some paths are known, or a site has that name" if carry < count else ""
    why = "; ".join(reason for reason in (f"{carry} also carry links or content" if carry else "", unknown) if reason)
    return f"{told}: {why}. Blocking these breaks mail; --only shared writes them, --only both writes all."


def forecast(made: BlockList, mailbox: str) -> ForecastReport:
    """What a list would do to the mail in a mailbox, folder, archive or file.

    Raises:
        UsageError: nothing is there.
    """
    counted = Forecast(made.targets, made.format.level)
    unreadable: list[str] = []
    for found in messages([mailbox], sys.stdin.buffer):
        if isinstance(found, Source):
            counted.add(found.path, references(found.octets))
        elif len(unreadable) < _MOST_UNREADABLE:
            unreadable.append(f"{found.path}: {found.reason}")
    return ForecastReport(
        format=made.format.name,
        level=made.format.level.value,
        rules_tried=len(made.targets),
        messages=counted.messages,
        touched=counted.touched,
        references=counted.references,
        opens=counted.counts[Effect.OPEN],
        links=counted.counts[Effect.LINK],
        pictures=counted.counts[Effect.PICTURE],
        others=counted.counts[Effect.OTHER],
        unreadable=tuple(map(_writable, unreadable)),
        rules=tuple(map(_rule, counted.outlooks())),
    )


def _rule(outlook: Outlook) -> ForecastRule:
    target, counts = outlook.target, outlook.counts
    return ForecastRule(
        vendor=_writable(target.vendor),
        host=target.host,
        below=target.below,
        path=target.path,
        scope=target.scope.value,
        source=_writable(target.source),
        messages=outlook.messages,
        opens=counts[Effect.OPEN],
        links=counts[Effect.LINK],
        pictures=counts[Effect.PICTURE],
        others=counts[Effect.OTHER],
        broken=_example(outlook.broken),
        stopped=_example(outlook.stopped),
    )


def _example(example: Example | None) -> ForecastExample | None:
    if example is None:
        return None
    return ForecastExample(message=_writable(example.message), url=_writable(example.url))


def _writable(text: str) -> str:
    """Without lone surrogates, which UTF-8 cannot write: names of files may have them, and texts of messages."""
    return text.encode("utf-8", "replace").decode()
