"""dnsmasq's settings (dnsmasq(8), ``local`` and ``host-record``)."""

from collections.abc import Sequence

from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.names.lines import in_lines
from backstamp.recipient.block.target import Target


def render(targets: Sequence[Target], heading: Heading) -> str:
    """A file of settings: ``local`` means a name and all below it, ``host-record`` the name alone."""
    return in_lines(targets, heading, _entry)


def _entry(host: str, below: bool) -> list[str]:
    return [f"local=/{host}/" if below else f"host-record={host},0.0.0.0,::"]


FORMAT = Format(
    name="dnsmasq",
    title="dnsmasq: it says that a name does not exist",
    level=Level.NAME,
    suffix=".conf",
    render=render,
    use="Put the file into /etc/dnsmasq.d/ (with `conf-dir=/etc/dnsmasq.d,*.conf` in dnsmasq.conf), then "
    "`dnsmasq --test && systemctl restart dnsmasq`.",
)
