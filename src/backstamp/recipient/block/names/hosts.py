"""The hosts file of every system (hosts(5)): names, and nothing below them."""

from collections.abc import Sequence

from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.names.lines import in_lines
from backstamp.recipient.block.target import Target

_NOTE = "A hosts file knows no wildcards: names below these hosts are NOT blocked. Programs ask for 0.0.0.0 in vain."


def render(targets: Sequence[Target], heading: Heading) -> str:
    """Lines to append to a hosts file, for both kinds of addresses."""
    return in_lines(targets, heading, _entry, _NOTE)


def _entry(host: str, _below: bool) -> list[str]:
    return [f"0.0.0.0 {host}", f":: {host}"]


FORMAT = Format(
    name="hosts",
    title="hosts file: one machine no longer finds a name; names below it are not covered",
    level=Level.NAME,
    suffix=".hosts",
    render=render,
    use="Append the file to /etc/hosts (Windows: C:\\Windows\\System32\\drivers\\etc\\hosts), or give it to Pi-hole or "
    "dnsmasq (`addn-hosts=FILE`).",
)
