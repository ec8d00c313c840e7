"""Openings, look-ups and messages for the tests of the hunt, with what does not matter filled in."""

from datetime import UTC, datetime
from typing import Any

from backstamp.recipient.hunt.clock import microseconds
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.mail import Carried, Message
from backstamp.recipient.hunt.opening import Opening
from backstamp.recipient.hunt.openings import Folding

SECOND = 1_000_000
HOUR = 3600 * SECOND
HOST = "open.tracker.example"
BOB, CHRIS, DAN = "192.0.2.10", "192.0.2.33", "192.0.2.44"


def at(hour: int, minute: int = 0, second: int = 0) -> int:
    """A time of the day that all stories of these tests play on."""
    return microseconds(datetime(2026, 11, 21, hour, minute, second, tzinfo=UTC))


def lookup(when: int | None, client: str = BOB, host: str = HOST, what: str = "A", **more: Any) -> Event:
    """A look-up."""
    return Event(when, client, host, Means.LOOKUP, what, **more)


def request(when: int | None, url: str, client: str = BOB, host: str = HOST, **more: Any) -> Event:
    """A request for a URL."""
    return Event(when, client, host, Means.REQUEST, "GET", url=url, **more)


def folded(*events: Event) -> list[Opening]:
    """The openings of some events."""
    folding = Folding()
    for event in events:
        folding.add(event)
    return folding.openings()


def message(
    name: str = "offer",
    delivered: int | None = None,
    to: tuple[str, ...] = ("bob@corp.example",),
    sender: str = "Alice <alice@acme.example>",
    host: str = HOST,
    *,
    opens: bool = True,
    token: str = "",
) -> Message:
    """A message with a pixel of its own, or with one that it shares."""
    key = f"{host}/t/{token or name}"
    carried = Carried(opens, frozenset({key}), frozenset({key}), "")
    by = "" if delivered is None else "Received"
    return Message(f"{name}.eml", f"<{name}@acme.example>", name, sender, to, (), delivered, by, {host: carried})
