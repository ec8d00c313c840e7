"""Response policy zones, which BIND, Unbound, PowerDNS and Knot Resolver read.

Source: draft-vixie-dnsop-dns-rpz-00, sections 3.1 (``CNAME .``: the name does not exist) and 4.1 (triggers).
"""

import ipaddress
from collections.abc import Sequence

from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES, addresses, heading_lines, names, sections
from backstamp.recipient.block.target import Target

LONGEST_NAME = 200
"""Characters of a host; a longer one, with the zone's own name behind it, may pass the 255 octets of RFC 1035."""

_IN_ANSWERS = "These addresses stood in URLs themselves; here, names that lead to them do not exist any more."


def render(targets: Sequence[Target], heading: Heading) -> str:
    """A zone file with relative names: the zone may be called anything."""
    lines = [f"; {line}" for line in heading_lines(heading)]
    lines += ["$TTL 300", f"@ IN SOA localhost. hostmaster.localhost. {_serial(heading)} 3600 600 604800 300"]
    lines += ["@ IN NS localhost."]
    for scope, those in sections(targets):
        lines += ["", f"; {TITLES[scope]}"]
        for host, below in names(those).items():
            lines += _entry(host, below)
        if found := addresses(those):
            lines += [f"; {_IN_ANSWERS}", *(f"{_trigger(address)} CNAME ." for address in found)]
    return "\n".join(lines) + "\n"


def _serial(heading: Heading) -> int:
    """Seconds since 1970: grows with every file, and fits into 32 bits until 2106 (RFC 1982)."""
    return int(heading.made.timestamp()) % 2**32


def _entry(host: str, below: bool) -> list[str]:
    if len(host) > LONGEST_NAME:
        return [f"; left out, too long for a zone: {host}"]
    return [f"{host} CNAME .", *([f"*.{host} CNAME ."] if below else [])]


def _trigger(address: str) -> str:
    """The owner name for an address: prefix length and address backwards, ``zz`` for IPv6's longest run of zeros."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return f"32.{'.'.join(reversed(address.split('.')))}.rpz-ip"
    groups = parsed.compressed.replace("::", ":zz:").strip(":").split(":")
    return f"128.{'.'.join(reversed(groups))}.rpz-ip"


FORMAT = Format(
    name="rpz",
    title="response policy zone: BIND, Unbound, PowerDNS and Knot Resolver say that a name does not exist",
    level=Level.NAME,
    suffix=".rpz",
    render=render,
    use='BIND: `zone "backstamp.rpz" { type primary; file "/etc/bind/backstamp.rpz"; };` and, in `options`, '
    '`response-policy { zone "backstamp.rpz"; };`. Unbound: `server: module-config: "respip validator iterator"` and '
    "`rpz: name: backstamp.rpz zonefile: /etc/unbound/backstamp.rpz`, each setting on a line of its own.",
)
