"""All formats, by the names that ``--format`` takes."""

from backstamp.recipient.hunt.clock import Clock
from backstamp.recipient.hunt.formats import dnstap, ftl
from backstamp.recipient.hunt.formats.adguard import AdGuard
from backstamp.recipient.hunt.formats.bind import Bind
from backstamp.recipient.hunt.formats.cloudflare import Cloudflare
from backstamp.recipient.hunt.formats.combined import Combined
from backstamp.recipient.hunt.formats.coredns import CoreDns
from backstamp.recipient.hunt.formats.dnsmasq import Dnsmasq
from backstamp.recipient.hunt.formats.powerdns import PowerDns
from backstamp.recipient.hunt.formats.route53 import Route53
from backstamp.recipient.hunt.formats.squid import Squid
from backstamp.recipient.hunt.formats.told import LineFormat
from backstamp.recipient.hunt.formats.unbound import Unbound
from backstamp.recipient.hunt.formats.windows import Windows
from backstamp.recipient.hunt.formats.zeek import ZeekJson, ZeekTable

_LINES = (
    AdGuard,
    Bind,
    Cloudflare,
    Combined,
    CoreDns,
    Dnsmasq,
    PowerDns,
    Route53,
    Squid,
    Unbound,
    Windows,
    ZeekTable,
    ZeekJson,
)

FORMATS: dict[str, str] = {kind.name: kind.title for kind in _LINES} | {dnstap.NAME: dnstap.TITLE, ftl.NAME: ftl.TITLE}
"""Name and title of each."""


def line_formats(clock: Clock) -> list[LineFormat]:
    """A fresh reader of each format of lines, for one file."""
    return [kind(clock) for kind in _LINES]
