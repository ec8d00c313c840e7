"""What a logging service writes before a program's own words: time, host, program.

The system log (RFC 3164, RFC 5424's time), journald's JSON export, BIND's print-time, Unbound's own log file, dnsmasq's
own log file, OpenWrt's logread. A line without any of them is all text.
"""

import json
import re
from dataclasses import dataclass

from backstamp.recipient.hunt.clock import Clock, epoch
from backstamp.recipient.hunt.formats.told import BadLineError, ForeignLineError

_TIME = re.compile(
    r"(?:<\d{1,3}>(?:1 )?)?"
    r"(?:(?P<syslog>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)"
    r"|(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<dated>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?)"
    r"|(?P<year>[A-Z][a-z]{2} (?P<logread>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?P<of>\d{4}))"
    r"|\[(?P<epoch>\d{9,10}(?:\.\d{1,9})?)\])\s+"
)
_PROGRAM = re.compile(r"(?:[\w.:%/-]{1,255}+ ){0,2}?(?P<program>[\w./-]{1,64})\[\d+(?::[0-9a-f]+)?\]:? +")


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken apart.

    Attributes:
        at: microseconds since 1970; None where the line bears no time.
        program: who wrote it, without its process number; "" where the line does not say.
        text: the program's own words.
    """

    at: int | None
    program: str
    text: str


def read(line: bytes, clock: Clock, *programs: str) -> Line:
    """Take a line apart.

    Args:
        line: without its line break.
        clock: for years and zones that are missing.
        programs: who may have written it.

    Raises:
        ForeignLineError: another program wrote it.
        BadLineError: it is JSON, but not journald's.
    """
    text = line.decode("utf-8", "replace")
    found = _exported(text) if text.startswith("{") else _written(text, clock)
    if found.program and found.program.rpartition("/")[2] not in programs:
        raise ForeignLineError(f"a line of {found.program}")
    return found


def _written(text: str, clock: Clock) -> Line:
    time = _TIME.match(text)
    if time is None:
        return Line(None, "", text)
    program = _PROGRAM.match(text, time.end())
    end = program.end() if program else time.end()
    return Line(_at(time, clock), program["program"] if program else "", text[end:])


def _at(time: re.Match[str], clock: Clock) -> int | None:
    if time["syslog"]:
        return clock.syslog(time["syslog"])
    if time["iso"]:
        return clock.iso(time["iso"])
    if time["epoch"]:
        return epoch(time["epoch"])
    if time["dated"]:
        return clock.dated(time["dated"])
    words = time["logread"].split()
    return clock.dated(f"{words[1]:0>2}-{words[0]}-{time['of']} {words[2]}")


def _exported(text: str) -> Line:
    """A line of ``journalctl -o json`` (systemd's Journal Export Formats): times are microseconds as text."""
    fields = json_object(text)
    message, program = fields.get("MESSAGE"), fields.get("SYSLOG_IDENTIFIER", "")
    if not isinstance(message, str) or not isinstance(program, str):
        raise BadLineError("JSON, but not of journald")
    at = fields.get("_SOURCE_REALTIME_TIMESTAMP") or fields.get("__REALTIME_TIMESTAMP")
    return Line(
        int(at) if isinstance(at, str) and at.isascii() and at.isdigit() and len(at) < 18 else None, program, message
    )


def json_object(text: str | bytes) -> dict[str, object]:
    """The object that a line of JSON holds.

    Raises:
        BadLineError: it holds none.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadLineError("not JSON") from error
    if not isinstance(value, dict):
        raise BadLineError("JSON, but no object")
    return value
