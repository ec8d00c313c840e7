"""What was read of a log, for people to see: nothing is fatal, and nothing is hidden."""

from dataclasses import dataclass, field

_KEPT = 5
_SHOWN = 200


@dataclass(slots=True)
class Counts:
    """Of one log.

    Attributes:
        octets: read, unpacked.
        lines: in it; frames or rows of binary logs.
        read: lines that were taken apart: the first thousand, every line that holds a name looked for or belongs to
        one,
            and a few of each further block as a sample. All others were only searched.
        told: of those read, the lines that told of a look-up, connection or request.
        unparsable: of those read, the lines that no format knew. So this is a number out of ``read``, not of ``lines``.
        foreign: of those read, the lines of other programs in the same log.
        overlong: lines above 64 KB, which were skipped.
        samples: number and beginning of the first unparsable lines.
        formats: names of the formats met, in their order.
        damage: what was wrong with the file as a whole, a sentence; "" where nothing was.
    """

    octets: int = 0
    lines: int = 0
    read: int = 0
    told: int = 0
    unparsable: int = 0
    foreign: int = 0
    overlong: int = 0
    samples: list[tuple[int, str]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    damage: str = ""

    def bad(self, number: int, line: bytes) -> None:
        """One more unparsable line; the first few are kept."""
        self.unparsable += 1
        if len(self.samples) < _KEPT:
            self.samples.append((number, line[:_SHOWN].decode("utf-8", "replace")))
