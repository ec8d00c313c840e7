"""What the reader wants done to a message."""

from dataclasses import dataclass
from enum import StrEnum


class Images(StrEnum):
    """What becomes of pictures and of everything else that loads by itself.

    TRACKERS: what the scan calls a certain or probable tracker is taken out; ALL: nothing remote is left that loads;
    NONE: all of it stays.
    """

    TRACKERS = "trackers"
    ALL = "all"
    NONE = "none"


class Links(StrEnum):
    """What becomes of what is followed, sent or told by a click.

    UNWRAP: links lead straight to where they lead in the end, as far as that can be told offline, without tracking
    parameters, and what cannot be unwrapped is marked; PARAMS: only tracking parameters are taken out; KEEP: all stays.
    """

    UNWRAP = "unwrap"
    PARAMS = "params"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """What is done.

    Attributes:
        images: to what loads by itself.
        links: to what is followed.
        found_header: whether an ``X-Backstamp-Found`` field tells programs behind us what was found.
        undo: whether the message carries the record from which the original comes back.
    """

    images: Images = Images.TRACKERS
    links: Links = Links.UNWRAP
    found_header: bool = False
    undo: bool = True
