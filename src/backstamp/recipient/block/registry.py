"""Which export formats there are: one module each, with a ``FORMAT`` in it, imported only when it is asked for."""

from importlib import import_module

from backstamp.errors import UsageError
from backstamp.recipient.block.format import Format

ROOMS = {
    "rpz": "names.rpz",
    "unbound": "names.unbound",
    "dnsmasq": "names.dnsmasq",
    "hosts": "names.hosts",
    "pihole": "names.pihole",
    "pihole-regex": "names.pihole_regex",
    "abp": "urls.abp",
    "sieve": "messages.sieve",
    "spamassassin": "messages.spamassassin",
    "rspamd": "messages.rspamd",
    "exchange": "messages.exchange",
    "postfix": "messages.postfix",
    "sigma": "detection.sigma",
    "suricata": "detection.suricata",
    "zeek": "detection.zeek",
    "misp": "detection.misp",
    "stix": "detection.stix",
    "csv": "data.csv_table",
    "json": "data.json_document",
}
"""The name for ``--format``, and the module below this package."""


def load_format(name: str) -> Format:
    """The format of that name.

    Raises:
        UsageError: there is none; the text lists them.
    """
    room = ROOMS.get(name)
    if room is None:
        raise UsageError(f"there is no format {name!r}: choose one of {', '.join(ROOMS)}")
    made = import_module(f"{__package__}.{room}").FORMAT
    if not isinstance(made, Format):
        raise TypeError(f"{room}.FORMAT must be a Format")
    return made


def all_formats() -> tuple[Format, ...]:
    """Every format, in the order of the register."""
    return tuple(load_format(name) for name in ROOMS)
