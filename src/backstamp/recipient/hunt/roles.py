"""Machines that ask for others: resolvers and proxies, mail gateways and scanners. As told, or as inferred.

A forwarder asks right after its clients, for several of them. A gateway asks for what is in a message when the message
arrives, message after message; people come later, and not always. Neither is certain, and both are told as inferred.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from backstamp.recipient.hunt.clients import ClientBook, Network, as_address
from backstamp.recipient.hunt.opening import Opening
from backstamp.recipient.hunt.post import Post

PROMPT = 60_000_000
"""Microseconds around a delivery in which a gateway asks."""
RIGHT_AFTER = 2_000_000
"""Microseconds in which a forwarder asks for what its client asked."""
FEWEST = 3
"""Cases from which a role is inferred."""
_SHARE = 0.8
_CHANCE = 0.25
_NEIGHBOURS = 8


class Role(StrEnum):
    """READER: a person's machine, as far as is known; RESOLVER: asks for others; GATEWAY: reads all mail."""

    READER = "reader"
    RESOLVER = "resolver"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client is.

    Attributes:
        role: of it.
        given: whether the caller says so; else it is inferred.
        cases: of an inferred role, how often it showed; for gateways messages, for resolvers openings.
        partners: of an inferred resolver, for how many clients; else 0.
    """

    role: Role = Role.READER
    given: bool = False
    cases: int = 0
    partners: int = 0


READER = Standing()


def standings(
    openings: Sequence[Opening],
    post: Post,
    book: ClientBook,
    resolvers: Iterable[Network],
    gateways: Iterable[Network],
) -> dict[str, Standing]:
    """What each client is that is more than a reader's machine.

    Args:
        openings: by time.
        post: the messages.
        book: whose machines there are; a machine with an owner is never inferred to be anything else.
        resolvers: as the caller names them.
        gateways: as the caller names them.
    """
    clients = {opening.client for opening in openings}
    named = _named(clients, tuple(resolvers), tuple(gateways))
    free = {client for client in clients if client and client not in named and book.owner(client, None) is None}
    inferred = _gateways(openings, post, free) | _forwarders(openings, free)
    return inferred | named


def _named(clients: Iterable[str], resolvers: Sequence[Network], gateways: Sequence[Network]) -> dict[str, Standing]:
    found = {}
    for client in clients:
        for networks, role in ((gateways, Role.GATEWAY), (resolvers, Role.RESOLVER)):
            if _within(client, networks):
                found[client] = Standing(role, given=True)
    return found


def _within(client: str, networks: Sequence[Network]) -> bool:
    address = as_address(client) if networks else None
    return address is not None and any(address in network for network in networks)


def _gateways(openings: Sequence[Opening], post: Post, free: set[str]) -> dict[str, Standing]:
    """Most of what they ask for arrived at that moment, in several messages."""
    known: Counter[str] = Counter()
    prompt: Counter[str] = Counter()
    messages: dict[str, set[int]] = {}
    for opening in openings:
        if opening.client not in free or opening.first is None or not post.carries(opening.host):
            continue
        known[opening.client] += 1
        arrived = post.around(opening.host, opening.first, PROMPT, PROMPT)
        if arrived is not None:
            prompt[opening.client] += 1
            messages.setdefault(opening.client, set()).add(id(arrived))
    return {
        client: Standing(Role.GATEWAY, cases=len(seen))
        for client, seen in messages.items()
        if len(seen) >= FEWEST and prompt[client] >= _SHARE * known[client]
    }


def _forwarders(openings: Sequence[Opening], free: set[str]) -> dict[str, Standing]:
    """Most of what they ask for was asked right before by somebody else, not always by the same, and not by chance."""
    seen: dict[str, _Following] = {}
    by_host: dict[str, list[Opening]] = {}
    for opening in openings:
        if opening.first is not None and opening.client:
            by_host.setdefault(opening.host, []).append(opening)
    for alike in by_host.values():
        times = [opening.first or 0 for opening in alike]
        chance = min(1.0, len(alike) * RIGHT_AFTER / (times[-1] - times[0] + RIGHT_AFTER))
        for place, opening in enumerate(alike):
            if opening.client in free:
                seen.setdefault(opening.client, _Following()).add(_before(alike, times, place), chance)
    return {
        client: Standing(Role.RESOLVER, cases=each.follows, partners=len(each.partners))
        for client, each in seen.items()
        if each.shows
    }


@dataclass(slots=True)
class _Following:
    """How often a client asked right after others, and how often it would have if nothing tied it to them."""

    asked: int = 0
    follows: int = 0
    by_chance: float = 0.0
    partners: set[str] = field(default_factory=set)

    def add(self, before: set[str], chance: float) -> None:
        self.asked += 1
        self.follows += bool(before)
        self.by_chance += chance
        self.partners |= before

    @property
    def shows(self) -> bool:
        often = self.follows >= FEWEST and self.follows >= _SHARE * self.asked
        return often and len(self.partners) > 1 and self.by_chance <= _CHANCE * self.asked


def _before(alike: Sequence[Opening], times: Sequence[int], place: int) -> set[str]:
    """Other clients that asked right before, or in the same moment; of many the nearest."""
    begin = bisect_left(times, times[place] - RIGHT_AFTER)
    end = bisect_right(times, times[place])
    near = range(max(begin, place - _NEIGHBOURS), min(end, place + _NEIGHBOURS))
    client = alike[place].client
    return {alike[other].client for other in near if alike[other].client != client}
