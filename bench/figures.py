"""What was measured, and the one way in which rounds become figures: medians, with the range beside them."""

from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median


class Mode(StrEnum):
    """How the load generator uses its connections."""

    KEEP_ALIVE = "keep-alive"
    NEW_CONNECTION = "new connection"


class Subject(StrEnum):
    """What is measured."""

    NGINX = "nginx"
    BACKSTAMP = "backstamp"
    ONE_TRANSACTION = "one transaction per hit"


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the load generator against one server.

    Attributes:
        subject: the server.
        mode: how connections were used.
        seconds: how long it ran.
        acknowledged: responses that the generator received whole.
        stored: hits that the store gained meanwhile; None where there is no store.
        cpu: seconds of processor time that the server's processes used.
        p50: median latency, milliseconds.
        p99: latency that 99 of 100 requests stayed below, milliseconds.
        bad_status: responses that were neither 2xx nor 3xx.
        socket_errors: connections that could not be made, read or written, or timed out.
    """

    subject: Subject
    mode: Mode
    seconds: float
    acknowledged: int
    stored: int | None
    cpu: float
    p50: float
    p99: float
    bad_status: int
    socket_errors: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.acknowledged / self.seconds

    @property
    def cpu_per_million(self) -> float:
        """Seconds of the server's processor time for a million requests."""
        return self.cpu / self.acknowledged * 1e6 if self.acknowledged else float("inf")

    @property
    def honest(self) -> bool:
        """Every request answered well, and none acknowledged that is not stored."""
        kept = self.stored is None or self.stored >= self.acknowledged
        return kept and self.acknowledged > 0 and not self.bad_status and not self.socket_errors


@dataclass(frozen=True, slots=True)
class Figure:
    """A median and the range it comes from."""

    median: float
    least: float
    most: float


def figure(values: list[float]) -> Figure:
    """The figure of at least one value."""
    return Figure(median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """How long one kind of token takes to check.

    Attributes:
        kind: which, in words.
        nanoseconds: for one check, the best of several runs.
        accepted: whether such a token is ours.
    """

    kind: str
    nanoseconds: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class TokenChecks:
    """Token checks beside what cannot be avoided.

    Attributes:
        bare: nanoseconds of an AES-SIV decryption of a token's size, and nothing else.
        least: nanoseconds of base64, AES-SIV and unpacking without any check: the least that reading a token takes.
        checks: each kind of token.
    """

    bare: float
    least: float
    checks: tuple[TokenCheck, ...]

    def ratio(self, check: TokenCheck) -> float:
        """The check as a multiple of the least that reading a token takes."""
        return check.nanoseconds / self.least


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured.

    Attributes:
        processor: its name, and how many cores the run may use.
        software: versions that matter.
        load: load average over one minute when the run began.
        sync: milliseconds that one small write with fdatasync takes, median.
        stolen: share of processor time that the host gave to others during the run, 0 to 1.
    """

    processor: str
    software: str
    load: float
    sync: float
    stolen: float


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one run measured."""

    machine: Machine
    rounds: tuple[Round, ...]
    tokens: TokenChecks
    judged_per_second: float | None = field(default=None)

    def of(self, subject: Subject, mode: Mode) -> list[Round]:
        """The rounds of one server in one mode, in order."""
        return [each for each in self.rounds if each.subject is subject and each.mode is mode]

    def rate(self, subject: Subject, mode: Mode) -> Figure:
        """Requests per second."""
        return figure([each.rate for each in self.of(subject, mode)])

    def ratio(self, mode: Mode, to: Subject) -> float:
        """Backstamp's median rate as a multiple of another's."""
        return self.rate(Subject.BACKSTAMP, mode).median / self.rate(to, mode).median
