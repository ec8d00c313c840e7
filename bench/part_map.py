"""How fast the part map reads: a large message, one of many small parts, and real mail where it is at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backstamp.mail.parts import part_map
from bench.memory import SIZE
from bench.newsletter import large_message, many_parts
from bench.timing import best

_CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
_ROUNDS = 7
_PARTS = 20_000
LARGE = "25 MB: newsletter and attachments"


@dataclass(frozen=True, slots=True)
class Throughput:
    """How fast something was read.

    Attributes:
        what: in words.
        size: octets.
        seconds: the best of several rounds.
    """

    what: str
    size: int
    seconds: float

    @property
    def rate(self) -> float:
        """Millions of octets in a second."""
        return self.size / self.seconds / 1e6


def throughputs() -> tuple[Throughput, ...]:
    """Read all kinds of mail that are at hand."""
    samples = {LARGE: [large_message(SIZE)], f"{_PARTS:,} parts of 250 octets": [many_parts(_PARTS)]}
    real = [path.read_bytes() for path in sorted(_CORPORA.rglob("*")) if path.suffix in {".eml", ".txt"}]
    if real:
        samples[f"{len(real)} real messages"] = real
    seconds = best({what: _reading(messages) for what, messages in samples.items()}, _ROUNDS)
    return tuple(Throughput(what, sum(map(len, messages)), seconds[what]) for what, messages in samples.items())


def _reading(messages: list[bytes]) -> Callable[[], None]:
    def read() -> None:
        for message in messages:
            part_map(message)

    return read
