"""A dnstap file's events: frames that hold a name looked for are read, the others only searched."""

from collections.abc import Iterator

from backstamp.recipient.hunt.assembling import Assembler
from backstamp.recipient.hunt.counts import Counts
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.finder import Finder
from backstamp.recipient.hunt.formats import dnstap
from backstamp.recipient.hunt.formats.frames import frames
from backstamp.recipient.hunt.formats.told import BadLineError, Spelling
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.octets import Octets

_BLOCK = 1 << 19


class FrameReader:
    """Of one file.

    Args:
        wanted: names to look for; None: every event.
        counts: filled while reading.
        file: the log's path, as events name it.
    """

    def __init__(self, wanted: Needles | None, counts: Counts, file: str) -> None:
        self._finder = Finder(wanted, (Spelling.WIRE,)) if wanted is not None else None
        self._counts = counts
        self._assembler = Assembler(file)
        counts.formats.append(dnstap.NAME)

    def events(self, octets: Octets) -> Iterator[Event]:
        """Events in the order of the file; a question and its answer are one."""
        held = b""
        for block in octets.blocks(_BLOCK):
            self._counts.octets += len(block)
            held += block
            try:
                found = frames(held, self._places(held))
            except BadLineError as error:
                self._counts.damage = f"the dnstap file is damaged ({error.operator}); what stood before was read"
                held = b""
                break
            for start, end, number in found.chosen:
                yield from self._frame(held[start:end], self._counts.lines + number)
            self._counts.lines += found.count
            held = held[found.end :]
        if held:
            self._counts.damage = "the dnstap file breaks off inside a frame; what stood before was read"
        yield from self._assembler.rest()

    def _places(self, held: bytes) -> list[int] | None:
        return None if self._finder is None else list(self._finder.places(held.lower()))

    def _frame(self, frame: bytes, number: int) -> Iterator[Event]:
        self._counts.read += 1
        try:
            told = dnstap.parse(frame)
        except BadLineError:
            self._counts.bad(number, frame)
            return
        if told is not None:
            self._counts.told += 1
            yield from self._assembler.add(told, number)
