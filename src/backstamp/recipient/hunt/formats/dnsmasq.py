"""dnsmasq's log-queries, also with "extra", and Pi-hole's log, which is dnsmasq's with words of its own.

As of dnsmasq(8) and of the lines that dnsmasq 2.90 writes: ``query[A] NAME from ADDRESS``, ``reply NAME is ADDRESS``,
where an alias is ``<CNAME>`` and the next line says what for. With log-queries=extra each line begins with ``SERIAL
ADDRESS/PORT``. Pi-hole's words: ``gravity blocked NAME is ADDRESS``, ``exactly denied``, ``regex denied`` and their
elders.
"""

import re
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names, prefix
from backstamp.recipient.hunt.formats.told import BadLineError, ForeignLineError, LineFormat, Part, Told

_SERIAL = re.compile(r"(?P<serial>\d{1,10}) (?P<client>[0-9A-Fa-f.:]{2,45}(?:%\S{1,32})?)/(?P<port>\d{1,5}) ")
_QUERY = re.compile(r"query\[(?P<type>[^\]]{1,20})\] (?P<name>\S+) from (?P<client>\S+)")
_ANSWER = re.compile(
    r"(?P<verb>reply|cached(?:-stale)?|config|DHCP|special domain|Rate-limiting|/\S+"
    r"|(?:gravity|regex|exactly|external|database)(?: \w+){1,2}(?: \([^)]{1,20}\))?) (?P<name>\S+) is (?P<what>.+)"
)
_NOTHING = re.compile(
    r"(?:forwarded|dnssec-query\[[^\]]*\]|dnssec-retry\[[^\]]*\]|validation|auth\[[^\]]*\]|started|compile time|using"
    r"|reading|read|ignoring|exiting|warning|cleared|query\[[^\]]*\]|reply)\b"
)
_TYPES = {"NODATA-IPv4": "A", "NODATA-IPv6": "AAAA"}
_BLOCKING = ("gravity ", "exactly ", "regex ", "external ", "special ")
_BLANK = {"0.0.0.0", "::"}  # noqa: S104 -- the answer that stands for "blocked", no address to listen on


class Dnsmasq(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "dnsmasq"
    title: ClassVar[str] = "dnsmasq or Pi-hole"
    chained: ClassVar[bool] = True

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        found = prefix.read(line, self._clock, "dnsmasq", "dnsmasq-dhcp", "dnsmasq-tftp", "pihole-FTL")
        serial = _SERIAL.match(found.text)
        text = found.text[serial.end() :] if serial else found.text
        query = _QUERY.fullmatch(text)
        if query:
            return self._asked(found, query, serial)
        answer = _ANSWER.fullmatch(text)
        if answer:
            return self._answered(found, answer, serial)
        if found.program or _NOTHING.match(text):
            return None
        raise BadLineError("no word of dnsmasq") if found.at is None else ForeignLineError("no word of dnsmasq")

    def _asked(self, found: prefix.Line, query: re.Match[str], serial: re.Match[str] | None) -> Told:
        client, port = names.address(query["client"]), names.port(serial["port"]) if serial else 0
        kind = query["type"].removeprefix("type=")
        event = Event(found.at, client, names.name(query["name"]), Means.LOOKUP, kind, port=port)
        return Told(event, Part.QUESTION, serial["serial"] if serial else "")

    def _answered(self, found: prefix.Line, answer: re.Match[str], serial: re.Match[str] | None) -> Told:
        what = answer["what"].rstrip()
        leads = what == "<CNAME>"
        addresses = (what,) if names.is_address(what) else ()
        event = Event(
            found.at,
            names.address(serial["client"]) if serial else "",
            names.name(answer["name"]),
            Means.LOOKUP,
            _kind(what),
            addresses=addresses,
            outcome="" if leads or addresses else what[:100],
            blocked=_blocks(answer["verb"], what),
            port=names.port(serial["port"]) if serial else 0,
        )
        return Told(event, Part.ANSWER, serial["serial"] if serial else "", leads)


def _blocks(verb: str, what: str) -> bool:
    """A rule of its own answered: Pi-hole's words, or a blank answer from the configuration or a hosts file."""
    if verb == "config":
        return what in _BLANK or what == "NXDOMAIN"
    return verb.startswith(_BLOCKING) or (verb.startswith("/") and what in _BLANK)


def _kind(what: str) -> str:
    if names.is_address(what):
        return "AAAA" if ":" in what else "A"
    return _TYPES.get(what) or (what[1:-1] if what == "<HTTPS>" else "")
