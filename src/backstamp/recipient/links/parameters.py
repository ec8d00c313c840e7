"""Parameters that only track: which a URL carries, what they tell, and the URL without them.

What is left stays byte for byte: order, escapes, empty pieces. Parameters in the fragment count too.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from backstamp.catalogue.parameters import KeepFact, ParameterFact, known_parameters
from backstamp.recipient.links.address import Address, address
from backstamp.recipient.links.decoders import percent

Table = tuple[dict[str, ParameterFact], tuple[tuple[str, ParameterFact], ...]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A tracking parameter in a URL.

    Attributes:
        name: as it stands there.
        value: as it stands there; "" where it has none.
        fact: what is known of it.
    """

    name: str
    value: str
    fact: ParameterFact


@dataclass(frozen=True, slots=True)
class Stripped:
    """A URL without its tracking parameters.

    Attributes:
        url: what is left of it; the very same text where nothing was removed.
        removed: names of the parameters that went, as they stood there, in order, with repetitions.
        kept: why nothing was removed although there are tracking parameters, a clause; "" where that is not so.
    """

    url: str
    removed: tuple[str, ...]
    kept: str = ""


def identifying(url: str) -> tuple[Parameter, ...]:
    """The tracking parameters of a URL, in order, with what each tells; empty where it is no absolute http(s) URL."""
    where = address(url) if "=" in url else None
    if where is None:
        return ()
    pieces = [*where.query.split("&"), *_split_fragment(where.fragment)[1].split("&")]
    table = _table(where.host)
    found = []
    for piece in pieces:
        fact = _fact(piece, table)
        if fact is not None:
            name, _, value = piece.partition("=")
            found.append(Parameter(name, value, fact))
    return tuple(found)


def strip_parameters(url: str) -> Stripped:
    """``url`` without its tracking parameters.

    Where removing breaks (log-ins, pages for unsubscribing, signed addresses) nothing goes. Stripping what was
    stripped changes nothing.
    """
    found = identifying(url)
    where = address(url) if found else None
    if where is None:
        return Stripped(url, ())
    keep = _kept(where)
    if keep is not None:
        return Stripped(url, (), keep.why)
    return Stripped(_without(url, where), tuple(parameter.name for parameter in found))


def _without(url: str, where: Address) -> str:
    table = _table(where.host)
    begin = url[: len(url) - len(where.fragment)]
    before, mark, query = begin.partition("?")
    left = _remaining(query, table) if mark else query
    head, inside = _split_fragment(where.fragment)
    rest = _remaining(inside, table)
    if inside and not rest:
        head = head.removesuffix("?").removesuffix("#")
    return before + (mark + left if left or not query else "") + head + rest


def _remaining(query: str, table: Table) -> str:
    return "&".join(piece for piece in query.split("&") if _fact(piece, table) is None)


def _split_fragment(fragment: str) -> tuple[str, str]:
    """A fragment as what stays, and what reads as parameters: ``#utm_a=b`` or ``#place?utm_a=b``."""
    if "=" not in fragment or ":~:" in fragment:
        return fragment, ""
    head, mark, query = fragment.partition("?")
    return (head + mark, query) if mark else ("#", fragment[1:])


def _fact(piece: str, table: Table) -> ParameterFact | None:
    name, equals, _ = piece.partition("=")
    if not equals:
        return None
    if "%" in name:
        name = percent(name)
    name = name.lower().removeprefix("amp;")
    names, beginnings = table
    fact = names.get(name)
    if fact is None:
        fact = next((fact for beginning, fact in beginnings if name.startswith(beginning)), None)
    return fact


def _kept(where: Address) -> KeepFact | None:
    segments = where.path.lower().split("/")
    names = {piece.partition("=")[0].lower() for piece in where.query.split("&")}
    for fact in known_parameters()[1]:
        if not fact.segments.isdisjoint(segments) or not fact.parameters.isdisjoint(names):
            return fact
        if any(where.host == host or where.host.endswith("." + host) for host in fact.hosts):
            return fact
    return None


@lru_cache(4096)
def _table(host: str) -> Table:
    """What holds on ``host``, its own facts before those that hold everywhere."""
    own: list[ParameterFact] = []
    rest = host[-255:]
    by_host = _by_host()
    while rest:
        own.extend(by_host.get(rest, ()))
        rest = rest.partition(".")[2]
    return _table_of((*own, *by_host[""])) if own else _everywhere()


@cache
def _everywhere() -> Table:
    return _table_of(tuple(_by_host()[""]))


def _table_of(facts: tuple[ParameterFact, ...]) -> Table:
    names: dict[str, ParameterFact] = {}
    beginnings = []
    for fact in facts:
        if fact.name.endswith("*"):
            beginnings.append((fact.name[:-1], fact))
        else:
            names.setdefault(fact.name, fact)
    return names, tuple(beginnings)


@cache
def _by_host() -> dict[str, list[ParameterFact]]:
    found: dict[str, list[ParameterFact]] = {"": []}
    for fact in known_parameters()[0]:
        for host in fact.hosts or ("",):
            found.setdefault(host, []).append(fact)
    return found
