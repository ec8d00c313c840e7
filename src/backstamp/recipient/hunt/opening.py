"""One likely opening, as far as logs tell of it."""

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How far it went, as far as the logs say.

    FETCHED: a URL was asked for; CONNECTED: a connection was opened; ASKED: a name was looked up; UNANSWERED: it was,
    and there was no address; REFUSED: resolver or proxy refused it by a rule of its own.
    """

    FETCHED = "fetched"
    CONNECTED = "connected"
    ASKED = "asked"
    UNANSWERED = "unanswered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, order=True)
class LogLine:
    """A line that an opening is told from.

    Attributes:
        at: microseconds since 1970-01-01 UTC; -1 where the line bears no time.
        file: the log's path.
        line: its line or row number, from 1.
        means: how it was asked.
        what: record type or method.
    """

    at: int
    file: str
    line: int
    means: str
    what: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One likely opening; of a flood, all of it.

    Attributes:
        client: the address that asked; "" where the log does not say.
        host: the name asked for.
        first: microseconds since 1970-01-01 UTC; None where the log bears no time.
        last: the same of the last event.
        lookups: lines of each kind.
        connections: as above.
        requests: as above.
        reach: how far it went.
        urls: asked for, as logged; those looked for first, at most 50.
        aliases: names that the answers led through (CNAME), at most 16.
        addresses: answered, at most 16.
        lines: the first of each kind, in the order of time.
    """

    client: str
    host: str
    first: int | None
    last: int | None
    lookups: int
    connections: int
    requests: int
    reach: Reach
    urls: tuple[str, ...]
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    lines: tuple[LogLine, ...]

    @property
    def events(self) -> int:
        """Lines altogether."""
        return self.lookups + self.connections + self.requests
