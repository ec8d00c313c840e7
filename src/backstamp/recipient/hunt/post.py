"""All messages of a hunt, found by what they carry: which can an opening have been an opening of?"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter

from backstamp.recipient.hunt.clients import Owner, plain
from backstamp.recipient.hunt.mail import Message, url_key
from backstamp.recipient.hunt.opening import Opening
from backstamp.recipient.hunt.shelf import Shelf, arrival, each_once

MOST_SHOWN = 10
"""Messages that are named of all that an opening can belong to."""
_FOREVER = 1 << 62
_LOOKED_AT = 30
"""Messages of each name that are looked at, the latest."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The messages that an opening can have been an opening of.

    Attributes:
        likely: the likeliest; None where no message carries the name, or none had arrived by then.
        others: the next; those that carry more of the names asked for together first, then the latest.
        more: how many there are beyond those.
        exact: whether the log has a URL of the message itself.
        personal: whether that URL is the reader's own: then this delivery it was, or a copy forwarded from it.
        own: whether the likeliest was sent to the machine's owner.
        together: names that were asked for together and that the likeliest carries, where it carries several.
    """

    likely: Message | None = None
    others: tuple[Message, ...] = ()
    more: int = 0
    exact: bool = False
    personal: bool = False
    own: bool = False
    together: tuple[str, ...] = ()


_NOBODY = Candidates()


class Post:
    """The messages.

    Args:
        messages: of any order; the same one in several folders counts once.
        skew: microseconds by which clocks may differ.
    """

    def __init__(self, messages: Iterable[Message], skew: int) -> None:
        self.messages = tuple(_without_doubles(messages))
        self._skew = skew
        self._by_host: dict[str, Shelf] = {}
        self._by_reader: dict[tuple[str, str], Shelf] = {}
        self._by_url: dict[str, list[Message]] = {}
        self._loaded: set[str] = set()
        for message in sorted(self.messages, key=arrival):
            self._loaded.update(host for host, carried in message.hosts.items() if carried.opens)
            for host in message.hosts:
                self._by_host.setdefault(host, Shelf()).add(message)
                for reader in {plain(address) for address in message.recipients}:
                    self._by_reader.setdefault((host, reader), Shelf()).add(message)
            for key in message.urls:
                self._by_url.setdefault(key, []).append(message)

    def has_url(self, url: str) -> bool:
        """Whether a URL stands in a message."""
        return url_key(url) in self._by_url

    def carries(self, host: str) -> bool:
        """Whether a message carries the name."""
        return host in self._by_host

    def loads(self, host: str) -> bool:
        """Whether a message makes a client ask for the name as soon as it is opened."""
        return host in self._loaded

    def sharing(self, message: Message) -> Iterable[Message]:
        """Messages that have a personal URL of this one: copies that were forwarded, or sent to several at once."""
        found = {id(other): other for key in message.personal for other in self._by_url.get(key, ())[:MOST_SHOWN]}
        return (other for other in found.values() if other is not message)

    def around(self, host: str, at: int, before: int, after: int) -> Message | None:
        """The latest message with a host that arrived in a stretch of time around a moment (microseconds)."""
        shelf = self._by_host.get(host)
        found = shelf.latest(at + after) if shelf else None
        return found if found and found.delivered is not None and found.delivered >= at - before else None

    def candidates(self, opening: Opening, owner: Owner | None, names: frozenset[str] = frozenset()) -> Candidates:
        """Those that an opening can belong to.

        A URL of a message decides. Else of the messages that carry the name and had arrived: the latest that went to
        the machine's owner, then the latest; before the latest, those that carry most of the names asked for together.
        A message that did not go to the owner and carries all of these comes before the owner's own where their own
        do not account for all of the names.

        Args:
            opening: of one name.
            owner: of the machine, where known.
            names: this one and those that the machine asked for together with it.
        """
        until = _FOREVER if opening.last is None else opening.last + self._skew
        exact = self._exact(opening)
        if exact:
            keys = {url_key(url) for url in opening.urls}
            personal = any(key in keys for message in exact for key in message.personal)
            return replace(_chosen(exact[::-1], self._own(exact, owner)), exact=True, personal=personal)
        shelf = self._by_host.get(opening.host)
        if shelf is None:
            return _NOBODY
        number = bisect_right(shelf.times, until)
        fitting = self._fitting(opening.host, names, until) if len(names) > 1 else []
        found = each_once([*fitting, *shelf.before(until, MOST_SHOWN + 1)])[: MOST_SHOWN + 1]
        candidates = _chosen(found, self._owners_likeliest(opening.host, names, until, owner, fitting))
        named = len(candidates.others) + (candidates.likely is not None)
        return replace(candidates, more=max(0, number - named), together=_together(candidates.likely, names))

    def _fitting(self, host: str, names: frozenset[str], until: int) -> list[Message]:
        """Messages that carry a name and others of several names, those with most of them first, then the latest."""
        near = [one for name in names if name in self._by_host for one in self._by_host[name].before(until, _LOOKED_AT)]
        counted = [(_carried(one, names), arrival(one), one) for one in each_once(near) if host in one.hosts]
        fitting = [each for each in counted if each[0] > 1]
        fitting.sort(key=itemgetter(0, 1), reverse=True)
        return [one for _, _, one in fitting]

    def _owners_likeliest(
        self, host: str, names: frozenset[str], until: int, owner: Owner | None, fitting: list[Message]
    ) -> Message | None:
        latest = self._owners(host, until, owner)
        if owner is None or latest is None or not fitting:
            return latest
        own = next((one for one in fitting if owner.is_among(one.recipients, one.names)), latest)
        if own is fitting[0] or not names <= fitting[0].hosts.keys():
            return own
        return own if all(self._owners(name, until, owner) for name in names) else None

    def _exact(self, opening: Opening) -> list[Message]:
        found = {id(one): one for url in opening.urls for one in self._by_url.get(url_key(url), ())[:MOST_SHOWN]}
        return sorted(found.values(), key=arrival)

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
        return max(latest, key=arrival, default=None)


def _chosen(found: list[Message], own: Message | None) -> Candidates:
    likely = own or (found[0] if found else None)
    others = tuple(one for one in found if one is not likely)[:MOST_SHOWN]
    return Candidates(likely, others, own=own is not None)


def _carried(message: Message, names: frozenset[str]) -> int:
    return sum(map(message.hosts.__contains__, names))


def _together(message: Message | None, names: frozenset[str]) -> tuple[str, ...]:
    carried = sorted(filter(message.hosts.__contains__, names)) if message and len(names) > 1 else ()
    return tuple(carried) if len(carried) > 1 else ()


def _without_doubles(messages: Iterable[Message]) -> Iterable[Message]:
    kept: dict[object, Message] = {}
    for number, one in enumerate(messages):
        kept.setdefault((one.message_id, one.sender, one.recipients) if one.message_id else number, one)
    return kept.values()
