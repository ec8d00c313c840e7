"""What a reader is told of the hits of a delivery: each in plain words, with no more of an address than its network.

Whoever has the link to a reader's page can see it, after a forwarding others than the reader too: hence no whole
address, no header, and nothing that says who anybody is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from backstamp.catalogue.catalogue import Catalogue
from backstamp.catalogue.ranges import parse_address
from backstamp.hits.fold import judge_delivery
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.judgement import Judgement, Verdict

SHOWN = 200
"""Entries at most."""

NEEDED = 2 * SHOWN
"""Hits to judge them by: a burst of clicks must not be cut in two where the shown ones end."""

COUNTED = 10_000
"""Hits are counted up to this; beyond, there are "more than"."""

_LONGEST_CLIENT = 80
_MEANINGS = {
    Verdict.MACHINE: "A machine, not a person.",
    Verdict.NO_INFORMATION: "It does not show whether anybody has read the message.",
    Verdict.POSSIBLE: "Perhaps a person, perhaps not.",
    Verdict.LIKELY_HUMAN: "Probably a person.",
    Verdict.HUMAN_ACTION: "An action of a person.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One hit, for people.

    Attributes:
        at: microseconds since 1970-01-01 UTC.
        what: what was done: "The image was loaded".
        client: by whom: "Thunderbird"; from a stranger's request, hence to be escaped.
        network: the beginning of the address that it came from, as a network: "198.51.100.0/24"; empty where unknown.
        meaning: what that says about a person, a sentence.
    """

    at: int
    what: str
    client: str
    network: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded of one delivery.

    Attributes:
        entries: newest first, at most `SHOWN`.
        more: number of hits that are not shown.
        uncounted: whether there are more than that.
    """

    entries: tuple[Entry, ...]
    more: int
    uncounted: bool


def record_of(newest: Sequence[Hit], count: int, *, now: int, catalogue: Catalogue) -> Record:
    """Put the hits of a delivery into words.

    Args:
        newest: its last hits, newest first, `NEEDED` of them where there are so many.
        count: how many it has; `COUNTED` or more where it has more than that.
        now: the time, microseconds since 1970-01-01 UTC.
        catalogue: what is known of fetchers and networks.

    Raises:
        CatalogueError: a downloaded list or database is malformed.
    """
    judged, _ = judge_delivery(newest, sent_at=None, now=now, catalogue=catalogue)
    by_arrival = sorted(judged, key=lambda pair: pair[0].id, reverse=True)
    entries = tuple(_entry(hit, judgement) for hit, judgement in by_arrival[:SHOWN])
    return Record(entries, max(min(count, COUNTED) - len(entries), 0), uncounted=count > COUNTED)


def network_of(peer: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) that an address lies in; empty where the text is no address."""
    address = parse_address(peer)
    if address is None:
        return ""
    if address.family == 4:
        return str(IPv4Network((address.number >> 8 << 8, 24)))
    return str(IPv6Network((address.number >> 80 << 80, 48)))


def _entry(hit: Hit, judgement: Judgement) -> Entry:
    return Entry(hit.at, _what(hit), _shown(judgement.title), network_of(hit.peer), _MEANINGS[judgement.verdict])


def _what(hit: Hit) -> str:
    asked = hit.method == "HEAD"
    if hit.kind is PathKind.PIXEL:
        return "The image was asked about" if asked else "The image was loaded"
    return f"Link {hit.link} was asked about" if asked else f"Link {hit.link} was followed"


def _shown(title: str) -> str:
    """A title may hold a piece of a stranger's user agent."""
    return "".join(character if character.isprintable() else "\ufffd" for character in title[:_LONGEST_CLIENT])
