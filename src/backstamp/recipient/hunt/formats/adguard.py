"""AdGuard Home's querylog.json: one JSON object a line, the answer as a DNS message in base64.

As of AdGuard Home's wiki and of the fields of its query log's entries: T, QH, QT, QC, CP, IP, Answer, OrigAnswer,
Result {IsFiltered, Reason}.
"""

import base64
import binascii
from typing import ClassVar

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names, wire
from backstamp.recipient.hunt.formats.json_fields import number, text
from backstamp.recipient.hunt.formats.prefix import json_object
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Spelling, Told

_FILTERED = range(3, 9)  # block list, safe browsing, parental, invalid, safe search, blocked service


class AdGuard(LineFormat):
    """One file of it."""

    name: ClassVar[str] = "adguard"
    title: ClassVar[str] = "AdGuard Home querylog.json"
    spellings: ClassVar[tuple[Spelling, ...]] = (Spelling.PLAIN, Spelling.BASE64)

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``. Where an answer was replaced by a blocking one, the aliases are the original's."""
        fields = json_object(line)
        if "QH" not in fields:
            raise BadLineError("no QH")
        result = fields.get("Result")
        result = result if isinstance(result, dict) else {}
        answer, original = _answer(text(fields, "Answer")), _answer(text(fields, "OrigAnswer"))
        event = Event(
            self._clock.iso(text(fields, "T")),
            names.address(text(fields, "IP")),
            names.name(text(fields, "QH")),
            Means.LOOKUP,
            text(fields, "QT"),
            aliases=original.aliases if original else answer.aliases if answer else (),
            addresses=answer.addresses if answer else (),
            outcome=answer.outcome if answer else "",
            blocked=result.get("IsFiltered") is True and number(result, "Reason") in _FILTERED,
        )
        return Told(event)


def _answer(encoded: str) -> wire.Message | None:
    try:
        return wire.message(base64.b64decode(encoded)) if encoded else None
    except (BadLineError, binascii.Error, ValueError):
        return None
