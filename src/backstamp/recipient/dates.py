"""When a message was sent and when it arrived, as its header says."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from backstamp.mail.part import Part
from backstamp.mail.structured import unfolded
from backstamp.recipient.hunt.clock import microseconds, shown

_LONGEST_DATE = 200
_LONGEST_FIELD = 2000


def received(message: bytes, root: Part) -> str:
    """The date in the uppermost Received field, as written; "" where there is none.

    That field was written last, by the reader's own server (RFC 5321 section 4.4); its date is behind the last
    semicolon. A message that was sent and not received has none.

    Args:
        message: all octets.
        root: its part map.
    """
    field = next((each for each in root.fields if each.name == "received"), None)
    if field is None:
        return ""
    start, end = field.value
    _, semicolon, date = unfolded(message[max(start, end - _LONGEST_FIELD) : end]).rpartition(";")
    return date.strip()[:_LONGEST_DATE] if semicolon else ""


def read_date(text: str) -> int | None:
    """A time as mail has it (RFC 5322 section 3.3), in microseconds since 1970-01-01 UTC; None for anything else.

    A time without a zone, or of zone -0000, is taken as UTC. None as well before 1970 and from the
    last day of 9999 on.
    """
    try:
        when = parsedate_to_datetime(text[:_LONGEST_DATE])
        return shown(microseconds(when if when.tzinfo else when.replace(tzinfo=UTC)))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
