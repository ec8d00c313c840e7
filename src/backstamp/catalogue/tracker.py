"""What is known of those who track: a rule says by what their URLs are known, and what these serve."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class Serves(StrEnum):
    """What a tracker's URL is for. CONTENT: pictures that are meant to be seen."""

    OPEN = "open"
    CLICK = "click"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class TrackerRule:
    """One rule.

    Attributes:
        name: unique and stable, such as ``sendgrid-open``.
        vendor: who is behind it, for people.
        serves: what URLs that match are for.
        host: this host and all below it, lower-case; "" for any (branded hosts, known by their path).
        path: a glob over path and query, from the first slash: ``*`` stands for any characters, and more may follow
            unless it ends in ``$``; "" for any. Case matters.
        certainty: ``certain``: nobody else has such URLs; ``probable``: hardly anybody; ``weak``: a common shape, which
            says something only beside another signal.
        source: where that is known from.
        dated: when it was seen there.
        list: the name of the imported list that it comes from; "" for the package's own.
    """

    name: str
    vendor: str
    serves: frozenset[Serves]
    host: str
    path: str
    certainty: Literal["certain", "probable", "weak"]
    source: str
    dated: date
    list: str = ""
