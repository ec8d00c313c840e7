"""The timeline: each opening with whose machine it was, which message it can have been, and what follows from that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backstamp.recipient.hunt.clients import ClientBook, Network, Owner
from backstamp.recipient.hunt.mail import Message
from backstamp.recipient.hunt.opening import Opening
from backstamp.recipient.hunt.post import Candidates, Post
from backstamp.recipient.hunt.roles import PROMPT, READER, Role, Standing, standings
from backstamp.recipient.hunt.together import Together


class Relation(StrEnum):
    """What an opening says of its message.

    RECIPIENT: the machine's owner is one that the message went to; FORWARDED: its owner is not, so the message came to
    them, or they read it in somebody else's mailbox; POSSIBLY_FORWARDED: nobody knows whose machine it is, and more
    machines asked than there are recipients; UNKNOWN: nobody knows whose machine it is; MACHINE: a resolver or gateway;
    NO_MESSAGE: no message is known that carries the name.
    """

    RECIPIENT = "recipient"
    FORWARDED = "forwarded"
    POSSIBLY_FORWARDED = "possibly-forwarded"
    UNKNOWN = "unknown"
    MACHINE = "machine"
    NO_MESSAGE = "no-message"


@dataclass(frozen=True, slots=True)
class Sighting:
    """An opening, placed.

    Attributes:
        opening: what the logs tell.
        owner: who uses the machine, where the table says it.
        standing: what the machine is.
        candidates: the messages that it can have been.
        prompt: whether it came right with the delivery, from a machine that nobody knows: perhaps a gateway's.
        clicked: whether the likeliest message has the name in links only, which are followed, not loaded.
        relation: what that says.
    """

    opening: Opening
    owner: Owner | None
    standing: Standing
    candidates: Candidates
    prompt: bool
    clicked: bool
    relation: Relation


def timeline(
    openings: Sequence[Opening],
    post: Post,
    book: ClientBook,
    resolvers: Iterable[Network] = (),
    gateways: Iterable[Network] = (),
) -> list[Sighting]:
    """All openings, by time.

    Args:
        openings: by time, as ``Folding`` gives them.
        post: the messages.
        book: whose machines there are.
        resolvers: the site's own resolvers and proxies.
        gateways: its mail gateways.
    """
    roles = standings(openings, post, book, resolvers, gateways)
    strangers, together = _Strangers(), Together(openings, post)
    placed = []
    for opening in openings:
        owner = book.owner(opening.client, opening.first)
        standing = roles.get(opening.client, READER)
        names = together.names(opening) if standing.role is Role.READER else frozenset()
        candidates = post.candidates(opening, owner, names)
        likely = candidates.likely
        carried = likely.hosts.get(opening.host) if likely else None
        relation = _relation(owner, standing, candidates)
        prompt = relation is None and _is_prompt(opening, likely)
        relation = relation or (Relation.UNKNOWN if prompt else strangers.relation(opening, candidates))
        clicked = carried is not None and not carried.opens
        placed.append(Sighting(opening, owner, standing, candidates, prompt, clicked, relation))
        strangers.see(placed[-1])
    return placed


def _relation(owner: Owner | None, standing: Standing, candidates: Candidates) -> Relation | None:
    """None where more must be known: nobody knows whose machine it is."""
    if candidates.likely is None:
        return Relation.MACHINE if standing.role is not Role.READER else Relation.NO_MESSAGE
    if standing.role is not Role.READER:
        return Relation.MACHINE
    if candidates.own:
        return Relation.RECIPIENT
    return None if owner is None else Relation.FORWARDED


def _is_prompt(opening: Opening, message: Message | None) -> bool:
    if message is None or message.delivered is None or opening.first is None:
        return False
    return abs(opening.first - message.delivered) <= PROMPT


class _Strangers:
    """Counts machines that nobody knows: as many as a message has recipients not seen may be theirs."""

    def __init__(self) -> None:
        self._unknown: dict[int, set[str]] = {}
        self._recipients: dict[int, set[str]] = {}

    def see(self, sighting: Sighting) -> None:
        """A recipient was seen on a machine of their own."""
        if sighting.relation is Relation.RECIPIENT and sighting.owner and sighting.candidates.likely:
            self._recipients.setdefault(id(sighting.candidates.likely), set()).add(sighting.owner.label)

    def relation(self, opening: Opening, candidates: Candidates) -> Relation:
        message = candidates.likely
        if message is None:
            return Relation.NO_MESSAGE
        machines = self._unknown.setdefault(id(message), set())
        recipients = len(message.recipients) or 1
        free = max(0, recipients - len(self._recipients.get(id(message), ())))
        if opening.client in machines or len(machines) < free:
            machines.add(opening.client)
            return Relation.UNKNOWN
        return Relation.POSSIBLY_FORWARDED
