"""What the play is given (``Stage``) and what it gives back (``Played``)."""

from collections.abc import Callable
from dataclasses import dataclass

from backstamp.app.demo.clock import DemoClock
from backstamp.app.demo.sink import Sink
from backstamp.app.demo.story import Truth


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts that the play moves.

    Attributes:
        relay: host and port of the SMTP relay; it hands the stamped copies to ``sink``.
        collector: where the collector listens: ``http://127.0.0.1:PORT``. It believes loopback's ``X-Forwarded-For``.
        base_url: the collector's public address as it stands in the stamped messages; it may differ from ``collector``.
        sink: the mailboxes, listening.
        clock: the clock that relay and collector read as well.
        tell: called with one line of text whenever something has happened.
    """

    relay: tuple[str, int]
    collector: str
    base_url: str
    sink: Sink
    clock: DemoClock
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Played:
    """What became of the play.

    Attributes:
        sent: when both letters had been delivered, by the demo's clock, microseconds since 1970-01-01 UTC.
        requests: how many HTTP requests for pixels and links were made.
        truths: what truly happened to each recipient.
        stand_ins: what was imitated because the real thing is not installed, a sentence each.
    """

    sent: int
    requests: int
    truths: tuple[Truth, ...]
    stand_ins: tuple[str, ...]
