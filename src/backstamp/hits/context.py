"""What the judge knows besides the hit: when the message was sent, what time it is, and whether a burst is near."""

from dataclasses import dataclass

from backstamp.hits.burst import SECOND, Burst

SETTLE_AFTER = 30 * 60 * SECOND
"""Half an hour: 99.3 % of one sender's scanner bursts had begun by then (craft-campaign issue 546)."""

PROXY_DELAY = 60 * SECOND
"""How soon after sending a fetch by Gmail's image proxy may come without a reader. Provisional: it rests on six
published measurements (9, 14 and 26 seconds unread, 203 seconds read) and one of four seconds."""


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of one hit. All times are microseconds since 1970-01-01 UTC.

    Attributes:
        sent_at: when the next mail server accepted the message; None where that is not known.
        now: the time of judging.
        burst: the burst that the hit belongs to or may belong to; None where the delivery has none near it.
        settle_after: how long after a hit later evidence may still change its verdict, microseconds.
        proxy_delay: how soon after sending Gmail's image proxy proves nothing, microseconds.
    """

    sent_at: int | None
    now: int
    burst: Burst | None = None
    settle_after: int = SETTLE_AFTER
    proxy_delay: int = PROXY_DELAY
