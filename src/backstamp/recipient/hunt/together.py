"""Names that one machine asked for together.

A message with several trackers makes a client ask for all of them at once. So of the messages that carry a name, those
that carry the others, too, are likelier.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from backstamp.recipient.hunt.opening import Opening
from backstamp.recipient.hunt.post import Post

TOGETHER = 3_000_000
"""Microseconds between names of one message, at most: pictures load at once, and logs often have whole seconds."""
MOST = 12
"""More openings than that in those seconds are of several messages, or of several people behind one address."""


class Together:
    """What each client asked for, by time.

    Args:
        openings: by time.
        post: the messages; only names that one of them makes a client load count, not those of links: these are of web
            sites, which people visit.
    """

    def __init__(self, openings: Iterable[Opening], post: Post) -> None:
        self._times: dict[str, list[int]] = {}
        self._hosts: dict[str, list[str]] = {}
        for opening in openings:
            if opening.first is not None and opening.client and post.loads(opening.host):
                self._times.setdefault(opening.client, []).append(opening.first)
                self._hosts.setdefault(opening.client, []).append(opening.host)

    def names(self, opening: Opening) -> frozenset[str]:
        """The name of an opening and those that the same client began to ask for within seconds; none if too many."""
        times = self._times.get(opening.client)
        if times is None or opening.first is None:
            return frozenset()
        begin = bisect_left(times, opening.first - TOGETHER)
        end = bisect_right(times, opening.first + TOGETHER)
        if end - begin > MOST:
            return frozenset()
        return frozenset((opening.host, *self._hosts[opening.client][begin:end]))
