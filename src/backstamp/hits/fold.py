"""From the judged hits of one delivery to its engagement: what is known of a reader, and what is not.

The state of a delivery is the strongest claim that its hits allow, in this order:

    human-click     a click that is likely a person's, or a human action
    human-open      an open that is likely a person's
    possible        something that may have been a person's, or may not
    no-information  opens that say nothing either way (Apple's relay)
    machine         only machines came
    none            nothing came

A stronger claim hides no weaker one: the counts stand beside it. Hits that look the same (same token, address, user
agent and verdict) are one event however often they repeat, so that a flood counts once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backstamp.catalogue.catalogue import Catalogue
from backstamp.catalogue.ranges import parse_address
from backstamp.hits.burst import burst_of, bursts
from backstamp.hits.context import Context
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.judge import judge
from backstamp.hits.judgement import Evidence, Judgement, Verdict

_HUMAN = frozenset({Verdict.LIKELY_HUMAN, Verdict.HUMAN_ACTION})
_PROXIES = "-proxy"
_NO_DIGITS = str.maketrans("", "", "0123456789")


class State(StrEnum):
    """One word for a delivery, strongest claim first."""

    HUMAN_CLICK = "human-click"
    HUMAN_OPEN = "human-open"
    POSSIBLE = "possible"
    NO_INFORMATION = "no-information"
    MACHINE = "machine"
    NONE = "none"


_RANK = tuple(State)


@dataclass(frozen=True, slots=True)
class Click:
    """A link that a person likely followed.

    Attributes:
        link: its ordinal.
        at: the first time, microseconds since 1970-01-01 UTC.
    """

    link: int
    at: int


@dataclass(frozen=True, slots=True)
class Event:
    """Hits that look the same, as one event.

    Attributes:
        kind: pixel or link.
        link: ordinal of the link, 0 for the pixel.
        fetcher: who fetched.
        verdict: what it says about a human.
        count: how many hits.
        first: time of the first, microseconds since 1970-01-01 UTC.
        last: time of the last, likewise.
    """

    kind: PathKind
    link: int
    fetcher: str
    verdict: Verdict
    count: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Engagement:
    """What is known of one delivery. Opens and clicks are counted as events, see the module.

    Attributes:
        state: the strongest claim.
        first_human_open: time of the first open that is likely a person's; None where there is none. A click
            implies that the message was read, but sets no time of opening.
        human_opens: likely human opens.
        human_clicks: links that a person likely followed, by first time.
        possible_opens: opens that may have been a person's.
        possible_clicks: clicks that may have been a person's.
        no_information_opens: opens that say nothing.
        machine_opens: opens by machines.
        machine_clicks: clicks by machines.
        other_reader: why somebody other than the first reader may have seen the message; None where nothing hints
            at it. A possibility, never a count: one person with two devices leaves the same traces.
        why: the deciding evidence of the first hit that makes the state; None where there is no hit.
        floods: events of more than one hit, most hits first.
        hits: number of hits, repeats included.
        settled: False while a later hit may still change a verdict.
    """

    state: State
    first_human_open: int | None
    human_opens: int
    human_clicks: tuple[Click, ...]
    possible_opens: int
    possible_clicks: int
    no_information_opens: int
    machine_opens: int
    machine_clicks: int
    other_reader: Evidence | None
    why: Evidence | None
    floods: tuple[Event, ...]
    hits: int
    settled: bool

    @property
    def other_reader_possible(self) -> bool:
        """True where something hints at another reader."""
        return self.other_reader is not None

    @property
    def repeats(self) -> int:
        """Number of hits that only repeat another one."""
        return sum(event.count - 1 for event in self.floods)


def judge_delivery(
    hits: Iterable[Hit], *, sent_at: int | None, now: int, catalogue: Catalogue
) -> tuple[list[tuple[Hit, Judgement]], Engagement]:
    """Judge all hits of one delivery together and fold them.

    Args:
        hits: hits of one message to one recipient, in any order.
        sent_at: when the next mail server accepted it, microseconds since 1970-01-01 UTC; None where unknown.
        now: the time of judging, likewise.
        catalogue: what is known of fetchers and networks.

    Returns:
        The hits with their judgements, earliest first, and the engagement.

    Raises:
        CatalogueError: a downloaded list or database is malformed.
    """
    ordered = sorted(hits, key=lambda hit: (hit.at, hit.id))
    found = bursts(ordered)
    judged = [(hit, judge(hit, Context(sent_at, now, burst_of(hit, found)), catalogue)) for hit in ordered]
    return judged, fold(judged)


def fold(judged: Sequence[tuple[Hit, Judgement]]) -> Engagement:
    """Fold the judged hits of one delivery, in any order, into its engagement."""
    ordered = sorted(judged, key=lambda pair: (pair[0].at, pair[0].id))
    events = _events(ordered)

    def count(kind: PathKind, *verdicts: Verdict) -> int:
        return sum(event.kind is kind and event.verdict in verdicts for event in events)

    clicks = _clicks(events)
    human_opens = [event.first for event in events if event.kind is PathKind.PIXEL and event.verdict in _HUMAN]
    state = min(
        (_claim(hit.kind, judgement.verdict) for hit, judgement in ordered), key=_RANK.index, default=State.NONE
    )
    return Engagement(
        state=state,
        first_human_open=min(human_opens, default=None),
        human_opens=len(human_opens),
        human_clicks=clicks,
        possible_opens=count(PathKind.PIXEL, Verdict.POSSIBLE),
        possible_clicks=count(PathKind.LINK, Verdict.POSSIBLE),
        no_information_opens=count(PathKind.PIXEL, Verdict.NO_INFORMATION),
        machine_opens=count(PathKind.PIXEL, Verdict.MACHINE),
        machine_clicks=count(PathKind.LINK, Verdict.MACHINE),
        other_reader=_other_reader(ordered),
        why=_why(ordered, state),
        floods=tuple(sorted((event for event in events if event.count > 1), key=lambda event: -event.count)),
        hits=len(ordered),
        settled=all(judgement.settled for _, judgement in ordered),
    )


def _events(ordered: Iterable[tuple[Hit, Judgement]]) -> list[Event]:
    grouped: dict[tuple[object, ...], list[tuple[Hit, Judgement]]] = {}
    for hit, judgement in ordered:
        key = (hit.kind, hit.link, hit.peer, hit.header("user-agent"), judgement.verdict, judgement.fetcher)
        grouped.setdefault(key, []).append((hit, judgement))
    return [_event(same) for same in grouped.values()]


def _event(same: Sequence[tuple[Hit, Judgement]]) -> Event:
    (hit, judgement), (last, _) = same[0], same[-1]
    return Event(hit.kind, hit.link, judgement.fetcher, judgement.verdict, len(same), hit.at, last.at)


def _clicks(events: Iterable[Event]) -> tuple[Click, ...]:
    first: dict[int, int] = {}
    for event in events:
        if event.kind is PathKind.LINK and event.verdict in _HUMAN:
            first[event.link] = min(event.first, first.get(event.link, event.first))
    return tuple(Click(link, at) for link, at in sorted(first.items(), key=lambda item: (item[1], item[0])))


def _claim(kind: PathKind, verdict: Verdict) -> State:
    if verdict in _HUMAN:
        return State.HUMAN_CLICK if kind is PathKind.LINK else State.HUMAN_OPEN
    return State(verdict)


def _why(ordered: Iterable[tuple[Hit, Judgement]], state: State) -> Evidence | None:
    deciding = (judgement for hit, judgement in ordered if _claim(hit.kind, judgement.verdict) is state)
    return next((judgement.evidence[0] for judgement in deciding), None)


def _other_reader(ordered: Iterable[tuple[Hit, Judgement]]) -> Evidence | None:
    """A hint at another reader, after a first likely human hit.

    Two signals count: an open through a second mailbox provider's image proxy, and an open or click from both
    another network and another client than any before it. A click is not compared with a proxy's open: the proxy
    hides the reader's network, the browser shows it.
    """
    provider, seen_networks, seen_clients = "", set[object](), set[str]()
    for hit, judgement in ordered:
        if judgement.verdict not in _HUMAN:
            continue
        if judgement.fetcher.endswith(_PROXIES):
            if provider and judgement.fetcher != provider:
                return _second_provider(judgement.title)
            provider = judgement.fetcher
            continue
        network, client = _access_network(hit.peer), (hit.header("user-agent") or "").translate(_NO_DIGITS)
        if judgement.fetcher == "relay-browser" or network is None:
            continue  # a relay hides the reader's network, as a proxy does
        if seen_networks and network not in seen_networks and client not in seen_clients:
            return _second_reader(judgement.title)
        seen_networks.add(network)
        seen_clients.add(client)
    return None


def _second_provider(title: str) -> Evidence:
    words = (
        f"After an open through one mailbox provider's proxy came one through another's ({title}): possibly the "
        "message was passed on, possibly one person has it forwarded to a second mailbox."
    )
    return Evidence("second-provider", words, "own inference; nothing is published on it")


def _second_reader(title: str) -> Evidence:
    words = (
        f"After a likely human hit came one from another network and another program ({title}): possibly another "
        "reader, possibly the same person on a second device."
    )
    return Evidence("second-network-and-client", words, "several products use it and call it a best effort")


def _access_network(peer: str) -> tuple[int, int] | None:
    """The reader's network, coarsely: /24 for IPv4, /48 for IPv6; None where the text is no address."""
    address = parse_address(peer)
    if address is None:
        return None
    return (address.family, address.number >> (8 if address.family == 4 else 80))
