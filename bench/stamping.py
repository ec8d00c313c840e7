"""Stamping measured beside what others do to a message's HTML, on one core: ``bench/run.py stamping``.

Ours reads and writes whole messages, octets in, octets out, and takes along the record from which the original can be
had back. The peers get the HTML alone, without its transfer encoding, and give HTML: that is in their favour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import lxml.html  # type: ignore[import-untyped]  # it has no types
from bs4 import BeautifulSoup
from pytracking import Configuration  # type: ignore[import-untyped]  # it has no types
from pytracking.html import adapt_html  # type: ignore[import-untyped]  # it has no types

from backstamp import library
from backstamp.sender.options import Options
from backstamp.sender.stamp import plan
from backstamp.tokens.token import Key, KeyRing
from bench.memory import Memory, memory
from bench.newsletter import message, newsletter
from bench.part_map import Throughput, throughputs
from bench.timing import best, one_core

BASE = "https://t.example"
RING = KeyRing([Key(b"bch", bytes(range(64)))])
ENCODINGS = ("8bit", "quoted-printable")


class Way(StrEnum):
    """A way of treating the newsletter."""

    ONE_OFF = "backstamp: read and stamp for one recipient"
    FURTHER = "backstamp: a further copy of a mailing"
    LIBRARY = "backstamp: library call, with its list of edits"
    LXML = "lxml: parse and serialise, no change"
    SOUP = "BeautifulSoup (lxml): parse and serialise, no change"
    PYTRACKING = "pytracking: adapt_html"


@dataclass(frozen=True, slots=True)
class Stamping:
    """Everything that was measured of stamping.

    Attributes:
        seconds: by transfer encoding of the message and way; the peers' are the same in both.
        sizes: octets of the message, by transfer encoding.
        memory: of a large message.
        throughputs: of the part map.
    """

    seconds: dict[str, dict[Way, float]]
    sizes: dict[str, int]
    memory: tuple[Memory, ...]
    throughputs: tuple[Throughput, ...]

    def ratio(self, encoding: str, way: Way, of: Way = Way.ONE_OFF) -> float:
        """How many times as long as a way of ours another way takes."""
        return self.seconds[encoding][way] / self.seconds[encoding][of]


def measure(rounds: int = 25) -> Stamping:
    """Measure on one core; takes about a minute.

    Args:
        rounds: how often each way takes its turn; the best counts.
    """
    with one_core():
        messages = {encoding: message(encoding) for encoding in ENCODINGS}
        seconds = {encoding: _seconds(octets, rounds) for encoding, octets in messages.items()}
        sizes = {encoding: len(octets) for encoding, octets in messages.items()}
        return Stamping(seconds, sizes, memory(), throughputs())


def ways(octets: bytes) -> dict[Way, Callable[[], object]]:
    """Each way of treating the newsletter, ready to be called.

    Args:
        octets: of the whole message.
    """
    options, html = Options(base_url=BASE), newsletter().encode()
    ready = plan(octets, options)
    ready.stamp(RING, 7, 0)
    recipients = iter(range(1, 1 << 30))
    tracking = Configuration(base_open_tracking_url=f"{BASE}/o/", base_click_tracking_url=f"{BASE}/l/")
    return {
        Way.ONE_OFF: lambda: plan(octets, options).stamp(RING, 7, 3),
        Way.FURTHER: lambda: ready.stamp(RING, 7, next(recipients)),
        Way.LIBRARY: lambda: library.stamp(octets, keys=RING, base_url=BASE),
        Way.LXML: lambda: lxml.html.tostring(lxml.html.document_fromstring(html)),
        Way.SOUP: lambda: str(BeautifulSoup(html, "lxml")),
        Way.PYTRACKING: lambda: adapt_html(html, {"message": 7, "recipient": 3}, configuration=tracking),
    }


def _seconds(octets: bytes, rounds: int) -> dict[Way, float]:
    timed = best({str(way): call for way, call in ways(octets).items()}, rounds)
    return {Way(name): seconds for name, seconds in timed.items()}
