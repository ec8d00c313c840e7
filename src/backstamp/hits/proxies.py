"""The client's address where proxies stand in between: who to believe, and how far back.

The connection's peer is known; everything in ``X-Forwarded-For`` and ``Forwarded`` (RFC 7239) is what somebody wrote.
Each proxy appends the address it saw, so the list is read from the right, and one step further only while the
address reached so far is a trusted proxy. Whatever stands left of the first stranger is the stranger's invention.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from backstamp.errors import ConfigError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LONGEST_ADDRESS = 45
_PORT = r"(?::[0-9]{1,5})?"
_NODE = re.compile(rf"\[([0-9A-Fa-f:.]+)\]{_PORT}|([0-9.]+){_PORT}|([0-9A-Fa-f:.]+)", re.ASCII)
_FOR = re.compile(r'(?:^|;)[ \t]*for=(?:"([^"\\]*)"|([^\s";\\]*))[ \t]*(?=;|$)', re.IGNORECASE | re.ASCII)


class ForwardingHeader(StrEnum):
    """The header in which the operator's proxy writes whom it speaks for."""

    X_FORWARDED_FOR = "x-forwarded-for"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """The proxies in front of the collector.

    Only the named header is read: the other one passes through an ordinary proxy untouched, so it holds whatever the
    client chose to write.

    Attributes:
        networks: where the proxies are; empty when the collector faces the network itself.
        header: the header they write.
    """

    networks: tuple[Network, ...] = ()
    header: ForwardingHeader = ForwardingHeader.X_FORWARDED_FOR


def trusted_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read networks as an operator writes them.

    Args:
        texts: addresses or CIDR networks (``192.0.2.7``, ``10.0.0.0/8``, ``2001:db8::/32``).

    Raises:
        ConfigError: one of them is neither, or has bits set beyond its prefix.
    """
    networks: list[Network] = []
    for text in texts:
        try:
            networks.append(_unmapped(ip_network(text.strip())))
        except ValueError as error:
            raise ConfigError(f"trusted proxies: {error}; write an address or a network such as 10.0.0.0/8") from error
    return tuple(networks)


def _unmapped(network: Network) -> Network:
    """A network of IPv4-mapped addresses as the IPv4 network it stands for: addresses are compared unwrapped."""
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    return network if mapped is None else IPv4Network((mapped, network.prefixlen - 96))


def client_address(peer: str, headers: Iterable[tuple[bytes, bytes]], proxies: TrustedProxies) -> str:
    """Tell who asked.

    Args:
        peer: address of the connection's other end.
        headers: request headers as ASGI hands them over, names in lower case.
        proxies: whom to believe.

    Returns:
        The canonical text (RFC 5952; IPv4-mapped IPv6 unwrapped) of the nearest address that is not a trusted proxy,
        or of the last proxy before the chain ends or turns to garbage. A peer that is no address comes back as it is.
    """
    if not proxies.networks:
        return _canonical(peer)
    address = _address(peer)
    if address is None:
        return peer
    if not _trusted(address, proxies.networks):
        return str(address)
    for hop in _hops(headers, proxies.header):
        if hop is None:
            break
        address = hop
        if not _trusted(address, proxies.networks):
            break
    return str(address)


def _hops(headers: Iterable[tuple[bytes, bytes]], wanted: ForwardingHeader) -> Iterator[Address | None]:
    """Every address in the header from right to left; None for what is none (``unknown``, ``_hidden``, garbage)."""
    name = wanted.value.encode()
    read = _forwarded_element if wanted is ForwardingHeader.FORWARDED else _node
    for value in reversed([value.decode("latin-1") for key, value in headers if key == name]):
        # Cut at every comma, quoted or not: a client's unbalanced quote must not swallow what the proxy appended.
        for element in reversed(value.split(",")):
            yield read(element.strip(" \t"))


def _forwarded_element(text: str) -> Address | None:
    """The ``for`` parameter of one ``Forwarded`` element (RFC 7239 section 4)."""
    match = _FOR.search(text)
    return _node(match[1] or match[2] or "") if match else None


def _node(text: str) -> Address | None:
    """An address with or without a port, IPv6 with or without brackets (RFC 7239 section 6)."""
    match = _NODE.fullmatch(text) if len(text) <= _LONGEST_ADDRESS + len("[]:65535") else None
    return _address(match[1] or match[2] or match[3]) if match else None


@lru_cache(maxsize=4096)
def _canonical(peer: str) -> str:
    address = _address(peer)
    return peer if address is None else str(address)


@lru_cache(maxsize=4096)
def _address(text: str) -> Address | None:
    """Read one address; IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2) becomes IPv4, a zone is refused."""
    if len(text) > _LONGEST_ADDRESS or "%" in text:
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _trusted(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
