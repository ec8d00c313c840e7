"""Query logs of Amazon Route 53 Resolver: JSON, one object a line.

As of "Values that appear in VPC Resolver query logs" of its developer guide; times are UTC.
"""

from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names
from backstamp.recipient.hunt.formats.json_fields import number, objects, text
from backstamp.recipient.hunt.formats.prefix import json_object
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told


class Route53(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "route53"
    title: ClassVar[str] = "Route 53 Resolver query log"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        fields = json_object(line)
        if "query_name" not in fields or "query_timestamp" not in fields:
            raise BadLineError("no query_name")
        answers = [(text(answer, "Type"), text(answer, "Rdata")) for answer in objects(fields, "answers")]
        event = Event(
            self._clock.iso(text(fields, "query_timestamp")),
            names.address(text(fields, "srcaddr")),
            names.name(text(fields, "query_name")),
            Means.LOOKUP,
            text(fields, "query_type"),
            aliases=tuple(names.name(data) for kind, data in answers if kind == "CNAME"),
            addresses=tuple(data for kind, data in answers if kind in {"A", "AAAA"}),
            outcome=text(fields, "rcode"),
            blocked=text(fields, "firewall_rule_action") == "BLOCK",
            port=min(number(fields, "srcport"), 65535),
        )
        return Told(event)
