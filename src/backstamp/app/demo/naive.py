"""What a naive counter would have claimed from the same hits, and how far that is from the truth."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from backstamp.app.demo.story import Truth
from backstamp.hits.hit import Hit, PathKind

Delivery = tuple[int, int]
"""Message id and recipient ordinal, as they stand in a hit."""


@dataclass(frozen=True, slots=True)
class NaiveCount:
    """The claims of a counter that takes every request for a person.

    Attributes:
        opened: deliveries with any hit: "unique opens" (a click counts as an open, as it does at most senders).
        clicked: deliveries with a link hit: "unique clicks".
        opens: all pixel hits: "total opens".
        clicks: all link hits: "total clicks".
    """

    opened: frozenset[Delivery]
    clicked: frozenset[Delivery]
    opens: int
    clicks: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One counter's claims beside the truth; the tuples hold recipients' names in the order of the truths.

    Attributes:
        claimed_opens: how many it says opened.
        true_reads: how many read.
        claimed_clicks: how many it says clicked.
        true_clicks: how many clicked.
        invented_opens: said to have opened, but did not read.
        missed_reads: read, but not said to have opened.
        invented_clicks: said to have clicked, but did not.
        missed_clicks: clicked, but not said to have.
    """

    claimed_opens: int
    true_reads: int
    claimed_clicks: int
    true_clicks: int
    invented_opens: tuple[str, ...]
    missed_reads: tuple[str, ...]
    invented_clicks: tuple[str, ...]
    missed_clicks: tuple[str, ...]


def count_naively(hits: Iterable[Hit]) -> NaiveCount:
    """Count hits as a naive counter does: every pixel an open, every link a click."""
    asked = [((hit.message, hit.recipient), hit.kind) for hit in hits]
    clicks = [delivery for delivery, kind in asked if kind is PathKind.LINK]
    return NaiveCount(
        opened=frozenset(delivery for delivery, _ in asked),
        clicked=frozenset(clicks),
        opens=len(asked) - len(clicks),
        clicks=len(clicks),
    )


def compare(truths: Iterable[Truth], opened: Collection[str], clicked: Collection[str]) -> Comparison:
    """Hold a counter's claims against the truth.

    Args:
        truths: what happened to each recipient.
        opened: addresses that the counter says opened.
        clicked: addresses that the counter says clicked.
    """
    cast = tuple(truths)
    return Comparison(
        claimed_opens=sum(truth.address in opened for truth in cast),
        true_reads=sum(truth.read for truth in cast),
        claimed_clicks=sum(truth.address in clicked for truth in cast),
        true_clicks=sum(truth.clicked for truth in cast),
        invented_opens=tuple(t.name for t in cast if t.address in opened and not t.read),
        missed_reads=tuple(t.name for t in cast if t.read and t.address not in opened),
        invented_clicks=tuple(t.name for t in cast if t.address in clicked and not t.clicked),
        missed_clicks=tuple(t.name for t in cast if t.clicked and t.address not in clicked),
    )
