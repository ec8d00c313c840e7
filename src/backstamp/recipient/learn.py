"""Rules for the catalogue of trackers, learnt from two copies of one mailing.

A rule is learnt only where it fits both copies' URLs and none that is the same in both: that one tells nobody apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from backstamp.catalogue.glob import Glob
from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.catalogue.tracker_index import host_and_path
from backstamp.catalogue.tracker_read import is_host
from backstamp.mail.domain import registrable
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.recipient.compare import Comparison, Pair
from backstamp.recipient.finding import FindingKind
from backstamp.recipient.learn_globs import globs, says_something, wider
from backstamp.recipient.survey import SHOWN

_FEW = 4
"""Rules of one form that stand side by side; more of them become one that is wider."""
_MOST = 1000
"""Different shapes that are looked at: a mailing has a few dozen."""
_NAME = "the parameter "

NO_TWIN = "the other copy has nothing in its place"
LEAVING = "it is the address for leaving the list, which must name its reader"
UNASKED = "readers neither load nor follow it"
SAME_SHAPE = "an address that is the same in both copies has the same shape"
TOO_WIDE = "nothing of it stays but its host, and a rule would take in all that is there"
TOO_MANY = f"more than {_MOST} different shapes were found"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What two copies teach.

    Attributes:
        rules: for the catalogue, without the name of a list.
        not_learnt: URLs of the first copy that differ and no rule fits, each with the reason, a clause.
    """

    rules: tuple[TrackerRule, ...]
    not_learnt: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A host and a glob, with what it was made from."""

    host: str
    glob: str
    serves: frozenset[Serves]
    vendor: str
    wider: tuple[str, ...] = ()

    def fits(self, host: str, path: str) -> bool:
        below = host == self.host or host.endswith(f".{self.host}")
        return below and Glob.read(self.glob).matches(path)


@dataclass(slots=True)
class _Lesson:
    """What is known so far; ``shared`` are the URLs that are the same in both copies, by their site.

    ``checked`` are the places that were compared with these, each with whether one of them has it too.
    """

    shared: dict[str, list[tuple[str, str]]]
    shapes: dict[_Shape, list[tuple[str, str]]] = field(default_factory=dict)
    checked: dict[tuple[str, str], bool] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def is_shared(self, shape: _Shape) -> bool:
        place = shape.host, shape.glob
        if place not in self.checked:
            self.checked[place] = self._found(shape)
        return self.checked[place]

    def _found(self, shape: _Shape) -> bool:
        glob, below = Glob.read(shape.glob), f".{shape.host}"
        return any(
            (host == shape.host or host.endswith(below)) and glob.matches(path)
            for host, path in self.shared.get(registrable(shape.host), ())
        )


def learned(comparison: Comparison, *, vendor: str, source: str, dated: date) -> Learnt:
    """Learn rules from two copies.

    Args:
        comparison: of two copies of one mailing, to two readers: of anything else what comes out means nothing.
        vendor: who is behind what differs; "" for whom the catalogue knows there, else the site's name.
        source: where the rules are known from, for people.
        dated: the day of that.
    """
    lesson = _Lesson(_shared(comparison.pairs))
    for pair in comparison.pairs:
        if pair.differs and pair.first.url not in lesson.failed:
            reason = _learn(pair, vendor, lesson)
            if reason:
                lesson.failed[pair.first.url] = reason
    shapes = _fewest(_merged(lesson))
    rules = tuple(_named(shapes, source, dated))
    return Learnt(rules, tuple(lesson.failed.items()))


def merged(kept: Sequence[TrackerRule], new: Iterable[TrackerRule]) -> tuple[TrackerRule, ...]:
    """Rules of a list with new ones put in: one place has one rule, which keeps its name.

    Args:
        kept: of the list.
        new: learnt now; of one that is there already, the vendor and the day are taken, and what it serves is added.
    """
    rules = {(rule.host, rule.path): rule for rule in kept}
    taken = {rule.name for rule in kept}
    for rule in new:
        old = rules.get((rule.host, rule.path))
        name = old.name if old else _free(rule.name, taken)
        serves = rule.serves | old.serves if old else rule.serves
        taken.add(name)
        rules[rule.host, rule.path] = replace(rule, name=name, serves=serves)
    return tuple(rules.values())


def _shared(pairs: Iterable[Pair]) -> dict[str, list[tuple[str, str]]]:
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for url in dict.fromkeys(pair.first.url for pair in pairs if not pair.differs):
        place = host_and_path(url)
        found[registrable(place[0])].append(place)
    return dict(found)


def _learn(pair: Pair, vendor: str, lesson: _Lesson) -> str:
    """Put the shape of a pair into the lesson; returns why there is none."""
    serves = _serves(pair)
    if pair.first.reference.kind is Kind.UNSUBSCRIBE:
        return LEAVING
    if not serves or pair.second is None:
        return UNASKED if not serves else NO_TWIN
    places = host_and_path(pair.first.url), host_and_path(pair.second.url)
    host = _common_host(places[0][0], places[1][0])
    if not is_host(host) or not host:
        return TOO_WIDE
    if len(lesson.checked) >= _MOST:
        return TOO_MANY
    shapes = [
        _Shape(host, glob, serves, vendor or pair.first.vendor or registrable(host), _wider(glob, pair))
        for glob in _telling(globs(places[0][1], places[1][1]), host, serves)
    ]
    for shape in shapes:
        if all(shape.fits(*place) for place in places) and not lesson.is_shared(shape):
            lesson.shapes.setdefault(shape, []).extend(places)
            return ""
    return SAME_SHAPE if shapes else TOO_WIDE


def _serves(pair: Pair) -> frozenset[Serves]:
    """What a URL is for. A picture that is to be seen tells of the opening and is content as well."""
    first = pair.first
    if first.reference.trigger in SHOWN:
        return frozenset({Serves.OPEN} if first.kind is FindingKind.OPEN else {Serves.OPEN, Serves.CONTENT})
    clicked = first.reference.trigger in {Trigger.CLICK, Trigger.SUBMIT}
    return frozenset({Serves.CLICK} if clicked else ())


def _common_host(first: str, second: str) -> str:
    """What two hosts end in, label by label."""
    labels = zip(reversed(first.split(".")), reversed(second.split(".")), strict=False)
    same = [old for old, _ in takewhile(lambda pair: pair[0] == pair[1], labels)]
    return first if first == second else ".".join(reversed(same))


def _telling(found: Sequence[str], host: str, serves: frozenset[Serves]) -> list[str]:
    """Globs that may become rules, in the order to try them.

    One that keeps nothing takes in a whole host, or all of its pictures: only where the host has a name of its own
    below its site, serves nothing that is to be seen, and (for what loads) nothing closer is to be had.
    """
    telling = [glob for glob in found if says_something(glob)]
    bare = [glob for glob in found if not says_something(glob)]
    site = registrable(host)
    if host in {site, f"www.{site}"} or Serves.CONTENT in serves:
        return telling
    return [*bare, *telling] if serves == {Serves.CLICK} else [*telling, *bare]


def _wider(glob: str, pair: Pair) -> tuple[str, ...]:
    named = [each.where.removeprefix(_NAME) for each in pair.differences if each.where.startswith(_NAME)]
    return tuple(wider(glob, named if len(named) == len(pair.differences) else ()))


def _merged(lesson: _Lesson) -> dict[_Shape, list[tuple[str, str]]]:
    """The shapes, those that many share a wider form with put into it, where that is no URL's of both copies."""
    alike: defaultdict[_Shape, list[_Shape]] = defaultdict(list)
    for shape in lesson.shapes:
        for glob in shape.wider:
            alike[replace(shape, glob=glob, wider=())].append(shape)
    left = dict(lesson.shapes)
    for wide, members in sorted(alike.items(), key=lambda item: -len(item[0].glob)):
        still = [member for member in members if member in left]
        if len(still) > _FEW and says_something(wide.glob) and not lesson.is_shared(wide):
            left[wide] = [place for member in still for place in left.pop(member)]
    return left


