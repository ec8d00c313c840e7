"""Whether a URL is what a target means: its host, and its path by a glob. Linear in time: no regular expressions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ada_url

from backstamp.recipient.block.hosts import host_of_url
from backstamp.recipient.block.layout import is_address, parents
from backstamp.recipient.block.target import Target


def glob_matches(glob: str, text: str) -> bool:
    """Whether a text begins as a glob says.

    Args:
        glob: as in ``TrackerRule.path``: ``*`` stands for any characters, and more may follow unless it ends in ``$``.
        text: path and query of a URL, from the first slash; case matters.
    """
    ends = glob.endswith("$")
    first, *others = glob.removesuffix("$").split("*")
    if not text.startswith(first):
        return False
    if not others:
        return not ends or len(text) == len(first)
    last = others.pop() if ends else ""
    place = len(first)
    for piece in others:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return len(text) - len(last) >= place and text.endswith(last)


@dataclass(frozen=True, slots=True)
class Address:
    """What a target is compared with.

    Attributes:
        host: as in ``Target.host``.
        path: path and query, from the first slash.
    """

    host: str
    path: str


def address_of(url: str) -> Address | None:
    """Host and path of a URL; None for one whose host no block list can name, and for cid:, data:, mailto:."""
    host = host_of_url(url)
    if host is None:
        return None
    parsed = ada_url.URL(url)
    return Address(host, f"{parsed.pathname}{parsed.search}")


def target_matches(target: Target, address: Address) -> bool:
    """Whether a target means an address; a weak one means it as well."""
    if target.host and address.host != target.host:
        below = target.below and not is_address(address.host) and address.host.endswith(f".{target.host}")
        if not below:
            return False
    return not target.path or glob_matches(target.path, address.path)


class Matcher:
    """Finds which of many targets mean a URL; the targets of other hosts cost nothing."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._by_host: dict[str, list[Target]] = defaultdict(list)
        for target in targets:
            self._by_host[target.host].append(target)

    def matching(self, url: str) -> Iterator[Target]:
        """The targets that mean this URL."""
        address = address_of(url)
        if address is None:
            return
        for host in (address.host, *(() if is_address(address.host) else parents(address.host)), ""):
            for target in self._by_host.get(host, ()):
                if target_matches(target, address):
                    yield target
