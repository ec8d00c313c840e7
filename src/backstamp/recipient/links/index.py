"""Finding the facts that can concern a URL, by its host and by the segments of its path, in about a microsecond."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from backstamp.recipient.links.address import Address
from backstamp.recipient.links.glob import key_segment

_COUNTRY = r"(?:com|(?:com?\.)?[a-z]{2})"
_REMEMBERED = 4096


class Placed(Protocol):
    """A fact that holds for hosts and a shape of path."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """As in ``Wrapper``."""

    @property
    def path(self) -> str:
        """As in ``Wrapper``."""


Fact = TypeVar("Fact", bound=Placed)


class HostIndex(Generic[Fact]):
    """Facts by host. Hosts repeat in mail, so what was found for the last few thousand is remembered."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._named: dict[str, list[Fact]] = {}
        self._globs: list[tuple[re.Pattern[str], Fact]] = []
        for fact in facts:
            for host in fact.hosts:
                if "*" in host:
                    self._globs.append((_host_pattern(host), fact))
                else:
                    self._named.setdefault(host, []).append(fact)
        self.at: Callable[[str], tuple[Fact, ...]] = lru_cache(_REMEMBERED)(self._find)

    def _find(self, host: str) -> tuple[Fact, ...]:
        found: list[Fact] = []
        rest = host[-255:]
        while rest:
            found.extend(self._named.get(rest, ()))
            rest = rest.partition(".")[2]
        found.extend(fact for glob, fact in self._globs if glob.search(host[-255:]))
        return tuple(found)


class Index(Generic[Fact]):
    """Facts by host, and those for any host by a segment that their path must have."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        facts = tuple(facts)
        self._hosts = HostIndex(fact for fact in facts if fact.hosts)
        self._anywhere: dict[str, list[Fact]] = {}
        for fact in facts:
            if not fact.hosts:
                self._anywhere.setdefault(key_segment(fact.path), []).append(fact)

    def candidates(self, where: Address) -> tuple[Fact, ...]:
        """The facts that can concern it: those of its host first, each in the order of the catalogue."""
        found = self._hosts.at(where.host)
        path = where.path
        if path == "/":
            return (*found, *self._anywhere.get("", ()))
        segments = path.split("/")
        if self._anywhere.keys().isdisjoint(segments[1:]):
            return found
        return (*found, *(fact for key in dict.fromkeys(segments) if key for fact in self._anywhere.get(key, ())))


def _host_pattern(host: str) -> re.Pattern[str]:
    stem, star, end = host.partition(".*")
    if star and not end:
        return re.compile(rf"(?:^|\.){re.escape(stem)}\.{_COUNTRY}$")
    middle = "[^.]*".join(re.escape(piece) for piece in host.split("*"))
    return re.compile(rf"(?:^|\.){middle}$")
