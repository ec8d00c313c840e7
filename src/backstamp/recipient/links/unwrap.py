"""Where a wrapped link leads, read from the link alone: no network, no click that anybody could count."""

from dataclasses import dataclass
from functools import cache

from backstamp.catalogue.wrappers import Wrapper, WrapperKind, known_wrappers
from backstamp.recipient.links.address import Address, absolute, address
from backstamp.recipient.links.decoders import decoded, percent
from backstamp.recipient.links.glob import pattern
from backstamp.recipient.links.guess import guessed
from backstamp.recipient.links.index import Index
from backstamp.recipient.links.query import first_value

MAX_LAYERS = 8
GUESS = "redirector"
"""The name that a guess has in ``Unwrapped.through``."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """Where a link leads.

    Attributes:
        url: an absolute http(s) URL, as the wrapper held it.
        through: names of the wrappers, the outermost first; ``GUESS`` for one that only looks like a redirector.
        certain: whether every wrapper is one of the catalogue. False: at least one was guessed, and a cleaner should
            leave the link alone or ask.
        guarded: whether one of the wrappers is a mail gateway that checks when the link is clicked. True: following
            ``url`` instead passes that check by.
    """

    url: str
    through: tuple[str, ...]
    certain: bool = True
    guarded: bool = False


def unwrap(url: str, *, guess: bool = True, gateways: bool = True) -> Unwrapped | None:
    """Where a wrapped link leads, through at most ``MAX_LAYERS`` wrappers.

    Args:
        url: an absolute URL, HTML entities already undone.
        guess: whether a link that merely looks like a redirector is unwrapped as well. False: only known wrappers.
        gateways: whether wrappers of mail gateways are taken off as well. False: what a gateway wrapped stays so.

    Returns:
        None where nothing is wrapped, or nothing well-formed is inside. A fragment of the link is carried over to a
        destination without one, as browsers do when they are redirected (RFC 9110 section 10.2.2).
    """
    through: list[str] = []
    guarded = False
    while len(through) < MAX_LAYERS:
        where = address(url)
        layer = None if where is None else _layer(where, guess=guess)
        if layer is None or layer.url == url or (layer.gateway and not gateways):
            break
        through.append(layer.name)
        url, guarded = layer.url, guarded or layer.gateway
    if not through:
        return None
    return Unwrapped(url, tuple(through), GUESS not in through, guarded)


@dataclass(frozen=True, slots=True)
class _Layer:
    name: str
    url: str
    gateway: bool = False


def _layer(where: Address, *, guess: bool) -> _Layer | None:
    for wrapper in _wrappers().candidates(where):
        inside = _inside(wrapper, where)
        text = None if inside is None else decoded(inside, wrapper.steps)
        destination = None if text is None else absolute(text)
        if destination is not None:
            if "#" not in wrapper.path:
                destination = _with_fragment(destination, where)
            return _Layer(wrapper.name, destination, wrapper.kind is WrapperKind.GATEWAY)
    found = guessed(where) if guess else None
    return None if found is None else _Layer(GUESS, _with_fragment(found, where))


def _with_fragment(destination: str, where: Address) -> str:
    if not where.fragment or "#" in destination:
        return destination
    return absolute(destination + where.fragment) or destination


def _inside(wrapper: Wrapper, where: Address) -> str | None:
    target = where.target + where.fragment if "#" in wrapper.path else where.target
    match = pattern(wrapper.path).match(target)
    if match is None:
        return None
    if wrapper.query:
        value = first_value(where.query, wrapper.query)
        return None if value is None else percent(value)
    return str(match["inside"]) if "{rest}" in wrapper.path else percent(match["inside"])


@cache
def _wrappers() -> Index[Wrapper]:
    return Index(known_wrappers().wrappers)
