"""Click bursts: many links of one delivery within seconds, which is how scanners click and people do not.

The rule: a click belongs to a burst when at least ``BURST_LINKS`` distinct links of the delivery were asked for within
``BURST_REACH`` before or after some click, itself included. Sources: Twenty CRM uses three links within ten seconds;
craft-campaign issue 546 measured 836 bursts, each under a second long, most of them 20 to 60 seconds after sending
and some half an hour later, so that the shape tells a scanner and the delay does not.

The same scanner loads the pixel too, a median of 9 seconds after sending and some 33 seconds before it clicks (same
measurement). An open is therefore the scanner's when it comes at most ``OPEN_BEFORE`` before the burst's first click
or ``BURST_REACH`` after its last, and from an address or with a user agent that the burst's clicks have. An open from
long before, or one near the burst that shares neither, stays what it was.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backstamp.hits.hit import Hit, PathKind

SECOND = 1_000_000
"""Microseconds."""

BURST_LINKS = 3
BURST_REACH = 10 * SECOND
OPEN_BEFORE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Burst:
    """One burst of clicks within a delivery.

    Attributes:
        start: first click, microseconds since 1970-01-01 UTC.
        end: last click, likewise.
        links: ordinals of the links that were asked for, ascending.
        clicks: ids of the hits that make up the burst.
        addresses: addresses they came from.
        agents: user agents they had; an absent or empty one is left out, for it joins nothing.
    """

    start: int
    end: int
    links: tuple[int, ...]
    clicks: frozenset[int]
    addresses: frozenset[str]
    agents: frozenset[str]

    def shares(self, hit: Hit) -> str:
        """What an open near the burst has in common with its clicks: ``address``, ``user agent``, or nothing.

        Empty where ``hit`` is no pixel, or does not fall within the burst's reach.
        """
        if hit.kind is not PathKind.PIXEL or not self.start - OPEN_BEFORE <= hit.at <= self.end + BURST_REACH:
            return ""
        if hit.peer in self.addresses:
            return "address"
        return "user agent" if hit.header("user-agent") in self.agents else ""

    def touches(self, hit: Hit) -> bool:
        """True where ``hit`` is one of the burst's clicks, or an open that goes with them."""
        return hit.id in self.clicks or bool(self.shares(hit))


def bursts(hits: Iterable[Hit]) -> tuple[Burst, ...]:
    """The bursts among the hits of one delivery, earliest first; hits in any order. Sorting apart, linear."""
    clicks = sorted((hit for hit in hits if hit.kind is PathKind.LINK), key=lambda hit: (hit.at, hit.id))
    return tuple(_burst(clicks[first:last]) for first, last in _groups(clicks))


def burst_of(hit: Hit, found: Sequence[Burst]) -> Burst | None:
    """The first of the bursts that ``hit`` is a click of or an open with; None where there is none.

    Args:
        hit: a hit of the delivery.
        found: the delivery's bursts, earliest first, as ``bursts`` gives them.
    """
    beyond = bisect_right(found, hit.at + OPEN_BEFORE, key=lambda burst: burst.start)
    low = beyond
    while low and found[low - 1].end >= hit.at - BURST_REACH:
        low -= 1
    return next((burst for burst in found[low:beyond] if burst.touches(hit)), None)


def _groups(clicks: Sequence[Hit]) -> list[tuple[int, int]]:
    """Slices of ``clicks`` that are bursts: the window around each click, joined where windows overlap."""
    groups: list[tuple[int, int]] = []
    inside: Counter[int] = Counter()
    low = high = 0
    for click in clicks:
        while high < len(clicks) and clicks[high].at <= click.at + BURST_REACH:
            inside[clicks[high].link] += 1
            high += 1
        while clicks[low].at < click.at - BURST_REACH:
            inside[clicks[low].link] -= 1
            if not inside[clicks[low].link]:
                del inside[clicks[low].link]
            low += 1
        if len(inside) < BURST_LINKS:
            continue
        if groups and low < groups[-1][1]:
            groups[-1] = (groups[-1][0], high)
        else:
            groups.append((low, high))
    return groups


def _burst(clicks: Sequence[Hit]) -> Burst:
    return Burst(
        start=clicks[0].at,
        end=clicks[-1].at,
        links=tuple(sorted({click.link for click in clicks})),
        clicks=frozenset(click.id for click in clicks),
        addresses=frozenset(click.peer for click in clicks),
        agents=frozenset(agent for click in clicks if (agent := click.header("user-agent"))),
    )
