"""All messages of a hunt, found by what they carry: which can an opening have been an opening of?"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from backstamp.recipient.hunt.clients import Owner, plain
from backstamp.recipient.hunt.mail import Message, url_key
from backstamp.recipient.hunt.opening import Opening

MOST_SHOWN = 10
"""Messages that are named of all that an opening can belong to."""
_FOREVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Candidates:
    """The messages that an opening can have been an opening of.

    Attributes:
        likely: the likeliest; None where no message carries the name, or none had arrived by then.
        others: the next, the latest first.
        more: how many there are beyond those.
        exact: whether the log has a URL of the message itself.
        personal: whether that URL is the reader's own: then this delivery it was, or a copy forwarded from it.
        own: whether the likeliest was sent to the machine's owner.
    """

    likely: Message | None = None
    others: tuple[Message, ...] = ()
    more: int = 0
    exact: bool = False
    personal: bool = False
    own: bool = False


class Post:
    """The messages.

    Args:
        messages: of any order; the same one in several folders counts once.
        skew: microseconds by which clocks may differ.
    """

    def __init__(self, messages: Iterable[Message], skew: int) -> None:
        self.messages = tuple(_without_doubles(messages))
        self._skew = skew
        self._by_host: dict[str, _Shelf] = {}
        self._by_reader: dict[tuple[str, str], _Shelf] = {}
        self._by_url: dict[str, list[Message]] = {}
        for message in sorted(self.messages, key=_arrival):
            for host in message.hosts:
                self._by_host.setdefault(host, _Shelf()).add(message)
                for reader in {plain(address) for address in message.recipients}:
                    self._by_reader.setdefault((host, reader), _Shelf()).add(message)
            for key in message.urls:
                self._by_url.setdefault(key, []).append(message)

    def has_url(self, url: str) -> bool:
        """Whether a URL stands in a message."""
        return url_key(url) in self._by_url

    def carries(self, host: str) -> bool:
        """Whether a message carries the name."""
        return host in self._by_host

    def sharing(self, message: Message) -> Iterable[Message]:
        """Messages that have a personal URL of this one: copies that were forwarded, or sent to several at once."""
        found = {id(other): other for key in message.personal for other in self._by_url.get(key, ())[:MOST_SHOWN]}
        return (other for other in found.values() if other is not message)

    def around(self, host: str, at: int, before: int, after: int) -> Message | None:
        """The latest message with a host that arrived in a stretch of time around a moment (microseconds)."""
        shelf = self._by_host.get(host)
        found = shelf.latest(at + after) if shelf else None
        return found if found and found.delivered is not None and found.delivered >= at - before else None

    def candidates(self, opening: Opening, owner: Owner | None) -> Candidates:
        """Those that an opening can belong to.

        A URL of a message decides. Else of the messages that carry the name and had arrived: the latest that went to
        the machine's owner, then the latest.
        """
        until = _FOREVER if opening.last is None else opening.last + self._skew
        exact = self._exact(opening)
        if exact:
            keys = {url_key(url) for url in opening.urls}
            personal = any(key in keys for message in exact for key in message.personal)
            return replace(_chosen(exact[::-1], self._own(exact, owner)), exact=True, personal=personal)
        shelf = self._by_host.get(opening.host)
        if shelf is None:
            return Candidates()
        number = bisect_right(shelf.times, until)
        found = shelf.messages[max(0, number - MOST_SHOWN - 1) : number][::-1]
        candidates = _chosen(found, self._owners(opening.host, until, owner))
        named = len(candidates.others) + (candidates.likely is not None)
        return replace(candidates, more=max(0, number - named))

    def _exact(self, opening: Opening) -> list[Message]:
        found = {id(one): one for url in opening.urls for one in self._by_url.get(url_key(url), ())[:MOST_SHOWN]}
        return sorted(found.values(), key=_arrival)

    @staticmethod
    def _own(messages: list[Message], owner: Owner | None) -> Message | None:
        own = [one for one in messages if owner and owner.is_among(one.recipients, one.names)]
        return own[-1] if own else None

    def _owners(self, host: str, until: int, owner: Owner | None) -> Message | None:
        """The latest message with a host to somebody; by address where the table has one."""
        if owner is None:
            return None
        if not owner.addresses:
            shelf = self._by_host[host]
            return self._own(shelf.messages[: bisect_right(shelf.times, until)][-1000:], owner)
        shelves = [self._by_reader.get((host, plain(address))) for address in owner.addresses]
        latest = [found for shelf in shelves if shelf and (found := shelf.latest(until))]
        return max(latest, key=_arrival, default=None)


class _Shelf:
    """Messages in the order of arrival; those without a time first: they may always have been there."""

    __slots__ = ("messages", "times")

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.times: list[int] = []

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self.times.append(_arrival(message))

    def latest(self, until: int) -> Message | None:
        number = bisect_right(self.times, until)
        return self.messages[number - 1] if number else None


def _chosen(found: list[Message], own: Message | None) -> Candidates:
    likely = own or (found[0] if found else None)
    others = tuple(one for one in found if one is not likely)[:MOST_SHOWN]
    return Candidates(likely, others, own=own is not None)


def _arrival(message: Message) -> int:
    return -1 if message.delivered is None else message.delivered


def _without_doubles(messages: Iterable[Message]) -> Iterable[Message]:
    kept: dict[object, Message] = {}
    for number, one in enumerate(messages):
        kept.setdefault((one.message_id, one.sender, one.recipients) if one.message_id else number, one)
    return kept.values()
