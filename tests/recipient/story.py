"""One story, told in every format of logs: a day on which three clients look names up, and what each log can say of it.

On 21 November 2026, times in UTC. Anna's desktop (192.0.2.10) opens a letter at 09:12 and again at 15:40, clicks at 09:13; a
notebook (192.0.2.11) opens it at 23:59:58, past midnight it goes on; a telephone with IPv6 (2001:db8::12) opens a letter whose
pixel hides behind a branded name. A look-alike host and an unrelated one are in between; a blocked host is asked for once.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from backstamp.recipient.hunt.clock import microseconds
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.needles import Needles

WANTED = Needles.of(["tracker.example", "blocked.example"])
NEWEST = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DESKTOP, NOTEBOOK, PHONE = "192.0.2.10", "192.0.2.11", "2001:db8::12"
BRANDED, HIDDEN, EDGE = "news.shop.example", "shop.tracker.example", "edge.tracker.example"


@dataclass(frozen=True, slots=True)
class Asked:
    """One look-up of the story, wanted or not."""

    at: datetime
    client: str
    port: int
    host: str
    what: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    outcome: str = "NOERROR"
    blocked: bool = False


def _at(hour: int, minute: int, second: int, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


_PIXEL, _PIXEL6 = ("198.51.100.8",), ("2001:db8::8",)

LOOKUPS = (
    Asked(_at(9, 12, 1), DESKTOP, 40001, "open.tracker.example", "A", (), _PIXEL),
    Asked(_at(9, 12, 1), DESKTOP, 40002, "open.tracker.example", "AAAA", (), _PIXEL6),
    Asked(_at(9, 12, 1), DESKTOP, 40003, "open.tracker.example", "HTTPS"),
    Asked(_at(9, 12, 2), DESKTOP, 40004, "www.shop.example", "A", (), ("203.0.113.5",)),
    Asked(_at(9, 13, 30), DESKTOP, 40005, "click.tracker.example", "A", (), ("198.51.100.9",)),
    Asked(_at(11, 0, 0), NOTEBOOK, 40006, "notitracker.example", "A", (), ("203.0.113.66",)),
    Asked(_at(12, 30, 15), PHONE, 40007, BRANDED, "A", (HIDDEN, EDGE), ("198.51.100.7",)),
    Asked(_at(12, 30, 15), PHONE, 40008, BRANDED, "AAAA", (HIDDEN, EDGE), ("2001:db8::7",)),
    Asked(_at(14, 5, 0), NOTEBOOK, 40009, "blocked.example", "A", (), (), "NXDOMAIN", blocked=True),
    Asked(_at(15, 40, 20), DESKTOP, 40010, "open.tracker.example", "A", (), _PIXEL),
    Asked(_at(23, 59, 58), NOTEBOOK, 40011, "open.tracker.example", "A", (), _PIXEL),
    Asked(_at(0, 0, 1, day=22), NOTEBOOK, 40012, "click.tracker.example", "A", (), ("198.51.100.9",)),
)


def wanted_lookups(*, aliases: bool = True) -> list[Event]:
    """What a hunt must find; without aliases the branded name cannot be known for what it is."""
    return [
        Event(
            microseconds(asked.at),
            asked.client,
            asked.host,
            Means.LOOKUP,
            asked.what,
            aliases=asked.aliases,
            addresses=asked.addresses,
            outcome=asked.outcome,
            blocked=asked.blocked,
            port=asked.port,
        )
        for asked in LOOKUPS
        if WANTED.match(asked.host) or (aliases and asked.aliases)
    ]


def without(event: Event, *fields: str) -> Event:
    """The event as a format tells it that does not say these things."""
    empty: dict[str, Any] = {
        "aliases": (),
        "addresses": (),
        "outcome": "",
        "port": 0,
        "blocked": False,
        "client": "",
        "at": None,
    }
    return replace(event, line=0, file="", **{field: empty[field] for field in fields})
