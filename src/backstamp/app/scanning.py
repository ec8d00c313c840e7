"""Scanning many messages: sources, processes and the scanner put together; and one message, as a whole."""

import gc
import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import BinaryIO

from backstamp.app.scan_place import Place, Places
from backstamp.recipient.finding import Scan
from backstamp.recipient.sources.messages import messages
from backstamp.recipient.sources.source import Source, Unreadable

_DEFAULT_DATA = "backstamp-data"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A message with what was found in it.

    Attributes:
        path: where it stands, as in ``Source``.
        octets: its size.
        scan: the findings.
        places: where each finding stands, in the same order.
    """

    path: str
    octets: int
    scan: Scan
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A message of which only a line is told: all that has to come back from the process that scanned it.

    Attributes:
        path: as in ``Scanned``.
        octets: likewise.
        tracked: whether anything in it certainly or probably tells on its reader.
        text: its JSON; "" where nobody asked for it.
    """

    path: str
    octets: int
    tracked: bool
    text: str


class Want(Enum):
    """What is wanted of each message: all that was found and where it stands, its JSON, or whether it is tracked."""

    EVERYTHING = auto()
    JSON = auto()
    VERDICT = auto()


Result = Scanned | Line | Unreadable
ScanOne = Callable[[Source], Scanned | Line]


def scanner(folder: Path, me: tuple[str, ...] = (), want: Want = Want.EVERYTHING) -> ScanOne:
    """What scans one message; the catalogue is loaded once.

    Args:
        folder: the data folder, with the lists that the user has imported; it need not be there.
        me: the reader's own addresses, beside those that a message's header names.
        want: what is to come out.

    Raises:
        CatalogueError: an imported list is malformed.
    """
    from backstamp.catalogue.trackers import load_trackers  # noqa: PLC0415 - only where something is scanned
    from backstamp.recipient.scan import scan  # noqa: PLC0415 - as above

    trackers = load_trackers(folder)
    collect_seldom()

    def scan_one(source: Source) -> Scanned | Line:
        return _result(source, scan(source.octets, trackers, me), want)

    return scan_one


def collect_seldom() -> None:
    """Look for garbage in cycles seldom, and never in what was loaded to stay: that takes a quarter of the time.

    Scanning makes very many small values and hardly a cycle.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _result(source: Source, found: Scan, want: Want) -> Scanned | Line:
    octets = len(source.octets)
    if want is Want.VERDICT:
        return Line(source.path, octets, found.tracked, "")
    if want is Want.JSON:
        from backstamp.app.scan_models import json_line  # noqa: PLC0415 - loads pydantic

        return Line(source.path, octets, found.tracked, json_line(source.path, found))
    places = Places(source.octets) if found.findings else None
    where = tuple(places.of(finding.reference) for finding in found.findings) if places else ()
    return Scanned(source.path, octets, found, where)


def scan_paths(
    paths: Sequence[str],
    stdin: BinaryIO,
    *,
    folder: Path,
    me: Sequence[str] = (),
    jobs: int | None = None,
    want: Want = Want.EVERYTHING,
) -> Generator[Result, None, None]:
    """Scan every message of some paths, in their order; memory does not grow with their number.

    Args:
        paths: as for ``messages``.
        stdin: standard input.
        folder: the data folder.
        me: the reader's own addresses.
        jobs: processes at most; None for as many as there are processors to use.
        want: as for ``scanner``: ``Scanned`` for everything, else ``Line``; of what cannot be read ``Unreadable``.

    Raises:
        UsageError: a path leads nowhere.
        MailboxError: a process was killed, as by the system when memory runs out.
    """
    from backstamp.app.parallel import in_order  # noqa: PLC0415 - loads what runs processes

    return in_order(partial(scanner, folder, tuple(me), want), messages(paths, stdin), jobs=jobs)


def data_folder(data: Path | None) -> Path:
    """The data folder as the settings have it (``config.load_settings``), which take long to load."""
    return data or Path(os.environ.get("BACKSTAMP_DATA") or _DEFAULT_DATA)
