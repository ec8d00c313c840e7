"""BIND's query log and its lines of response policy zones, of 9.8 to 9.20.

As of the BIND 9 Administrator Reference Manual, "The category phrase", query and rpz categories: ``client @0x…
ADDRESS#PORT (NAME): view V: query: NAME CLASS TYPE FLAGS (SERVER)``; before 9.11 without ``@0x…``, before 9.9 without
``(NAME)``. The view's name is free text, so a line is read from its last ``query: ``.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names, prefix
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Part, Told

_CLIENT = re.compile(
    r"(?:[a-z][\w-]{0,40}+: ){0,2}client (?:@0x[0-9a-f]{1,16} )?"
    r"(?P<client>[0-9A-Fa-f.:%][\w.:%-]{0,80})#(?P<port>\d{1,5})"
)
_QUERY = re.compile(
    r"(?P<name>\S+) (?:[A-Z]{2,10}|CLASS\d{1,5}) (?P<type>[A-Z0-9-]{1,12}) [+-]\S*"
    r"(?: \([^)]*\))?(?: \[ECS [^\]]*\])?\s*"
)
_RPZ = re.compile(r"(?P<trigger>\S+) (?P<policy>\S+) rewrite (?P<name>[^\s/]+)(?:/(?P<type>[A-Z0-9]+)/[A-Z0-9]+)? via ")
_NOT_BLOCKED = {"PASSTHRU", "TCP-ONLY", "Local-Data", "CNAME"}


class Bind(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "bind"
    title: ClassVar[str] = "BIND query log"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``. A rewrite by a policy zone is the answer to the query before it."""
        found = prefix.read(line, self._clock, "named")
        client = _CLIENT.match(found.text)
        if client is None:
            if found.at is not None:
                return None
            raise BadLineError("no client")
        _, _, query = found.text.rpartition(": query: ")
        asked = _QUERY.fullmatch(query) if len(query) < len(found.text) else None
        if asked:
            return Told(self._event(found, client, asked["name"], asked["type"]), Part.QUESTION)
        return self._rewritten(found, client)

    def _rewritten(self, found: prefix.Line, client: re.Match[str]) -> Told | None:
        before, mark, rest = found.text.partition(": rpz ")
        rewritten = _RPZ.match(rest) if mark else None
        if rewritten is None or before.endswith("disabled"):
            return None
        event = self._event(found, client, rewritten["name"], rewritten["type"] or "", rewritten["policy"])
        return Told(event, Part.ANSWER)

    def _event(self, found: prefix.Line, client: re.Match[str], name: str, kind: str, policy: str = "") -> Event:
        return Event(
            found.at,
            names.address(client["client"]),
            names.name(name),
            Means.LOOKUP,
            kind,
            outcome=policy,
            blocked=bool(policy) and policy not in _NOT_BLOCKED,
            port=names.port(client["port"]),
        )
