"""From an address and a day to what is known of its network."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from backstamp.catalogue.databases import Databases
from backstamp.catalogue.dated import Answer, ByDay, Listed, dated_files, listed
from backstamp.catalogue.facts import NetworkClass, NetworkFact
from backstamp.catalogue.lists import open_list, read_google, read_relay
from backstamp.catalogue.ranges import RangeMap, RangeSet, parse_address, parse_network

_CACHED = 65_536
_LONGEST_ADDRESS = 64


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact and the network by which an address fell under it.

    Attributes:
        fact: the fact.
        where: ``104.28.0.0/16`` or ``AS36183``.
    """

    fact: NetworkFact
    where: str


@dataclass(frozen=True, slots=True)
class Network:
    """What is known of one address on one day.

    Attributes:
        address: the address as text, as it came.
        known: False where the text is no address: then nothing else is known either.
        relay: whether it belonged to Apple's relay.
        google: whether it belonged to Google's user-triggered fetchers, or else to Google.
        facts: other facts, narrowest network first.
        asn: number of the autonomous system, where an ASN database was downloaded.
        country: two letters, where a country database was downloaded.
    """

    address: str
    known: bool
    relay: Listed
    google: Listed
    facts: tuple[Placed, ...] = ()
    asn: int | None = None
    country: str | None = None

    def placed(self, kind: NetworkClass, *, pixel: bool) -> Placed | None:
        """The first fact of class ``kind`` that may be used on a pixel or link, or None."""
        return next(
            (found for found in self.facts if found.fact.kind is kind and found.fact.scope.holds_for(pixel=pixel)),
            None,
        )


NOWHERE = Network("", known=False, relay=Listed(Answer.UNKNOWN), google=Listed(Answer.UNKNOWN))


class NetworkBook:
    """Looks addresses up; answers are remembered, lists are opened when first needed.

    Args:
        facts: networks and what they are known for.
        folder: where downloaded lists and databases are kept; None for none.

    Raises:
        CatalogueError: the folder cannot be read, or holds a list with a name that has no day.
    """

    def __init__(self, facts: Iterable[NetworkFact], folder: Path | None) -> None:
        facts = tuple(facts)
        lasting = [fact for fact in facts if fact.kind is not NetworkClass.GOOGLE_FETCHER]
        self._ranges = RangeMap(
            (network, Placed(fact, cidr))
            for fact in lasting
            for cidr in fact.cidrs
            if (network := parse_network(cidr)) is not None
        )
        self._asns: dict[int, list[Placed]] = {}
        for fact in lasting:
            for asn in fact.asns:
                self._asns.setdefault(asn, []).append(Placed(fact, f"AS{asn}"))
        self._relay = ByDay(
            {day: partial(open_list, path, read_relay) for day, path in dated_files(folder, "relay", "csv").items()}
        )
        self._google = _google_lists(facts, folder)
        self._databases = Databases(folder)
        self._cached = lru_cache(maxsize=_CACHED)(self._look)

    @property
    def relay_days(self) -> tuple[date, ...]:
        """The days of the relay lists that are kept, oldest first."""
        return self._relay.days

    def look(self, address: str, day: date) -> Network:
        """What is known of ``address`` on ``day``. Text that is no address gives a Network that knows nothing.

        Raises:
            CatalogueError: a downloaded list or database is malformed.
        """
        return self._cached(address[:_LONGEST_ADDRESS], day)

    def _look(self, text: str, day: date) -> Network:
        address = parse_address(text)
        if address is None:
            return Network(text, known=False, relay=NOWHERE.relay, google=NOWHERE.google)
        plain = text.partition("%")[0]
        asn = self._databases.asn(plain, day)
        facts = (*self._ranges.at(address), *self._asns.get(asn or 0, ()))
        return Network(
            address=text,
            known=True,
            relay=_relay(listed(self._relay, address, day), facts),
            google=_google(listed(self._google, address, day), facts),
            facts=facts,
            asn=asn,
            country=self._databases.country(plain, day),
        )


def _google_lists(facts: Iterable[NetworkFact], folder: Path | None) -> ByDay[RangeSet]:
    """The lists that came with the package and those that were downloaded; of one day, the downloaded one."""
    openers: dict[date, Callable[[], RangeSet]] = {
        fact.dated: partial(_ranges, fact) for fact in facts if fact.kind is NetworkClass.GOOGLE_FETCHER
    }
    for day, path in dated_files(folder, "google", "json").items():
        openers[day] = partial(open_list, path, read_google)
    return ByDay(openers)


def _ranges(fact: NetworkFact) -> RangeSet:
    return RangeSet(network for cidr in fact.cidrs if (network := parse_network(cidr)) is not None)


def _relay(answer: Listed, facts: tuple[Placed, ...]) -> Listed:
    """A covering list decides, except against AS36183, half of which is relay; else a coarse network may answer."""
    if answer.answer in {Answer.IN_LIST, Answer.PROBABLE}:
        return answer
    for placed in facts:
        if placed.fact.kind is not NetworkClass.RELAY:
            continue
        if answer.answer is Answer.UNKNOWN or placed.where.startswith("AS"):
            return Listed(Answer.PROBABLE, None, placed.where, placed.fact.source)
    return answer


def _google(answer: Listed, facts: tuple[Placed, ...]) -> Listed:
    """Google's fetchers move within Google's own networks: such an address is probable, list or not."""
    if answer.answer in {Answer.IN_LIST, Answer.PROBABLE}:
        return answer
    for placed in facts:
        if placed.fact.kind is NetworkClass.GOOGLE:
            return Listed(Answer.PROBABLE, None, placed.where, placed.fact.source)
    return answer
