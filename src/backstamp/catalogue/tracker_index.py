"""Finding what is known of a URL without asking every rule: by its host, by its path's start, by words in it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeAlias, TypeVar

from backstamp.catalogue.glob import Glob

Kept = TypeVar("Kept")

_Elsewhere: TypeAlias = tuple[str, str, Glob, Kept]
"""A path as it was given, its longest literal piece, its glob, and what is kept for it."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+://(?:[^/?#]*@)?(\[[^\]/?#]*+\]|[^:/?#]*+)(?::[^/?#]*+)?+([^#]*+)")
_START_OF_WORD = 4
_WORD = re.compile("([A-Za-z0-9%]{1,4})[A-Za-z0-9%]*+")
_START = 3
_LONGEST_HOST = 253
_FEW = 32


def host_and_path(url: str) -> tuple[str, str]:
    """The host of an absolute URL, lower-case, without last dot or brackets, and path with query; else two empty texts.

    Args:
        url: as ``ada_url`` gives it; any text does no harm.
    """
    found = _URL.match(url)
    if found is None:
        return "", ""
    host, path = found.groups()
    return host.lower().rstrip(".").strip("[]"), path if path.startswith("/") else f"/{path}"


class UrlIndex(Generic[Kept]):
    """Things that are known by a host, by a shape of path and query, or by both.

    Args:
        items: host ("" for any), path as in ``TrackerRule.path``, and what to keep for them.
    """

    def __init__(self, items: Iterable[tuple[str, str, Kept]]) -> None:
        hosts: defaultdict[str, list[tuple[Glob | None, Kept]]] = defaultdict(list)
        starts: defaultdict[str, list[tuple[Glob, Kept]]] = defaultdict(list)
        elsewhere: list[_Elsewhere[Kept]] = []
        for host, path, kept in items:
            glob = Glob.read(path) if path else None
            if host:
                hosts[host].append((glob, kept))
            elif glob is not None and len(glob.head) >= _START:
                starts[glob.head[:_START]].append((glob, kept))
            else:
                glob = glob or Glob.read("")
                elsewhere.append((path, max((glob.head, *glob.pieces, glob.tail or ""), key=len), glob, kept))
        self._words: dict[str, list[_Elsewhere[Kept]]]
        self._rest: list[_Elsewhere[Kept]]
        self._hosts = dict(hosts)
        self._starts = dict(starts)
        few = len(elsewhere) <= _FEW
        self._words, self._rest = ({}, elsewhere) if few else _by_word(elsewhere)

    def find(self, host: str, path: str) -> list[Kept]:
        """What is kept for a URL, in no order; time is linear in its length and the number of answers."""
        found: list[Kept] = []
        hosts, name = self._hosts, host[-_LONGEST_HOST:]
        while name:
            for glob, kept in hosts.get(name, ()):
                if glob is None or glob.matches(path):
                    found.append(kept)
            name = name.partition(".")[2]
        for anywhere, kept in self._starts.get(path[:_START], ()):
            if anywhere.matches(path):
                found.append(kept)
        for _, longest, elsewhere, kept in self._rest:
            if longest in path and elsewhere.matches(path):
                found.append(kept)
        if self._words:
            found += self._by_words(path)
        return found

    def _by_words(self, path: str) -> Iterator[Kept]:
        for word in set(_WORD.findall(path)):
            for _, longest, glob, kept in self._words.get(word, ()):
                if longest in path and glob.matches(path):
                    yield kept


def _by_word(
    items: list[_Elsewhere[Kept]],
) -> tuple[dict[str, list[_Elsewhere[Kept]]], list[_Elsewhere[Kept]]]:
    """Each under the rarest of the words that a URL must have to fit it; those without one stay apart."""
    needed = [_words(item[0]) for item in items]
    often = Counter(word for words in needed for word in words)
    by_word: defaultdict[str, list[_Elsewhere[Kept]]] = defaultdict(list)
    rest: list[_Elsewhere[Kept]] = []
    for item, words in zip(items, needed, strict=True):
        home = by_word[min(words, key=lambda word: (often[word], -len(word), word))] if words else rest
        home.append(item)
    return dict(by_word), rest


def _words(path: str) -> set[str]:
    """How words begin that a URL must have to fit: what ``*`` stands for can make none of them begin otherwise.

    A word of fewer letters must be closed on its right side as well.
    """
    closed = path.removesuffix("$") + (" " if path.endswith("$") else "*")
    found = set()
    for piece in closed.split("*"):
        for word in _WORD.finditer(piece):
            ends = len(word[1]) == _START_OF_WORD or word.end() < len(piece)
            if word.start() > 0 and ends:
                found.add(word[1])
    return found
