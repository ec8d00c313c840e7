"""Who fetched: the values between a hit and its verdict, and the one way to put strangers' words into a sentence.

Identity rests on the request alone: what the client says of itself, the address, the day. It is the same for every
hit that looks the same, and therefore remembered; what depends on time and on other hits is decided in ``judge``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from backstamp.catalogue.agents import LONGEST_USER_AGENT, Agent
from backstamp.catalogue.facts import Certainty, FetcherClass, FetcherFact
from backstamp.catalogue.networks import Network
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.judgement import Evidence, Verdict

_DAY = 24 * 60 * 60 * 1_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_LAST = date.max.toordinal()
_LONGEST_SHOWN = 120
_LONGEST_PEER = 64
_PREFETCH_HEADERS = ("sec-purpose", "purpose", "x-moz")
_PREFETCH_WORDS = ("prefetch", "prerender", "preview")


class Request(NamedTuple):
    """What of a hit can tell who made it.

    Attributes:
        pixel: True for the pixel, False for a link.
        head: True where the method was HEAD.
        prefetch: the header by which the request called itself a prefetch, as ``name: value``; else empty.
        user_agent: as sent; empty where none was. Cut one character beyond the longest that is looked up.
        peer: the client's address as text.
        day: day of the hit, UTC.
    """

    pixel: bool
    head: bool
    prefetch: str
    user_agent: str
    peer: str
    day: date


@dataclass(frozen=True, slots=True)
class Seen:
    """A request with what the catalogue knows of its user agent and of its address."""

    request: Request
    agent: Agent
    network: Network

    def fact(self, *kinds: FetcherClass) -> FetcherFact | None:
        """The first fact about the user agent that is of one of ``kinds`` and may be used on this path."""
        pixel = self.request.pixel
        return next(
            (fact for fact in self.agent.facts if fact.kind in kinds and fact.scope.holds_for(pixel=pixel)), None
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """Who fetched, and what that alone says about a human.

    Attributes:
        fetcher: name, such as ``mail-client:thunderbird``.
        title: the same for people.
        verdict: what the identity says when time and other hits add nothing.
        certainty: how sure.
        evidence: the reasons, deciding one first.
        early_proxy: True where a fetch soon after sending proves no reader (Gmail's image proxy).
    """

    fetcher: str
    title: str
    verdict: Verdict
    certainty: Certainty
    evidence: tuple[Evidence, ...]
    early_proxy: bool = False


Rule = Callable[[Seen], Identity | None]
"""One rule of the taxonomy: an identity where it matches, else None."""


def request_of(hit: Hit) -> Request:
    """The part of ``hit`` that can tell who made it. Any hit will do, however strange its fields."""
    prefetch = user_agent = ""
    for name, value in hit.headers:
        if name == "user-agent" and not user_agent:
            user_agent = value[: LONGEST_USER_AGENT + 1]
        elif name in _PREFETCH_HEADERS and not prefetch and _says_prefetch(value):
            prefetch = f"{name}: {value[:_LONGEST_SHOWN]}"
    return Request(
        hit.kind is PathKind.PIXEL, hit.method == "HEAD", prefetch, user_agent, hit.peer[:_LONGEST_PEER], day_of(hit.at)
    )


def _says_prefetch(value: str) -> bool:
    lower = value[:_LONGEST_SHOWN].lower()
    return any(word in lower for word in _PREFETCH_WORDS)


def day_of(at: int) -> date:
    """The UTC day of a time in microseconds since 1970; the first or last day there is, where it lies beyond."""
    return date.fromordinal(min(max(_EPOCH + at // _DAY, 1), _LAST))


def shown(text: str) -> str:
    """A stranger's text, fit to stand in a sentence: in quotes, printable, and short."""
    clean = "".join(char if char.isprintable() else "?" for char in text[:_LONGEST_SHOWN])
    return f"“{clean}{'…' if len(text) > _LONGEST_SHOWN else ''}”"
