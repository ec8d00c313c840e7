"""PowerDNS Recursor's log with quiet=no: the questions.

As of the Recursor's settings (``quiet``) and the line it writes for each: ``[1] question for 'NAME|TYPE' from
ADDRESS:PORT``.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names, prefix
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told

_QUESTION = re.compile(
    r"(?:\d+ )?\[\d+(?:/\d+)*\] (?:TCP )?question for '(?P<name>[^'|]+)\|(?P<type>[A-Z0-9]+)' from (?P<client>[^\s,]+)"
)


class PowerDns(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "powerdns"
    title: ClassVar[str] = "PowerDNS Recursor log"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        found = prefix.read(line, self._clock, "pdns_recursor", "pdns-recursor")
        asked = _QUESTION.match(found.text)
        if asked:
            client, port = names.socket_address(asked["client"])
            return Told(Event(found.at, client, names.name(asked["name"]), Means.LOOKUP, asked["type"], port=port))
        if found.program:
            return None
        raise BadLineError("no question of PowerDNS")
