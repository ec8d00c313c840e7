"""Targets: logs of every format, and the rules that are made of what a hostile message holds."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from backstamp.app.scan_models import json_line
from backstamp.catalogue.tracker import Serves
from backstamp.errors import LogFileError, UsageError
from backstamp.recipient.block.format import Heading
from backstamp.recipient.block.registry import all_formats
from backstamp.recipient.block.scan_targets import targets_from_scan
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.hunt.clock import Clock
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.formats import dnstap
from backstamp.recipient.hunt.formats.known import line_formats
from backstamp.recipient.hunt.formats.told import BadLineError
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.reading import Log
from fuzz.choices import Choices
from fuzz.message_builder import message
from fuzz.recipient import look

_NEWEST = datetime(2026, 11, 22, tzinfo=UTC)
_HEADING = Heading(_NEWEST, "1.0", "fuzzed\nevil: 1")
_WANTED = Needles.of(["tracker.example"])
_MARK = "zqevilqz"
"""Letters that stand behind every line break of a hostile target: no line of a file may begin with them."""
LOGS = (
    (
        b"21-Nov-2026 09:12:01.123 client @0x7f 192.0.2.10#40001 (open.tracker.example): "
        b"query: open.tracker.example IN A + (192.0.2.1)\n"
    ),
    b"Nov 21 09:12:01 dnsmasq[1]: 7 192.0.2.10/40001 query[A] news.shop.example from 192.0.2.10\n",
    b"Nov 21 09:12:01 dnsmasq[1]: 7 192.0.2.10/40001 reply news.shop.example is <CNAME>\n",
    b"Nov 21 09:12:01 dnsmasq[1]: 7 192.0.2.10/40001 reply shop.tracker.example is 198.51.100.7\n",
    b"Nov 21 09:12:01 unbound[1:0] info: 192.0.2.10 open.tracker.example. A IN\n",
    b"[1795252321] unbound[1:0] info: 192.0.2.10 open.tracker.example. A IN NOERROR 0.000 0 51\n",
    b'192.0.2.10 - - [21/Nov/2026:09:12:01 +0000] "GET http://open.tracker.example/o.gif?u=1 HTTP/1.1" 200 43\n',
    b"1795252321.123 43 192.0.2.10 TCP_MISS/200 99 GET http://t.tracker.example/o - HIER_DIRECT/- image/gif\n",
    b'{"ts":1795252321.1,"uid":"C","id.orig_h":"192.0.2.10","id.orig_p":4,"query":"open.tracker.example","qtype_name":"A"}\n',
    b"#separator \\x09\n#fields\tts\tid.orig_h\tquery\n1795252321.1\t192.0.2.10\topen.tracker.example\n",
    (
        b"11/21/2026 9:12:01 AM 0E30 PACKET  0000 UDP Rcv 192.0.2.10 0002   Q [0001   D   NOERROR] A "
        b"(4)open(7)tracker(7)example(0)\n"
    ),
    b'{"T":"2026-11-21T09:12:01Z","QH":"open.tracker.example","QT":"A","QC":"IN","IP":"192.0.2.10","Result":{}}\n',
    b"\r\n",
    b"\0\xff tracker.example\n",
)
_TEXTS = (
    "t.example",
    f"\n{_MARK}",
    f"\r\n{_MARK}",
    f"\u2028{_MARK}",
    f"\x0b{_MARK}\x85{_MARK}",
    '"',
    "'",
    "\\",
    "*/",
    "-->",
    "$(x)",
    "`",
    ";",
    "#",
    "\0",
    "\u202e",
    "/o/*.gif",
    "xn--",
    "192.0.2.1",
    "2001:db8::1",
    ".",
    "a" * 300,
)


def log_lines(data: bytes) -> None:
    """Every parser takes any line: something told of a host, or a bad line."""
    clock = Clock(_NEWEST)
    for line in data.split(b"\n")[:50]:
        for form in line_formats(clock):
            try:
                told = form.parse(line)
            except BadLineError:
                continue
            assert told is None or _is_event(told.event), told
    try:
        told = dnstap.parse(data)
        assert told is None or _is_event(told.event), told
    except BadLineError:
        return


def logs(data: bytes) -> None:
    """A log of good lines and bad ones, handed out in any pieces, gives what it gives as a whole."""
    choices = Choices(data)
    sizes = [1 + choices.below(200) for _ in range(1 + choices.below(4))]
    lines: list[bytes] = []
    while choices.left and len(lines) < 80:
        line = choices.pick(LOGS)
        if choices.below(4) == 3:
            place = choices.below(len(line) + 1)
            line = line[:place] + choices.some_octets(20) + line[place:]
        lines.append(line)
    octets = b"".join(lines)
    wanted = choices.pick((_WANTED, None))
    whole = _read(io.BytesIO(octets), wanted)
    assert _read(_Pieces(octets, sizes), wanted) == whole
    if wanted is not None and isinstance(whole, list):
        assert all(_named(event) for event in whole), whole


def any_log(data: bytes) -> None:
    """Any octets are a log, or none that is known."""
    _read(io.BytesIO(data), None)
    _read(io.BytesIO(data), _WANTED)


def rules(data: bytes) -> None:
    """No text of a hostile target begins a line of its own, whatever the format; every file ends in a line break."""
    choices = Choices(data)
    targets = [_target(choices) for _ in range(1 + choices.below(4))]
    for form in all_formats():
        text = form.render(targets, _HEADING)
        assert text.endswith("\n"), form.name
        if form.name == "csv":  # a quoted line break is none there (RFC 4180)
            assert len({len(row) for row in csv.reader(io.StringIO(text, newline=""))}) == 1
        else:
            assert not any(line.lstrip().startswith(_MARK) for line in text.splitlines()), form.name
        text.encode()


def scanned_rules(data: bytes) -> None:
    """Rules of what a scan found; any other text is no scan."""
    choices = Choices(data)
    line = json_line("x", look(message(choices)))
    targets = targets_from_scan([line])
    assert targets == targets_from_scan([line, line])
    for form in all_formats():
        form.render(targets, _HEADING).encode()
    try:
        targets_from_scan([data.decode("utf-8", "replace")])
    except UsageError:
        return


def _read(stream: io.BytesIO, wanted: Needles | None) -> list[Event] | str:
    try:
        return list(Log(Path("the.log"), wanted, stream=stream, newest=_NEWEST))
    except LogFileError as error:
        return error.operator


def _named(event: Event) -> bool:
    return any(_WANTED.match(name) for name in (event.host, *event.aliases))


def _is_event(event: Event) -> bool:
    return event.host == event.host.lower() and not event.host.endswith("..") and event.port >= 0


def _target(choices: Choices) -> Target:
    def text() -> str:
        return "".join(choices.pick(_TEXTS) for _ in range(choices.below(4)))

    scope, serves = choices.pick(tuple(Scope)), frozenset({choices.pick(tuple(Serves))})
    certainty = choices.pick(("certain", "probable", "weak"))
    return Target(text(), text(), choices.flip(), text(), scope, serves, certainty, text())


class _Pieces(io.BytesIO):
    """Octets that are handed out in pieces of any size."""

    def __init__(self, octets: bytes, sizes: list[int]) -> None:
        super().__init__(octets)
        self._sizes = sizes
        self._turn = 0

    def read(self, size: int | None = -1) -> bytes:
        self._turn += 1
        most = self._sizes[self._turn % len(self._sizes)]
        return super().read(min(size, most) if size is not None and size >= 0 else most)
