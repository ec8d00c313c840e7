"""What an export format is: a name, what it can say, and a function from targets to a file's text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backstamp.recipient.block.target import Target


class Level(StrEnum):
    """On what the program decides: names alone, whole URLs, messages, or whatever reads data."""

    NAME = "name"
    URL = "url"
    MESSAGE = "message"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Heading:
    """What the comment at the top of a file says.

    Attributes:
        made: when, in UTC; also the source of serial numbers.
        version: of Backstamp.
        about: which targets, a clause such as ``hosts that serve only opens, from the catalogue``.
    """

    made: datetime
    version: str
    about: str


@dataclass(frozen=True, slots=True)
class Format:
    """One export format.

    Attributes:
        name: for ``--format``.
        title: the program and what it does with the file.
        level: on what it decides.
        suffix: of a file, with its dot.
        render: the whole text, ending in a line break. Targets that the level cannot express are left out: a format
            of names leaves out targets with a path or without a host.
        use: how to put the file to work, one or two sentences with the exact setting or command.
    """

    name: str
    title: str
    level: Level
    suffix: str
    render: Callable[[Sequence[Target], Heading], str]
    use: str
