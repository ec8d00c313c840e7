"""Unbound's own local zones (unbound.conf(5), ``local-zone`` and ``local-data``)."""

from collections.abc import Sequence

from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import heading_lines
from backstamp.recipient.block.names.lines import named_sections
from backstamp.recipient.block.target import Target


def render(targets: Sequence[Target], heading: Heading) -> str:
    """A file to include.

    With all names below it, a host does not exist; alone, it has the address of nobody, for a local zone that does not
    exist has nothing below it either.
    """
    lines = [f"# {line}" for line in heading_lines(heading)]
    lines += ["server:"]
    for title, hosts in named_sections(targets):
        lines += ["", f"    # {title}"]
        for host, below in hosts.items():
            lines += [f"    {line}" for line in _entry(host, below)]
    return "\n".join(lines) + "\n"


def _entry(host: str, below: bool) -> list[str]:
    if below:
        return [f'local-zone: "{host}." always_nxdomain']
    return [f'local-data: "{host}. 300 IN A 0.0.0.0"', f'local-data: "{host}. 300 IN AAAA ::"']


FORMAT = Format(
    name="unbound",
    title="Unbound's local zones: it says that a name does not exist",
    level=Level.NAME,
    suffix=".conf",
    render=render,
    use="Put the file into /etc/unbound/unbound.conf.d/, then `unbound-checkconf && unbound-control reload`.",
)
