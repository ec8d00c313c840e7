"""What a log line tells: somebody asked for a name or a URL."""

from dataclasses import dataclass
from enum import StrEnum


class Means(StrEnum):
    """LOOKUP: a name was looked up; CONNECTION: one was opened (TLS server name); REQUEST: a URL was asked for."""

    LOOKUP = "lookup"
    CONNECTION = "connection"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Event:
    """One line's facts.

    Attributes:
        at: microseconds since 1970-01-01 UTC; None where the line bears no time.
        client: the address that asked, without its port; "" where the line does not say.
        host: the name asked for, lower-case, without the final dot.
        means: how.
        what: the record type of a look-up (``A``, ``HTTPS``), the method of a request; "" where unknown.
        url: of a request, as far as the log has it; "" otherwise.
        aliases: the names that the answer led through (CNAME), in order, lower-case.
        addresses: the addresses answered.
        outcome: as the log has it: a response code, a status; "" where unknown.
        blocked: whether the resolver or proxy refused it by a rule of its own.
        file: the log's path.
        line: its line or row number, from 1; of binary logs the number of the frame.
        port: the client's port; 0 where unknown. With the name it ties answers to questions.
    """

    at: int | None
    client: str
    host: str
    means: Means
    what: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    outcome: str = ""
    blocked: bool = False
    file: str = ""
    line: int = 0
    port: int = 0

    def placed(self, file: str, line: int) -> "Event":
        """The same, with its place. Written out, since every event of a log passes here."""
        return Event(
            self.at,
            self.client,
            self.host,
            self.means,
            self.what,
            self.url,
            self.aliases,
            self.addresses,
            self.outcome,
            self.blocked,
            file,
            line,
            self.port,
        )
