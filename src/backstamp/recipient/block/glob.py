"""Whether a URL is what a target means: its host, and its path by a glob. Linear in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import ada_url

from backstamp.catalogue.glob import Glob
from backstamp.catalogue.tracker_index import UrlIndex
from backstamp.recipient.block.hosts import host_of
from backstamp.recipient.block.layout import is_address
from backstamp.recipient.block.target import Target


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
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return None
    host = host_of(parsed)
    return None if host is None else Address(host, f"{parsed.pathname}{parsed.search}")


def target_matches(target: Target, address: Address) -> bool:
    """Whether a target means an address; a weak one means it as well."""
    return _host_fits(target, address) and (not target.path or _glob(target.path).matches(address.path))


class Matcher:
    """Finds which of many targets mean a URL, without asking every one."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._index = UrlIndex((target.host, target.path, target) for target in targets)

    def matching(self, url: str) -> list[Target]:
        """The targets that mean this URL, in no order."""
        address = address_of(url)
        if address is None:
            return []
        return [target for target in self._index.find(address.host, address.path) if _host_fits(target, address)]


def _host_fits(target: Target, address: Address) -> bool:
    if not target.host or address.host == target.host:
        return True
    return target.below and not is_address(address.host) and address.host.endswith(f".{target.host}")


@lru_cache(maxsize=4096)
def _glob(path: str) -> Glob:
    return Glob.read(path)
