"""Parameters that only track: which a URL carries, what they tell, and the URL without them.

What is left stays byte for byte: order, escapes, empty pieces. Parameters in the fragment count too.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from backstamp.catalogue.parameters import KeepFact, ParameterFact, known_parameters
from backstamp.recipient.links.address import Address, address
from backstamp.recipient.links.decoders import percent
from backstamp.recipient.links.opaque import opaque_link

_REMEMBERED = 4096
_LONGEST_NAME = 64
_REDIRECT = "a redirect that cannot be read, and its service alone knows what it needs"

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
    return (*_sorted_out(where.query, where.host)[1], *_fragment(where)[1])


def strip_parameters(url: str) -> Stripped:
    """``url`` without its tracking parameters.

    Where removing may break (log-ins, pages for unsubscribing, signed addresses, redirects that cannot be read)
    nothing goes. Stripping what was stripped changes nothing. Unwrap a link first: its parameters stand inside.
    """
    where = address(url) if "=" in url else None
    if where is None:
        return Stripped(url, ())
    query, found = _sorted_out(where.query, where.host)
    fragment, behind = _fragment(where) if where.fragment else ("", [])
    if not found and not behind:
        return Stripped(url, ())
    keep = _kept(where)
    if keep is not None or opaque_link(url) is not None:
        return Stripped(url, (), _REDIRECT if keep is None else keep.why)
    if found:
        before = url.partition("?")[0]
        left = f"{before}?{query}" if query else before
    else:
        left = url[: len(url) - len(where.fragment)]
    return Stripped(left + fragment, tuple(parameter.name for parameter in (*found, *behind)))


def _sorted_out(query: str, host: str) -> tuple[str, list[Parameter]]:
    """A query without its tracking parameters, and these."""
    left, found = [], []
    for piece in query.split("&"):
        name, equals, value = piece.partition("=")
        fact = _fact(host, name) if equals and len(name) <= _LONGEST_NAME else None
        if fact is None:
            left.append(piece)
        else:
            found.append(Parameter(name, value, fact))
    return "&".join(left), found


def _fragment(where: Address) -> tuple[str, list[Parameter]]:
    """A fragment without its tracking parameters, and these: ``#utm_a=b`` and ``#place?utm_a=b``."""
    left, found = where.fragment, []
    if "=" in left and ":~:" not in left:
        for _ in range(2):  # without the first parameters the rest may read as a place with a query
            head, mark, query = left.partition("?")
            if not mark or "=" in head:
                head, mark, query = "#", "", left[1:]
            query, more = _sorted_out(query, where.host)
            if more:
                found += more
                left = f"{head}{mark}{query}" if query else head.removesuffix("#")
    return left, found


@lru_cache(_REMEMBERED)
def _fact(host: str, name: str) -> ParameterFact | None:
    names, beginnings = _table(host)
    name = (percent(name) if "%" in name else name).lower().removeprefix("amp;")
    fact = names.get(name)
    if fact is None:
        fact = next((fact for beginning, fact in beginnings if name.startswith(beginning)), None)
    return fact


def _kept(where: Address) -> KeepFact | None:
    """The exception that holds here, if one does."""
    found = _kept_host(where.host)
    if found is not None:
        return found
    segments = where.path.lower().split("/")
    names = [piece.partition("=")[0] for piece in where.query.lower().split("&")]
    for fact in known_parameters()[1]:
        if not fact.segments.isdisjoint(segments) or not fact.parameters.isdisjoint(names):
            return fact
    return None


@lru_cache(_REMEMBERED)
def _kept_host(host: str) -> KeepFact | None:
    facts = known_parameters()[1]
    return next((fact for fact in facts for name in fact.hosts if f".{host}".endswith(f".{name}")), None)


def _table(host: str) -> Table:
    """What holds on ``host``, its own facts before those that hold everywhere."""
    own = []
    rest = host
    while rest:
        if rest in _by_host():
            own.append(rest)
        rest = rest.partition(".")[2]
    return _table_for((*own, ""))


@cache
def _table_for(hosts: tuple[str, ...]) -> Table:
    """What holds on one of ``hosts``; there are no more tables than combinations of hosts in the catalogue."""
    return _table_of(tuple(fact for host in hosts for fact in _by_host()[host]))


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
