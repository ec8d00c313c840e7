"""Scanning many messages: sources, processes and the scanner put together; and one message, as a whole."""

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
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
        places: where each finding stands, in the same order; empty where nobody asked for them.
    """

    path: str
    octets: int
    scan: Scan
    places: tuple[Place, ...]


Result = Scanned | Unreadable
ScanOne = Callable[[Source], Scanned]


def scanner(folder: Path, me: tuple[str, ...] = (), *, places: bool = True) -> ScanOne:
    """What scans one message; the catalogue is loaded once.

    Args:
        folder: the data folder, with the lists that the user has imported; it need not be there.
        me: the reader's own addresses, beside those that a message's header names.
        places: whether to say where findings stand, which takes a seventh of the time.

    Raises:
        CatalogueError: an imported list is malformed.
    """
    from backstamp.catalogue.trackers import load_trackers  # noqa: PLC0415 - only where something is scanned
    from backstamp.recipient.scan import scan  # noqa: PLC0415 - as above

    trackers = load_trackers(folder)

    def scan_one(source: Source) -> Scanned:
        found = scan(source.octets, trackers, me)
        looked = Places(source.octets) if places and found.findings else None
        where = tuple(looked.of(finding.reference) for finding in found.findings) if looked else ()
        return Scanned(source.path, len(source.octets), found, where)

    return scan_one


def scan_paths(
    paths: Sequence[str],
    stdin: BinaryIO,
    *,
    folder: Path,
    me: Sequence[str] = (),
    jobs: int | None = None,
    places: bool = True,
) -> Generator[Result, None, None]:
    """Scan every message of some paths, in their order; memory does not grow with their number.

    Args:
        paths: as for ``messages``.
        stdin: standard input.
        folder: the data folder.
        me: the reader's own addresses.
        jobs: processes at most; None for as many as there are processors to use.
        places: as for ``scanner``.

    Raises:
        UsageError: a path leads nowhere.
        MailboxError: a process was killed, as by the system when memory runs out.
    """
    from backstamp.app.parallel import in_order  # noqa: PLC0415 - loads what runs processes

    make = partial(scanner, folder, tuple(me), places=places)
    return in_order(make, messages(paths, stdin), jobs=jobs)


def data_folder(data: Path | None) -> Path:
    """The data folder as the settings have it (``config.load_settings``), which take long to load."""
    return data or Path(os.environ.get("BACKSTAMP_DATA") or _DEFAULT_DATA)
