"""Unbound's log-queries, log-replies and rpz-log.

As of unbound.conf(5) and the lines that Unbound 1.17 writes: ``ADDRESS NAME. TYPE CLASS``, in replies followed by
``RCODE SECONDS CACHED SIZE`` and, since 1.20, ``on TRANSPORT ADDRESS PORT``. With log-tag-queryreply the level is
``query`` or ``reply`` instead of ``info``. Neither tells the answer: aliases cannot be seen in it.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names, prefix
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Part, Told

_LEVEL = re.compile(r"(?:\[\d+:[0-9a-f]+\] )?(?P<level>info|query|reply|notice|debug|warning|error|fatal error): ")
_ASKED = re.compile(
    r"(?P<client>[0-9A-Fa-f][0-9A-Fa-f.:]{1,45}(?:%\S{1,32})?) (?P<name>\S+) (?P<type>[A-Z0-9-]{1,12}) "
    r"(?:IN|CH|HS|ANY|CLASS\d{1,5})"
    r"(?: (?P<rcode>[A-Z0-9]{1,12}) \d+\.\d+ [01] \d+.*)?"
)
_RPZ = re.compile(
    r"rpz: applied (?:\[(?P<tag>[^\]]*)\] )?(?P<owner>\S+) (?P<action>rpz-[\w-]+) (?P<client>[^\s@]+)@(?P<port>\d+) "
    r"(?P<name>\S+) (?P<type>\S+) \S+"
)
_LET_THROUGH = {"rpz-passthru", "rpz-tcp-only", "rpz-local-data", "rpz-cname-override", "rpz-disabled"}


class Unbound(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "unbound"
    title: ClassVar[str] = "Unbound (log-queries, log-replies)"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``. A reply, and a policy applied before it, are answers to the query before them."""
        found = prefix.read(line, self._clock, "unbound")
        level = _LEVEL.match(found.text)
        if level is None:
            raise BadLineError("no level")
        text = found.text[level.end() :]
        asked = _ASKED.fullmatch(text)
        if asked and level["level"] in {"info", "query", "reply"}:
            return self._asked(found, asked)
        applied = _RPZ.match(text)
        if applied:
            return self._applied(found, applied)
        return None

    def _asked(self, found: prefix.Line, asked: re.Match[str]) -> Told:
        rcode = asked["rcode"] or ""
        client = names.address(asked["client"])
        event = Event(found.at, client, names.name(asked["name"]), Means.LOOKUP, asked["type"], outcome=rcode)
        return Told(event, Part.ANSWER if rcode else Part.QUESTION)

    def _applied(self, found: prefix.Line, applied: re.Match[str]) -> Told:
        event = Event(
            found.at,
            names.address(applied["client"]),
            names.name(applied["name"]),
            Means.LOOKUP,
            applied["type"],
            blocked=applied["action"] not in _LET_THROUGH,
            port=names.port(applied["port"]),
        )
        return Told(event, Part.ANSWER)
