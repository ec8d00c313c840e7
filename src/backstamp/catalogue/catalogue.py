"""The catalogue as one value: what came with the package, and the lists that a user has downloaded."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from backstamp.catalogue.agents import AgentBook
from backstamp.catalogue.facts import BrowserFact, FetcherFact, NetworkFact, Refuted
from backstamp.catalogue.networks import NetworkBook
from backstamp.catalogue.read import read_browsers, read_fetchers, read_networks


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Everything that is known of fetchers and networks. Built by ``load_catalogue``; compared by identity.

    Attributes:
        agents: looks user agents up.
        networks: looks addresses up, by day.
        fetchers: the facts behind ``agents``.
        network_facts: the facts behind ``networks``.
        refuted: claims that must not be used.
    """

    agents: AgentBook
    networks: NetworkBook
    fetchers: tuple[FetcherFact, ...]
    network_facts: tuple[NetworkFact, ...]
    refuted: tuple[Refuted, ...]


@dataclass(frozen=True, slots=True)
class _Package:
    fetchers: tuple[FetcherFact, ...]
    networks: tuple[NetworkFact, ...]
    refuted: tuple[Refuted, ...]
    browsers: tuple[BrowserFact, ...]


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue of the package with the lists in ``folder``.

    Args:
        folder: where ``backstamp catalogue update`` keeps ``relay-YYYY-MM-DD.csv``, ``google-YYYY-MM-DD.json``,
            ``asn-YYYY-MM-DD.mmdb`` and ``country-YYYY-MM-DD.mmdb``; None, or a folder that is missing or empty,
            for the package's facts alone. A list is opened when a hit first needs it.

    Raises:
        CatalogueError: an entry is malformed, or a file in ``folder`` has a name without a day.
    """
    package = _package()
    return Catalogue(
        AgentBook(package.fetchers, package.browsers),
        NetworkBook(package.networks, folder),
        package.fetchers,
        package.networks,
        package.refuted,
    )


@cache
def _package() -> _Package:
    networks, refuted = read_networks(_text("networks.toml"), "networks.toml")
    return _Package(
        read_fetchers(_text("fetchers.toml"), "fetchers.toml"),
        networks,
        refuted,
        read_browsers(_text("browsers.toml"), "browsers.toml"),
    )


def _text(name: str) -> str:
    return files("backstamp.catalogue").joinpath(name).read_text(encoding="utf-8")