def _fewest(shapes: dict[_Shape, list[tuple[str, str]]]) -> list[_Shape]:
    """Without those whose URLs others take in that serve as much; what one place serves is told by one rule."""
    kept: list[_Shape] = []
    for shape, places in sorted(shapes.items(), key=lambda item: len(item[0].glob)):
        if not any(shape.serves <= other.serves and all(other.fits(*place) for place in places) for other in kept):
            kept.append(shape)
    by_place: dict[tuple[str, str], _Shape] = {}
    for shape in kept:
        same = by_place.get((shape.host, shape.glob))
        by_place[shape.host, shape.glob] = replace(shape, serves=shape.serves | same.serves) if same else shape
    return list(by_place.values())


def _named(shapes: Iterable[_Shape], source: str, dated: date) -> Iterator[TrackerRule]:
    taken: set[str] = set()
    for shape in sorted(shapes, key=lambda each: (Serves.OPEN not in each.serves, each.host, each.glob)):
        kind = next(serves.value for serves in Serves if serves in shape.serves)
        name = _free(f"learnt-{registrable(shape.host).replace('.', '-')}-{kind}", taken)
        taken.add(name)
        path = "" if shape.glob == "/" else shape.glob
        yield TrackerRule(name, shape.vendor, shape.serves, shape.host, path, "certain", source, dated)


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
