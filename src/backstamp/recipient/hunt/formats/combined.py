"""Common and combined log format of web servers and proxies, with or without the virtual host in front.

As of Apache's "Log Files" (``%h %l %u %t "%r" %>s %b``, combined with Referer and User-Agent; vhost_combined begins
with ``%v:%p``). The host asked for is the virtual host or, of a forward proxy, in the absolute URL; a web server's log
that has neither does not say it.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told

_LINE = re.compile(
    r"(?:(?P<vhost>[\w.-]{1,255}(?::\d{1,5})?) (?=[0-9A-Fa-f]{0,4}[.:][0-9A-Fa-f.:]+ ))?"
    r"(?P<client>[\w.:%\[\]-]{1,255}) \S+ "
    r"[^\[\"]*\[(?P<at>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?)\] "
    r"\"(?P<request>(?:[^\"\\]|\\.)*+)\" (?P<status>\d{1,3}|-) (?:\d+|-)(?: .*)?"
)


class Combined(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "combined"
    title: ClassVar[str] = "common or combined log of a web server or proxy"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``. A request whose host the line does not say tells nothing."""
        found = _LINE.fullmatch(line.decode("utf-8", "replace"))
        if found is None:
            raise BadLineError("not the common log format")
        method, _, rest = found["request"].partition(" ")
        target = rest.rpartition(" ")[0] or rest
        tunnel = method == "CONNECT"
        virtual = found["vhost"] or ""
        host = names.host_of(target) if tunnel or "://" in target else names.name(virtual.partition(":")[0])
        if not host:
            return None
        event = Event(
            self._clock.dated(found["at"]),
            names.address(found["client"]),
            host,
            Means.CONNECTION if tunnel else Means.REQUEST,
            method,
            url="" if tunnel else target if "://" in target else f"{_scheme(virtual)}://{virtual}{target}",
            outcome=found["status"],
            blocked=False,
        )
        return Told(event)


def _scheme(virtual: str) -> str:
    return "https" if virtual.endswith(":443") else "http"
