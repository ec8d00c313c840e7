"""From a user agent to the facts about it: our own rules first, then browser families, then ua-parser's names."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from backstamp.catalogue.facts import BrowserFact, FetcherFact
from backstamp.catalogue.read import parse_version

LONGEST_USER_AGENT = 1024
"""A longer user agent matches nothing: no known client sends one, and it must cost nothing."""

_CACHED = 16_384

_MAIL_CLIENT_FAMILIES = {
    "Evolution": "Evolution",
    "Lotus Notes": "Lotus Notes",
    "Outlook": "Outlook",
    "Windows Live Mail": "Windows Live Mail",
    "YahooMobileMail": "Yahoo Mail app",
    "kmail2": "KMail",
}
"""Families of ua-parser that are mail clients loading images themselves. Its family ``Apple Mail`` is left out: it
stands for every string with AppleWebKit that nothing else claims."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as its user agent names it.

    Attributes:
        name: family, such as ``chrome``.
        title: family and version for people: ``Chrome 57``.
        released_by: the version came out on this day or before; None where the catalogue does not know.
        source: where that day comes from.
    """

    name: str
    title: str
    released_by: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Agent:
    """Everything known of one user agent.

    Attributes:
        facts: matching facts, exact strings first, then in the order of the file.
        browser: the browser it names, or None.
        client: name of the mail client that ua-parser sees in it; only where nothing else matched.
    """

    facts: tuple[FetcherFact, ...]
    browser: Browser | None
    client: str | None


class AgentBook:
    """Looks user agents up; answers are remembered.

    Args:
        fetchers: facts, in the order in which they are tried.
        browsers: families, in the order in which they are tried.
    """

    def __init__(self, fetchers: Iterable[FetcherFact], browsers: Iterable[BrowserFact]) -> None:
        facts = tuple(fetchers)
        self._exact: dict[str, list[FetcherFact]] = {}
        for fact in facts:
            if fact.how == "exact":
                self._exact.setdefault(fact.pattern, []).append(fact)
        self._tests = [(fact, _test(fact)) for fact in facts if fact.how != "exact"]
        self._browsers = tuple(browsers)
        self.look: Callable[[str], Agent] = lru_cache(maxsize=_CACHED)(self._look)

    def _look(self, user_agent: str) -> Agent:
        if not user_agent or len(user_agent) > LONGEST_USER_AGENT:
            return Agent((), None, None)
        facts = (*self._exact.get(user_agent, ()), *(fact for fact, test in self._tests if test(user_agent)))
        browser = self._browser(user_agent)
        return Agent(facts, browser, None if facts or browser else _client(user_agent))

    def _browser(self, user_agent: str) -> Browser | None:
        if not user_agent.startswith("Mozilla/"):
            return None
        for family in self._browsers:
            if found := family.pattern.search(user_agent):
                version = found.group(1)
                released = _released_by(family, parse_version(version))
                return Browser(family.name, f"{family.title} {version[:9]}", released, family.source)
        return None


def _released_by(family: BrowserFact, version: tuple[int, ...]) -> date | None:
    return next((day for known, day in family.releases if known >= version), None)


def _test(fact: FetcherFact) -> Callable[[str], object]:
    if fact.how == "contains":
        return lambda user_agent: fact.pattern in user_agent
    return re.compile(fact.pattern).search


def _client(user_agent: str) -> str | None:
    """The mail client that ua-parser names. Imported here: it takes 150 ms, and most strings never come this far."""
    from ua_parser import parse_user_agent  # noqa: PLC0415 - 150 ms that most commands save

    parsed = parse_user_agent(user_agent)
    return _MAIL_CLIENT_FAMILIES.get(parsed.family) if parsed else None
