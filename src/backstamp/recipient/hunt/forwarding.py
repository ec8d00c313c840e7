"""What a timeline says of each message: who opened it, when, and to whom it was forwarded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backstamp.recipient.hunt.clients import Owner, plain
from backstamp.recipient.hunt.mail import Message
from backstamp.recipient.hunt.opening import Reach
from backstamp.recipient.hunt.post import Post
from backstamp.recipient.hunt.timeline import Relation, Sighting

_FARTHEST = (Reach.FETCHED, Reach.CONNECTED, Reach.ASKED, Reach.UNANSWERED, Reach.REFUSED)
_WORST = (
    Relation.FORWARDED,
    Relation.POSSIBLY_FORWARDED,
    Relation.RECIPIENT,
    Relation.UNKNOWN,
    Relation.MACHINE,
)


@dataclass(frozen=True, slots=True)
class Forward:
    """How a message most likely came to somebody.

    Attributes:
        by: who most likely passed it on; several where it can have been any of them, none where nobody is known.
        after: when the first of them had it, or had opened it; None where that is unknown.
        opened: whether ``after`` is an opening; else the delivery.
        before: when the new reader first opened it.
        copy: the forwarded message itself, where it is among the mail.
        others: who else had opened it by then, and may have passed it on.
    """

    by: tuple[str, ...]
    after: int | None
    opened: bool
    before: int | None
    copy: Message | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader, or one machine, and one message.

    Attributes:
        who: the owner's label, or the client's address.
        owner: where it is known.
        clients: addresses.
        sightings: by time.
        relation: the one that says most.
        reach: the farthest.
        forward: how it came to them, where they are no recipient.
    """

    who: str
    owner: Owner | None
    clients: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    relation: Relation
    reach: Reach
    forward: Forward | None = None

    @property
    def first(self) -> int | None:
        """When it was first opened."""
        return self.sightings[0].opening.first

    @property
    def prompt(self) -> bool:
        """Whether all of it came right with the delivery, and may be a gateway's."""
        return all(sighting.prompt for sighting in self.sightings)

    @property
    def last(self) -> int | None:
        """When it was last opened."""
        return self.sightings[-1].opening.last


@dataclass(frozen=True, slots=True)
class Story:
    """A message and those who opened it.

    Attributes:
        message: which.
        readings: by the time of the first opening; machines among them.
        copies: messages that were forwarded from it.
        original: the message that it was forwarded from.
    """

    message: Message
    readings: tuple[Reading, ...]
    copies: tuple[Message, ...]
    original: Message | None


def stories(sightings: Sequence[Sighting], post: Post) -> list[Story]:
    """One story for each message that was opened, by the time of its first opening.

    An opening that can belong to several messages is told with the likeliest.
    """
    by_message: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        if sighting.candidates.likely is not None:
            by_message.setdefault(id(sighting.candidates.likely), []).append(sighting)
    return [_story(alike, post) for alike in by_message.values()]


def _story(sightings: list[Sighting], post: Post) -> Story:
    message = sightings[0].candidates.likely
    assert message is not None  # noqa: S101 - only such are put in here
    copies = tuple(other for other in post.sharing(message) if is_forward(message, other))
    original = next((other for other in post.sharing(message) if is_forward(other, message)), None)
    by_reader: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        by_reader.setdefault(_who(sighting), []).append(sighting)
    readings = [_reading(who, seen) for who, seen in by_reader.items()]
    told = [_forwarded(reading, readings, message, copies) for reading in readings]
    return Story(message, tuple(told), copies, original)


def is_forward(original: Message, other: Message) -> bool:
    """Whether a message was made from another: its sender had received that one, and it came later."""
    later = original.delivered is None or other.delivered is None or other.delivered >= original.delivered
    received = {plain(address) for address in original.recipients}
    return later and other is not original and any(plain(address) in received for address in other.senders)


def _who(sighting: Sighting) -> str:
    return sighting.owner.label if sighting.owner else sighting.opening.client


def _reading(who: str, seen: Sequence[Sighting]) -> Reading:
    clients = tuple(dict.fromkeys(sighting.opening.client for sighting in seen))
    relation = min((sighting.relation for sighting in seen), key=_WORST.index)
    reach = min((sighting.opening.reach for sighting in seen), key=_FARTHEST.index)
    return Reading(who, seen[0].owner, clients, tuple(seen), relation, reach)


def _forwarded(reading: Reading, readings: Sequence[Reading], message: Message, copies: Sequence[Message]) -> Reading:
    if reading.relation not in {Relation.FORWARDED, Relation.POSSIBLY_FORWARDED}:
        return reading
    earlier = [other for other in readings if other is not reading and _is_before(other, reading)]
    forward = _proven(reading, message, copies) or _inferred(reading, earlier, message)
    return Reading(
        reading.who, reading.owner, reading.clients, reading.sightings, reading.relation, reading.reach, forward
    )


def _is_before(other: Reading, reading: Reading) -> bool:
    return other.first is not None and reading.first is not None and other.first <= reading.first


def _proven(reading: Reading, message: Message, copies: Iterable[Message]) -> Forward | None:
    """The forwarded copy is among the mail."""
    owner = reading.owner
    for copy in copies:
        if owner is not None and owner.is_among(copy.recipients, copy.names):
            return Forward(_senders(message, copy), copy.delivered, False, reading.first, copy, ())
    return None


def _senders(message: Message, copy: Message) -> tuple[str, ...]:
    senders = {plain(address) for address in copy.senders}
    return tuple(address for address in message.recipients if plain(address) in senders)


def _inferred(reading: Reading, earlier: Sequence[Reading], message: Message) -> Forward:
    """Recipients that had opened it by then, the likeliest; else any recipient, since it was delivered."""
    opened = [
        other for other in earlier if other.relation in {Relation.RECIPIENT, Relation.UNKNOWN} and not other.prompt
    ]
    others = tuple(other.who for other in earlier if other.relation is Relation.FORWARDED)
    known = [other for other in opened if other.relation is Relation.RECIPIENT]
    if known:
        by = tuple(other.who for other in known)
        return Forward(by, known[0].first, True, reading.first, None, others)
    if opened and len(message.recipients) == 1:
        return Forward(message.recipients, opened[0].first, True, reading.first, None, others)
    return Forward(message.recipients, message.delivered, False, reading.first, None, others)
