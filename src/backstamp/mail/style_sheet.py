"""Which declarations of a message's style sheets reach an element: as much of the cascade as visibility needs.

Selectors: a tag, an id and up to two classes in one compound (``img.pixel``), comma lists, and before it ``html``,
``body`` or ``*`` as an ancestor, which every element has. All others (combinators, attributes, pseudo-classes) are
left out: to match their last part alone would call elements hidden that are shown.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from backstamp.mail.css import Declaration, Rule, css_rules

_MAX_CLASSES = 12
"""Classes of an element that are looked at: a bound for hostile lists."""
_MAX_KEPT = 100_000
_COMPOUND = re.compile(r"(?:(?:html|body|\*)\s++)*+(\*|[\w-]++)?((?:[.#][\w-]++)*+)", re.IGNORECASE)
_PART = re.compile(r"([.#])([\w-]++)")
_SCREEN = re.compile(r"(?:only\s++)?(?:all|screen)", re.IGNORECASE)


class _Selector(NamedTuple):
    """A compound selector; "" and an empty set stand for what it does not name."""

    tag: str
    id: str
    classes: frozenset[str]

    @property
    def weight(self) -> tuple[int, int, int]:
        """Specificity (Selectors Level 4 section 17)."""
        return bool(self.id), len(self.classes), bool(self.tag)


class _Ranked(NamedTuple):
    """A declaration and what decides whether it wins over another of the same property."""

    rank: tuple[bool, tuple[int, int, int], int]
    declaration: Declaration


class StyleSheet:
    """The style rules of a message part, ready to be asked.

    Args:
        rules: in the order of the message. Only those for the screen are used.
    """

    __slots__ = ("_declared", "_named")

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._declared: dict[_Selector, dict[str, _Ranked]] = {}
        self._named: set[str] = set()
        for order, rule in enumerate(rules):
            if _on_screen(rule.media):
                for selector in _selectors(rule.selector):
                    self._add(selector, rule.declarations, order)

    @classmethod
    def read(cls, texts: Iterable[str], properties: frozenset[str] | None = None) -> "StyleSheet":
        """From the contents of ``<style>`` elements. Mailings use one sheet over and over: the last few are kept.

        Args:
            texts: the contents, in order.
            properties: the only ones that will be asked for; all of them when left out.
        """
        whole = tuple(texts)
        return (_kept if sum(map(len, whole)) <= _MAX_KEPT else _read)(whole, properties)

    def _add(self, selector: _Selector, declarations: Iterable[Declaration], order: int) -> None:
        self._named |= {selector.tag, f"#{selector.id}", *selector.classes}
        declared = self._declared.setdefault(selector, {})
        for declaration in declarations:
            ranked = _Ranked((declaration.important, selector.weight, order), declaration)
            _keep_stronger(declared, ranked)

    def for_element(self, tag: str, id: str = "", classes: Iterable[str] = ()) -> tuple[Declaration, ...]:  # noqa: A002  # the attribute's name
        """What the sheet declares for an element: the winner of each property.

        Args:
            tag: lower-case.
            id: its id; "" for none.
            classes: its classes; the first twelve count.
        """
        if not self._declared:
            return ()
        named = self._named
        known = [name for name in classes if name in named]
        winners: dict[str, _Ranked] = {}
        for selector in _selectors_of(tag if tag in named else "", id if f"#{id}" in named else "", known):
            for ranked in self._declared.get(selector, {}).values():
                _keep_stronger(winners, ranked)
        return tuple(ranked.declaration for ranked in winners.values())


def _read(texts: tuple[str, ...], properties: frozenset[str] | None) -> StyleSheet:
    return StyleSheet(rule for text in texts for rule in css_rules(text, properties))


_kept = lru_cache(maxsize=32)(_read)


def _keep_stronger(declared: dict[str, _Ranked], ranked: _Ranked) -> None:
    known = declared.get(ranked.declaration.property)
    if known is None or ranked.rank >= known.rank:
        declared[ranked.declaration.property] = ranked


def _on_screen(media: str) -> bool:
    return not media or any(_SCREEN.fullmatch(query.strip()) for query in media.split(","))


def _selectors(written: str) -> Iterator[_Selector]:
    """The selectors of a comma list that can be matched by an element alone."""
    for part in written.split(","):
        compound = _COMPOUND.fullmatch(part.strip())
        if not compound or not compound[0]:
            continue
        names = _PART.findall(compound[2])
        ids = [name for mark, name in names if mark == "#"]
        classes = frozenset(name for mark, name in names if mark == ".")
        if len(ids) <= 1 and len(classes) <= 2:
            tag = (compound[1] or "").lower()
            yield _Selector("" if tag == "*" else tag, ids[0] if ids else "", classes)


def _selectors_of(tag: str, identifier: str, classes: Iterable[str]) -> Iterator[_Selector]:
    """Every selector that would match an element."""
    names = list(dict.fromkeys(classes))[:_MAX_CLASSES]
    sets = [frozenset(chosen) for size in range(3) for chosen in combinations(names, size)]
    for one_tag in {"", tag}:
        for one_id in {"", identifier}:
            for chosen in sets:
                yield _Selector(one_tag, one_id, chosen)
