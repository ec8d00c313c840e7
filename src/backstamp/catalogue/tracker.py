"""What is known of those who track: a rule says by what their URLs are known, and what these serve.

Beside the rules: how senders show themselves in a message's header, and what an imported list says of itself.
"""

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
        vendor: who is behind it, for people; "" where an imported list does not say.
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


@dataclass(frozen=True, slots=True)
class TrackerException:
    """A URL that an imported list excepts from its own rules; it says nothing about rules from elsewhere.

    Attributes:
        host: as in ``TrackerRule``.
        path: as in ``TrackerRule``.
        list: the name of the list.
    """

    host: str
    path: str
    list: str


@dataclass(frozen=True, slots=True)
class TrackerList:
    """A list of trackers that the user has imported, or that was learnt from the user's own mail.

    Attributes:
        name: of the list, such as ``adguard-25``; also of its file.
        title: what it calls itself.
        licence: as its header states it, or as the user gave it.
        source: the file that it was read from.
        imported: the day of that.
    """

    name: str
    title: str
    licence: str
    source: str
    imported: date


@dataclass(frozen=True, slots=True)
class SenderFact:
    """A header field by which a sending service is known.

    Attributes:
        vendor: the service.
        field: name of the field, lower-case.
        value: a glob over the whole value, without regard to case; "" for any.
        source: where that is known from.
        dated: when it was seen there.
    """

    vendor: str
    field: str
    value: str
    source: str
    dated: date


@dataclass(frozen=True, slots=True)
class SenderMatch:
    """A sending service that showed itself in a message's header.

    Attributes:
        vendor: the service.
        field: name of the field that shows it, lower-case.
        source: where it is known from that the field does.
    """

    vendor: str
    field: str
    source: str
