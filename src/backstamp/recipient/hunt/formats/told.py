"""What the rooms of this package hand out: a line's event, how it hangs together with other lines; their errors."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from backstamp.errors import LogFileError
from backstamp.recipient.hunt.clock import Clock
from backstamp.recipient.hunt.event import Event


class BadLineError(LogFileError):
    """A line that is not of this format. It is counted and shown, and the reading goes on."""


class ForeignLineError(BadLineError):
    """A line that another program wrote into the same log, such as a mail server into the system's log."""


class Part(StrEnum):
    """WHOLE: the line tells all; QUESTION: its answer may stand on a later line; ANSWER: its question stood before."""

    WHOLE = "whole"
    QUESTION = "question"
    ANSWER = "answer"


class Spelling(StrEnum):
    """How names stand in a log: PLAIN, LABELS as ``(7)tracker(7)example(0)``, BASE64 of DNS messages, WIRE."""

    PLAIN = "plain"
    LABELS = "labels"
    BASE64 = "base64"
    WIRE = "wire"


@dataclass(frozen=True, slots=True)
class Told:
    """A line's facts and their place among other lines.

    Attributes:
        event: without file and line number.
        part: of a look-up that is told on several lines, which part this is.
        tie: number by which the program ties lines together (serial, message id); "" where it has none.
        leads: an answer that is an alias; the line after it says what for.
    """

    event: Event
    part: Part = Part.WHOLE
    tie: str = ""
    leads: bool = False


class LineFormat(ABC):
    """A log of lines. One object per file: a header inside the file may change how later lines are read.

    Args:
        clock: dates times that are not told in full.

    Attributes:
        name: as ``--format`` takes it.
        title: for people.
        spellings: how names stand in it.
        controls: lower-case octets that mark lines which change how later lines are read.
        chained: whether an answer's aliases stand on lines of their own.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    spellings: ClassVar[tuple[Spelling, ...]] = (Spelling.PLAIN,)
    controls: ClassVar[tuple[bytes, ...]] = ()
    chained: ClassVar[bool] = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @abstractmethod
    def parse(self, line: bytes) -> Told | None:
        """What a line without its line break tells; None: nothing of a look-up, a connection or a request.

        Raises:
            BadLineError: the line is not of this format.
        """
