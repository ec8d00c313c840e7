"""A log of lines: which of them are read, and in what order they are put together."""

from collections.abc import Iterator
from itertools import islice

from backstamp.recipient.hunt.assembling import Assembler
from backstamp.recipient.hunt.counts import Counts
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.finder import Finder
from backstamp.recipient.hunt.formats.told import Part, Told
from backstamp.recipient.hunt.looking_back import after, before
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.octets import Octets
from backstamp.recipient.hunt.parsing import Parsing
from backstamp.recipient.hunt.whole_lines import whole_lines
from backstamp.recipient.hunt.window import Window

_FIRST = 1000  # lines read in full
_SAMPLES = 8  # lines of each further block
_PAST = 1 << 17  # octets kept of what stood before a block


class LineReader:
    """Of one file.

    Args:
        parsing: the formats of its lines.
        wanted: names to look for; None: every line is read.
        counts: filled while reading.
        file: the log's path, as events name it.
    """

    def __init__(self, parsing: Parsing, wanted: Needles | None, counts: Counts, file: str) -> None:
        self._parsing = parsing
        self._wanted = wanted
        self._counts = counts
        self._assembler = Assembler(file)
        self._finder: Finder | None = None
        self._made_for = 0
        self._done: set[int] = set()
        self._follows: Told | None = None

    def events(self, octets: Octets) -> Iterator[Event]:
        """Events in the order of their lines; look-ups told on several lines are one."""
        past, offset = b"", 0
        for block in whole_lines(octets, self._counts):
            window = Window(past, block, self._counts.lines + 1, offset, lower=self._wanted is not None)
            yield from self._window(window)
            self._counts.lines += block.count(b"\n") + (not block.endswith(b"\n"))
            offset += len(block)
            past = self._kept(window)
        yield from self._assembler.rest()

    def _kept(self, window: Window) -> bytes:
        if self._wanted is None or not self._parsing.chained:
            return b""
        past = window.text[window.text.find(b"\n", max(0, len(window.text) - _PAST)) + 1 :]
        low = window.base + len(window.text) - len(past)
        self._done = {place for place in self._done if place >= low}
        return past

    def _window(self, window: Window) -> Iterator[Event]:
        start = window.begin
        if self._wanted is None or self._counts.lines < _FIRST:
            most = None if self._wanted is None else _FIRST - self._counts.lines
            for start, end in islice(window.lines(window.begin), most):
                yield from self._line(window, start, end)
            start = end + 1
        elif self._follows is not None:
            yield from self._after(window, window.begin - 1, self._follows)
        if self._wanted is not None:
            yield from self._searched(window, start, self._wanted)

    def _searched(self, window: Window, start: int, wanted: Needles) -> Iterator[Event]:
        """Lines that hold a name looked for, with the lines that belong to them; a few others as a sample."""
        for place in self._find(window, wanted):
            if place < start:
                continue
            begin, end = window.around(place)
            start = end + 1
            if window.base + begin not in self._done:
                yield from self._tied(window, begin, end)
        self._sample(window, start)

    def _find(self, window: Window, wanted: Needles) -> Iterator[int]:
        """A format that was met later has names spelled in its own way: the search is made anew."""
        forms = self._parsing.forms
        if self._finder is None or self._made_for != len(forms):
            spellings = {spelling for form in forms for spelling in form.spellings}
            self._finder = Finder(wanted, spellings, {control for form in forms for control in form.controls})
            self._made_for = len(forms)
        block = window.low[window.begin :] if window.begin else window.low
        return (place + window.begin for place in self._finder.places(block))

    def _tied(self, window: Window, begin: int, end: int) -> Iterator[Event]:
        told = self._read(window, begin, end)
        if told is None:
            return
        if told.part is not Part.ANSWER or not self._parsing.chained:
            yield from self._put(window, begin, told)
            return
        for first, last in before(window, begin, told, self._parsing.quietly, self._is_done):
            yield from self._line(window, first, last)
        yield from self._put(window, begin, told)
        if told.leads:
            yield from self._after(window, end, told)

    def _after(self, window: Window, end: int, told: Told) -> Iterator[Event]:
        """What an alias leads to; at the end of a block it goes on in the next."""
        self._follows, last = None, end
        for first, last in after(window, end, told, self._parsing.quietly):
            yield from self._line(window, first, last)
            told = self._parsing.quietly(window.text[first:last]) or told
        if last + 1 >= len(window.text):
            self._follows = told

    def _line(self, window: Window, begin: int, end: int) -> Iterator[Event]:
        """A line whose turn it is, unless it was put in before."""
        if window.base + begin in self._done:
            return
        told = self._read(window, begin, end)
        if told is not None:
            yield from self._put(window, begin, told)

    def _read(self, window: Window, begin: int, end: int) -> Told | None:
        return self._parsing.read(window.text[begin:end], lambda: window.number(begin))

    def _put(self, window: Window, begin: int, told: Told) -> Iterator[Event]:
        if self._wanted is not None and self._parsing.chained:
            self._done.add(window.base + begin)
        return self._assembler.add(told, window.number(begin))

    def _is_done(self, place: int) -> bool:
        return place in self._done

    def _sample(self, window: Window, start: int) -> None:
        """Of what was only searched, a few lines are read, to see whether the format still holds."""
        step = (len(window.text) - window.begin) // _SAMPLES
        for place in range(max(start, window.begin + step), len(window.text), max(step, 1 << 12)):
            begin, end = window.around(place)
            if begin >= window.begin:
                self._read(window, begin, end)
