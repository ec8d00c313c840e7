"""A log's events: unpacked, its format found, only those lines read that speak of the names looked for.

Reading is quick because most lines are only searched (``finder``). Blocks of half a megabyte go through, so memory
does not grow with the log.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

from backstamp.errors import LogFileError
from backstamp.recipient.hunt import sniff
from backstamp.recipient.hunt.clock import Clock
from backstamp.recipient.hunt.counts import Counts
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.formats import dnstap, ftl
from backstamp.recipient.hunt.formats.known import line_formats
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.octets import Octets
from backstamp.recipient.hunt.parsing import Parsing
from backstamp.recipient.hunt.reading_frames import FrameReader
from backstamp.recipient.hunt.reading_lines import LineReader


class Log:
    """One log; iterate once over its events.

    Args:
        path: of the file.
        wanted: names to look for; None: every event.
        zone: of times that bear none.
        format_name: as ``--format`` takes it; "" to find it.
        stream: read this instead of the file (standard input, a member of an archive).
        newest: when the log was last written, with a zone, for lines without a year; None: the file's time of change.
            A stream needs it.

    Attributes:
        counts: complete when all events were taken.
    """

    def __init__(
        self,
        path: Path,
        wanted: Needles | None,
        *,
        zone: tzinfo = UTC,
        format_name: str = "",
        stream: BinaryIO | None = None,
        newest: datetime | None = None,
    ) -> None:
        self.counts = Counts()
        self._path, self._wanted, self._zone, self._format = path, wanted, zone, format_name
        self._stream, self._newest = stream, newest

    def __iter__(self) -> Iterator[Event]:
        """Events in the log's order, with file and line.

        Raises:
            LogFileError: the log cannot be read, or its format is none that is known.
        """
        try:
            with ExitStack() as stack:
                stream = self._stream or stack.enter_context(self._path.open("rb"))
                yield from self._events(stream)
        except OSError as error:
            raise LogFileError(f"{self._path}: the log cannot be read: {error.strerror or error}") from error

    def _events(self, stream: BinaryIO) -> Iterator[Event]:
        octets = Octets(stream)
        kind = self._format or sniff.binary(octets.head)
        if kind == ftl.NAME:
            yield from self._database()
            return
        if not octets.head:
            self.counts.damage = octets.damage
            return
        reader = self._frames() if kind == dnstap.NAME else self._lines(octets.head)
        for event in reader.events(octets):
            if self._wanted is None or self._is_wanted(event, self._wanted):
                yield event
        self.counts.damage = self.counts.damage or octets.damage

    def _frames(self) -> FrameReader:
        return FrameReader(self._wanted, self.counts, str(self._path))

    def _lines(self, head: bytes) -> LineReader:
        newest = self._newest or datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        clock = Clock(newest, self._zone)
        known = line_formats(clock)
        form = sniff.chosen(self._format, known) if self._format else sniff.of_lines(head, known)
        if form is None and head.strip():
            raise sniff.unknown(str(self._path), head)
        parsing = Parsing(form or known[0], lambda: [] if self._format else line_formats(clock), self.counts)
        return LineReader(parsing, self._wanted, self.counts, str(self._path))

    def _database(self) -> Iterator[Event]:
        if self._stream is not None:
            raise LogFileError(f"{self._path}: Pi-hole's database must be a file of its own; unpack it first")
        self.counts.formats.append(ftl.NAME)
        if self._path.with_name(f"{self._path.name}-wal").exists():
            self.counts.damage = (
                "Pi-hole has the database open; its newest look-ups stand in the file -wal and were not read"
            )
        for event, _ in ftl.events(self._path, self._wanted, str(self._path)):
            self.counts.lines += 1
            if event is not None:
                self.counts.read += 1
                self.counts.told += 1
                yield event

    @staticmethod
    def _is_wanted(event: Event, wanted: Needles) -> bool:
        return wanted.match(event.host) is not None or any(wanted.match(alias) for alias in event.aliases)


def read_log(
    path: Path, wanted: Needles | None, *, zone: tzinfo = UTC, format_name: str = ""
) -> tuple[list[Event], Counts]:
    """All of a log at once, for logs whose events fit into memory. See ``Log``."""
    log = Log(path, wanted, zone=zone, format_name=format_name)
    return list(log), log.counts
