"""CoreDNS' plugin "log" in its common format.

As of the plugin's manual: ``{remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" {rcode}
{>rflags} {rsize} {duration}``, by itself behind ``[INFO]`` and without a time; a container's log puts one in front.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names, prefix
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told

_LINE = re.compile(
    r"(?:std(?:out|err) F )?\[INFO\] (?P<client>\S+) - \d+ "
    r"\"(?P<type>[A-Z0-9]+) [A-Z0-9]+ (?P<name>\S+) [a-z]+ \d+ \w+ \d+\" "
    r"(?P<code>\S+) \S+ \d+ \S+"
)
_NOTICE = re.compile(r"(?:std(?:out|err) F )?(?:\[(?:INFO|WARNING|ERROR)\] |\.:\d+$|CoreDNS-|linux/)")


class CoreDns(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "coredns"
    title: ClassVar[str] = "CoreDNS log"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        found = prefix.read(line, self._clock, "coredns")
        asked = _LINE.fullmatch(found.text)
        if asked is None:
            if _NOTICE.match(found.text):
                return None
            raise BadLineError("not CoreDNS' log format")
        client, port = names.socket_address(asked["client"])
        host, kind = names.name(asked["name"]), asked["type"]
        return Told(Event(found.at, client, host, Means.LOOKUP, kind, outcome=asked["code"], port=port))
