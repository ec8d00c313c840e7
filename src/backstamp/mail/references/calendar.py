"""References of calendars (text/calendar) and contact cards (text/vcard): RFC 5545, 7986, 9073, 9253 and RFC 6350."""

import re
from collections.abc import Iterator

from backstamp.mail.references.content_line import ContentLine, content_lines
from backstamp.mail.references.found import Found
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import Row
from backstamp.mail.splice import Span

_URL = re.compile(r"(?:https?|ftp|webcals?)://[^\s\"<>\\]++", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9+.-]*+:\S", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_MARKED_UP = frozenset({"X-ALT-DESC", "STYLED-DESCRIPTION"})
_LINK = Row(Kind.LINK, Trigger.CLICK)
_ATTACHED = Row(Kind.ATTACHMENT, Trigger.CLICK)
_PICTURE = Row(Kind.IMAGE, Trigger.OPEN)
_RESOURCE = Row(Kind.LINK, Trigger.CLICK, note="a fuller form of the text")
_PLAIN = Row(Kind.LINK, Trigger.CLICK, note="clients make links of addresses in text")
_REPLY = Row(Kind.RECEIPT, Trigger.CLICK, note="answered by mail, by the reader or by the client itself")
_ALARM = Row(Kind.MEDIA, Trigger.AUTOMATIC, note="played or run when the alarm goes off")
_SUBSCRIBED = Row(Kind.PREFETCH, Trigger.AUTOMATIC, note="where a subscribed calendar is refreshed from")
_KEY = Row(Kind.CERTIFICATE, Trigger.CLICK)
_SOUND = Row(Kind.MEDIA, Trigger.CLICK)
_PROPERTIES = {
    "ATTACH": _ATTACHED,
    "IMAGE": _PICTURE,
    "URL": _LINK,
    "CONFERENCE": _LINK,
    "SOURCE": _SUBSCRIBED,
    "LINK": _LINK,
    "STRUCTURED-DATA": _LINK,
    "TZURL": Row(Kind.OTHER, Trigger.NEVER, note="where a time zone is published"),
    "PHOTO": _PICTURE,
    "LOGO": _PICTURE,
    "SOUND": _SOUND,
    "KEY": _KEY,
    "CALURI": _LINK,
    "CALADRURI": _LINK,
    "FBURL": _LINK,
    "ORG-DIRECTORY": _LINK,
    "CONTACT-URI": _LINK,
    "IMPP": _LINK,
    "RELATED": _LINK,
    "MEMBER": _LINK,
    "SOCIALPROFILE": _LINK,
    "X-SOCIALPROFILE": _LINK,
    "X-WR-RELCALID": Row(Kind.OTHER, Trigger.NEVER, note="a name"),
}
_PARAMETERS = {"ALTREP": _RESOURCE, "DIR": _LINK, "SCHEMA": Row(Kind.OTHER, Trigger.NEVER, note="a name")}
_PEOPLE = frozenset({"ATTENDEE", "ORGANIZER"})


def found_in_calendar(text: str, media: str = "text/calendar") -> Iterator[Found]:
    """The references of a calendar or a contact card (``media`` names which, for the vector)."""
    component = ""
    for line in content_lines(text):
        if line.name in {"BEGIN", "END"}:
            component = line.value.strip().upper() if line.name == "BEGIN" else ""
        else:
            yield from _parameters(line, media)
            yield from _value(line, media, component)


def markup_in_calendar(text: str) -> Iterator[tuple[str, Span, str]]:
    """Values that are HTML (``X-ALT-DESC;FMTTYPE=text/html``): each unescaped, its span, the property's name."""
    for line in content_lines(text):
        if line.name in _MARKED_UP and "<" in line.value:
            value = _ESCAPED.sub(_unescaped, line.value)
            yield value, line.value_span(Span(0, len(line.value))), line.name


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def _parameters(line: ContentLine, media: str) -> Iterator[Found]:
    for name, row in _PARAMETERS.items():
        if name in line.parameters:
            value, place = line.parameters[name]
            yield Found(row.kind, row.trigger, f"{media} {line.name[:40]} {name}", value, line.span(place), row.note)


def _value(line: ContentLine, media: str, component: str) -> Iterator[Found]:
    vector = f"{media} {line.name[:40]}"
    row = _PROPERTIES.get(line.name)
    if line.name in _PEOPLE:
        yield from _person(line, vector)
    elif row is not None:
        if line.name == "ATTACH" and component == "VALARM":
            row, vector = _ALARM, f"{vector} of an alarm"
        yield from _uri(line, row, vector)
    elif line.name not in _MARKED_UP:
        for match in _URL.finditer(line.value):
            place = line.value_span(Span(*match.span()))
            yield Found(_PLAIN.kind, _PLAIN.trigger, vector, match[0], place, _PLAIN.note)


def _uri(line: ContentLine, row: Row, vector: str) -> Iterator[Found]:
    """The value where it is a URI; inline data is none (``ENCODING=b``)."""
    value = line.value.strip()
    if not _URI.match(value) or "ENCODING" in line.parameters:
        return
    start = line.value.index(value)
    place = line.value_span(Span(start, start + len(value)))
    yield Found(row.kind, row.trigger, vector, value.replace("\\,", ",").replace("\\;", ";"), place, row.note)


def _person(line: ContentLine, vector: str) -> Iterator[Found]:
    asked = line.parameters.get("RSVP", ("", Span(0, 0)))[0].upper() == "TRUE"
    if line.name == "ORGANIZER" or asked:
        yield from _uri(line, _REPLY, vector)
