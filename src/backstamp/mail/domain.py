"""Domains: what of a host name its owner has registered (Public Suffix List, https://publicsuffix.org)."""

from functools import lru_cache
from typing import TYPE_CHECKING

import ada_url

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=8192)
def registrable(host: str) -> str:
    """The part of a host name that its owner has registered: ``example.co.uk`` of ``www.example.co.uk``.

    Args:
        host: a name in any case, with letters of any script, or an IP address.

    Returns:
        In lower case and Punycode. A name whose top-level domain is not on the Public Suffix List counts as registered
        at its second level; a public suffix, an IP address and what is no host name at all stand for themselves.
    """
    name = (host_of(f"//{host}") or host.lower()).rstrip(".")
    labels = name.split(".")
    if labels[-1].isdigit() or ":" in name:
        return name
    known = suffixes()
    return known.privatesuffix(name) or (name if known.publicsuffix(name) else ".".join(labels[-2:]))


def host_of(address: str) -> str | None:
    """The host of an address with or without a scheme, as URL parsers read it: lower case, Punycode; None: it has none.

    Args:
        address: such as ``https://www.example.org/x``, ``//example.org`` or ``example.org``.
    """
    if not address.lower().startswith(("http", "//")):
        address = f"//{address}"
    try:
        return str(ada_url.URL(address, "https://base.invalid").hostname) or None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def suffixes() -> "PublicSuffixList":
    """The list of public suffixes, read when it is first asked for; names outside of it are unknown to it."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - its list takes 40 ms to read, few runs need it

    return PublicSuffixList(accept_unknown=False)
