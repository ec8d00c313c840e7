"""A list for Pi-hole and AdGuard Home: ``||host^`` for a host and all below it, the bare name for a host alone.

Pi-hole reads ``||host^`` since Core 5.16 and FTL 5.22 (https://docs.pi-hole.net), AdGuard Home always
(https://adguard-dns.io/kb/general/dns-filtering-syntax/).
"""

from collections.abc import Sequence

from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.names.lines import in_lines
from backstamp.recipient.block.target import Target


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The list; both programs take ``#`` for a comment."""
    return in_lines(targets, heading, _entry)


def _entry(host: str, below: bool) -> list[str]:
    return [f"||{host}^" if below else host]


FORMAT = Format(
    name="pihole",
    title="list for Pi-hole and AdGuard Home",
    level=Level.NAME,
    suffix=".txt",
    render=render,
    use="Pi-hole: add its address under Lists (`file:///etc/pihole/backstamp.txt` for a file on the same machine), "
    "then `pihole -g`. AdGuard Home: Filters, DNS blocklists, Add blocklist.",
)
