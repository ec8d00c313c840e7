"""Cloudflare Gateway's DNS log as Logpush writes it: JSON, one object a line.

As of the dataset's field list (gateway_dns). Times are RFC 3339, or Unix seconds or nanoseconds where the job says so.
"""

from collections.abc import Mapping
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names
from backstamp.recipient.hunt.formats.json_fields import number, text, texts
from backstamp.recipient.hunt.formats.prefix import json_object
from backstamp.recipient.hunt.formats.record_types import code_name, type_name
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told

_NANOSECONDS = 10**15


class Cloudflare(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "cloudflare"
    title: ClassVar[str] = "Cloudflare Gateway DNS log"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        fields = json_object(line)
        if "QueryName" not in fields:
            raise BadLineError("no QueryName")
        event = Event(
            self._at(fields),
            names.address(text(fields, "SrcIP")),
            names.name(text(fields, "QueryName")),
            Means.LOOKUP,
            text(fields, "QueryTypeName") or type_name(number(fields, "QueryType")),
            aliases=tuple(names.name(alias) for alias in texts(fields, "CNAMEs")),
            addresses=texts(fields, "ResolvedIPs"),
            outcome=code_name(number(fields, "RCode")) if "RCode" in fields else "",
            blocked=text(fields, "ResolverDecision").startswith(("blocked", "overrideFor")),
            port=min(number(fields, "SrcPort"), 65535),
        )
        return Told(event)

    def _at(self, fields: Mapping[str, object]) -> int | None:
        count = number(fields, "Datetime")
        if count:
            return count // 1000 if count > _NANOSECONDS else count * 1_000_000
        return self._clock.iso(text(fields, "Datetime"))
