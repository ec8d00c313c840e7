"""Host names fit for a block list: which can be written there, and which are too big to block as a whole."""

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import ada_url

from backstamp.recipient.block.giants import GIANTS

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)++")
_LONGEST_NAME = 253
_FETCHED = {"http:", "https:", "ws:", "wss:"}
_OWN_NAMES = {"localhost", "local", "internal", "lan", "home", "corp", "intranet", "onion", "arpa"}
"""Top-level domains of names that never lead out (RFC 6761, RFC 6762, RFC 7686), or that networks use for their own."""
_OWN_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/8", "fc00::/7")
)
"""Addresses of networks' own machines: a stranger's message must not get these blocked."""


def usable_host(text: str) -> str | None:
    """A host as ``Target.host`` has it.

    Args:
        text: a host name in any case, with letters of any script, or an address, IPv6 with or without brackets.

    Returns:
        Lower case, A-labels, without a final dot, an address in its shortest form; None for what cannot be looked up
        or reached from elsewhere: labels over 63 octets, names of one label, private addresses, ``.local``.
    """
    bracketed = f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text
    if any(character in bracketed for character in "/?#@\\%"):
        return None
    return host_of_url(f"http://{bracketed}/")


def host_of_url(url: str) -> str | None:
    """The host of a URL, as in ``usable_host``; None where it has none that may be listed."""
    try:
        return host_of(ada_url.URL(url))
    except ValueError:
        return None


def host_of(parsed: ada_url.URL) -> str | None:
    """The same of a URL that is read already."""
    if parsed.protocol not in _FETCHED:
        return None
    host = str(parsed.hostname).rstrip(".").strip("[]")
    return _address(host) if ":" in host or host.rpartition(".")[2].isdigit() else _name(host)


def is_site(host: str) -> bool:
    """Whether a name is what a web site answers to: the domain that its owner registered, or its ``www``."""
    return registrable(host) == host.removeprefix("www.")


def too_big(host: str) -> bool:
    """Whether blocking the host as a whole would hit strangers: a public suffix, or a name of one of the giants.

    What a customer of theirs has for itself is no giant's: ``bucket.s3.amazonaws.com``, two labels below it.
    """
    owned = registrable(host)
    if owned is None:
        return True
    return any(name in GIANTS for name in (owned, owned.partition(".")[2]))


@lru_cache(maxsize=4096)
def registrable(host: str) -> str | None:
    """The part of a name that its owner has registered (https://publicsuffix.org); None for a public suffix."""
    found = _suffixes().privatesuffix(host)
    return None if found is None else str(found)


def _address(host: str) -> str | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    special = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    return None if special or any(address in network for network in _OWN_NETWORKS) else str(address)


def _name(host: str) -> str | None:
    if len(host) > _LONGEST_NAME or not _NAME.fullmatch(host) or host.rpartition(".")[2] in _OWN_NAMES:
        return None
    return host


@lru_cache(maxsize=1)
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - its list takes 40 ms to read, few runs need it

    return PublicSuffixList()
