"""The catalogue of trackers as one value: the package's rules, and the lists that the user has imported."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from backstamp.catalogue.facts import Refuted
from backstamp.catalogue.glob import Glob
from backstamp.catalogue.tracker import SenderFact, SenderMatch, TrackerException, TrackerRule
from backstamp.catalogue.tracker_index import UrlIndex, host_and_path
from backstamp.catalogue.tracker_lists.store import read_lists
from backstamp.catalogue.tracker_read import Trackers, read_trackers

_CERTAINTIES = ("certain", "probable", "weak")

_Rank = tuple[bool, int, bool, int, int, str, str]


class TrackerBook:
    """Looks URLs and header fields up. Never changes once it is made, so that threads may share it.

    Args:
        rules: of any lists, in any order.
        exceptions: what lists except from their own rules.
        facts: how senders show themselves.
        refuted: claims that must not be used; only shown.
    """

    def __init__(
        self,
        rules: Iterable[TrackerRule],
        exceptions: Iterable[TrackerException] = (),
        facts: Iterable[SenderFact] = (),
        refuted: Iterable[Refuted] = (),
    ) -> None:
        self.rules = tuple(rules)
        self.exceptions = tuple(exceptions)
        self.facts = tuple(facts)
        self.refuted = tuple(refuted)
        self._index = UrlIndex((rule.host, rule.path, (_rank(rule), rule)) for rule in self.rules)
        self._excepted = UrlIndex((each.host, each.path, each.list) for each in self.exceptions)
        self._fields: defaultdict[str, list[tuple[Glob | None, SenderMatch]]] = defaultdict(list)
        for fact in self.facts:
            glob = Glob.whole(fact.value.lower()) if fact.value else None
            self._fields[fact.field].append((glob, SenderMatch(fact.vendor, fact.field, fact.source)))

    def match(self, url: str) -> tuple[TrackerRule, ...]:
        """The rules that fit a URL, the strongest first: those with a host, then the more certain, then the closer.

        Args:
            url: absolute, as ``ada_url`` gives it; of any other text nothing is known.

        Returns:
            Rules of an imported list that excepts this URL are left out. Time is linear in the URL's length.
        """
        host, path = host_and_path(url)
        if not host:
            return ()
        found = self._index.find(host, path)
        if not found:
            return ()
        found.sort()
        excepted = self._excepted.find(host, path) if self.exceptions else ()
        return tuple([rule for _, rule in found if rule.list not in excepted])

    def senders(self, fields: Iterable[tuple[str, str]]) -> tuple[SenderMatch, ...]:
        """The sending services that a header shows, each field's once, in the header's order.

        Args:
            fields: names, lower-case, with their values as text.
        """
        found: dict[SenderMatch, None] = {}
        for name, value in fields:
            known = self._fields.get(name)
            if known:
                text = value.strip().lower()
                found.update((match, None) for glob, match in known if glob is None or glob.matches(text))
        return tuple(found)


def load_trackers(folder: Path | None = None) -> TrackerBook:
    """The package's trackers with the lists that the user keeps.

    Args:
        folder: the data folder; its ``trackers/*.toml`` are read. None, or a folder without them, for the package's
            rules alone: that book is made once.

    Raises:
        CatalogueError: a list cannot be read or is malformed; the text names file and fault.
    """
    kept = read_lists(folder) if folder is not None else ()
    if not kept:
        return _package_book()
    package = _package()
    return TrackerBook(
        [*package.rules, *(rule for each in kept for rule in each.rules)],
        [exception for each in kept for exception in each.exceptions],
        package.facts,
        package.refuted,
    )


@cache
def _package_book() -> TrackerBook:
    package = _package()
    return TrackerBook(package.rules, (), package.facts, package.refuted)


@cache
def _package() -> Trackers:
    text = files("backstamp.catalogue").joinpath("trackers.toml").read_text(encoding="utf-8")
    return read_trackers(text, "trackers.toml")


def _rank(rule: TrackerRule) -> _Rank:
    certainty = _CERTAINTIES.index(rule.certainty)
    return (not rule.host, certainty, bool(rule.list), -len(rule.host), -len(rule.path), rule.name, rule.list)
