"""Squid's native access.log.

As of the logformat "squid" of its configuration manual: ``TIME.MS DURATION CLIENT RESULT/STATUS SIZE METHOD URL USER
HIERARCHY/PEER TYPE``. Of HTTPS through a proxy only ``CONNECT host:443`` is seen, and of a URL nothing behind its
question mark unless strip_query_terms is off.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.clock import epoch
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told

_LINE = re.compile(
    r"(?P<at>\d{9,10}\.\d{3}) +-?\d+ (?P<client>\S+) (?P<result>[A-Z_]+)/(?P<status>\d{3}) "
    r"\d+ (?P<method>\S+) (?P<url>\S+) \S+ "
    r"(?P<hierarchy>[A-Z_]+)/(?P<peer>\S+)(?: .*)?"
)


class Squid(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "squid"
    title: ClassVar[str] = "Squid access.log"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        found = _LINE.fullmatch(line.decode("utf-8", "replace"))
        if found is None:
            raise BadLineError("not Squid's native format")
        if found["method"] == "NONE" or found["url"].startswith("error:"):
            return None
        tunnel = found["method"] == "CONNECT"
        event = Event(
            epoch(found["at"]),
            names.address(found["client"]),
            names.host_of(found["url"]),
            Means.CONNECTION if tunnel else Means.REQUEST,
            found["method"],
            url="" if tunnel else found["url"],
            addresses=(found["peer"],) if names.is_address(found["peer"]) else (),
            outcome=found["status"],
            blocked=found["result"].startswith("TCP_DENIED"),
        )
        return Told(event)
