"""The DNS debug log of Windows Server: a line a packet, names as labels with lengths, dates as the locale has them.

As of "DNS Logging and Diagnostics" of Microsoft's documentation and the key that the file itself begins with. Of the
packets only those to and from clients are told: a query received, a response sent.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.clock import Clock, microseconds
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Part, Spelling, Told

_PACKET = re.compile(
    r"(?P<date>\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4})\.? "
    r"(?P<time>\d{1,2}[:.]\d\d[:.]\d\d)(?: (?P<half>[AaPp])\.?[Mm]\.?)?"
    r" [0-9A-Fa-f]{3,8} (?:PACKET)\s+[0-9A-Fa-f]{8,16} (?:UDP|TCP) (?P<way>Snd|Rcv) (?P<client>[0-9A-Fa-f.:%]{2,60})"
    r"\s+(?P<id>[0-9a-fA-F]{4}) (?P<answer>[R ]) [A-Z?] \[[0-9a-fA-F]{4} [ A-Z]{0,8} (?P<code>[A-Z0-9]+)\]"
    r"\s+(?P<type>[A-Z0-9]+)\s+(?P<name>\(.+)"
)
_OTHER_EVENT = re.compile(
    r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.? \d{1,2}[:.]\d\d[:.]\d\d(?: [AaPp]\.?[Mm]\.?)? [0-9A-Fa-f]{3,8} [A-Z]+ "
)
_HEADING = (
    "DNS Server log",
    "Log file wrap",
    "Message logging key",
    " ",
    "\t",
    "UDP ",
    "TCP ",
    "Socket",
    "Remote",
    "Message:",
)
_LABEL = re.compile(r"\((\d{1,2})\)")
_NUMBERS = re.compile(r"\d+")
_DAY = 86_400_000_000  # microseconds


class Windows(LineFormat):
    """One file of it. Whether the day or the month stands first is told by the first date that leaves no choice."""

    name: ClassVar[str] = "windows"
    title: ClassVar[str] = "Windows DNS debug log"
    spellings: ClassVar[tuple[Spelling, ...]] = (Spelling.LABELS,)

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._day_first: bool | None = None

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        written = line.decode("utf-8", "replace")
        packet = _PACKET.match(written)
        if packet is None:
            if written.startswith(_HEADING) or _OTHER_EVENT.match(written):
                return None
            raise BadLineError("no packet")
        answers = packet["answer"] == "R"
        if answers is not (packet["way"] == "Snd"):
            return None
        event = Event(
            self._at(packet),
            names.address(packet["client"]),
            host(packet["name"]),
            Means.LOOKUP,
            packet["type"],
            outcome=packet["code"] if answers else "",
        )
        return Told(event, Part.ANSWER if answers else Part.QUESTION, packet["id"].lower())

    def _at(self, packet: re.Match[str]) -> int | None:
        date = tuple(int(number) for number in _NUMBERS.findall(packet["date"]))
        hour, minute, second = (int(number) for number in _NUMBERS.findall(packet["time"]))
        if packet["half"]:
            hour = hour % 12 + (12 if packet["half"] in "pP" else 0)
        year, month, day = self._date(packet, date, half=bool(packet["half"]))
        return self._clock.of(year, month, day, hour, minute, second)

    def _date(self, packet: re.Match[str], date: tuple[int, ...], *, half: bool) -> tuple[int, int, int]:
        first, second, third = date
        if first > 31:
            return first, second, third
        year = third if third > 99 else 2000 + third
        if first > 12 or second > 12:
            self._day_first = first > 12
        elif self._day_first is None:
            self._day_first = "/" not in packet["date"] or self._nearer_day_first(year, first, second, half=half)
        return (year, second, first) if self._day_first else (year, first, second)

    def _nearer_day_first(self, year: int, first: int, second: int, *, half: bool) -> bool:
        """Both are possible: the later one that does not lie after the file's time of change; else by AM and PM."""
        newest = microseconds(self._clock.newest) + _DAY
        day_first, month_first = (
            self._clock.of(year, second, first, 0, 0, 0),
            self._clock.of(year, first, second, 0, 0, 0),
        )
        possible = [at for at in (day_first, month_first) if at is not None and at <= newest]
        if not possible or day_first == month_first:
            return not half
        return max(possible) == day_first


def host(labels: str) -> str:
    """``(4)open(7)tracker(7)example(0)`` as a name."""
    return names.name(".".join(filter(None, _LABEL.split(labels.rstrip())[2::2])))
