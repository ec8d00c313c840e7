"""Cleaning what is no markup: plain text, calendars and cards."""

import re
from collections.abc import Iterable, Iterator

from backstamp.mail.part import Part
from backstamp.recipient.clean.made import Made, Wanted, defused, led
from backstamp.recipient.clean.writing import in_calendar, safe

_WRAPPED = range(60, 81)
"""Columns at which programs wrap lines; a line that goes on beyond was never wrapped."""
_BREAK = re.compile(r"[ \t]*+\r?\n")
_GOES_ON = re.compile(r"[^\s<>\"'.,;:!?>|*#-]")
_BROKEN = "it is broken over two lines, and where it ends is not certain"
_UNMARKED = "plain text has no place for a mark"


def clean_plain(text: str, wanted: Iterable[Wanted], part: Part) -> Iterator[Made]:
    """Links of a plain text; one that goes on in the next line stays, for only its beginning is known.

    Args:
        text: of the part.
        wanted: in its order.
        part: says whether the text is flowed, and whether the blank of a soft break counts (RFC 3676 section 4).
    """
    joined = part.parameters.get("delsp", "").lower() == "yes" and _is_flowed(part)
    for one in wanted:
        if one.wish.url is not None:
            broken = _is_broken(text, *one.reference.span, joined=joined, flowed=_is_flowed(part))
            url = safe(one.wish.url)
            yield Made(one, None, why=_BROKEN) if broken else led(one, url, url)
        if one.wish.mark:
            yield Made(one, None, why=f"{one.wish.mark}; {_UNMARKED}")


def _is_flowed(part: Part) -> bool:
    return part.parameters.get("format", "").lower() == "flowed"


def _is_broken(text: str, start: int, end: int, *, joined: bool, flowed: bool) -> bool:
    """Whether an address may go on in the next line."""
    line_break = _BREAK.match(text, end)
    if line_break is None:
        return False
    before = text[max(0, start - 5) : start]
    if before.endswith("<") or before.upper() == "<URL:":
        return True
    if flowed:
        return joined and text[end : end + 1] == " "
    line = text.rfind("\n", 0, start) + 1
    return end - line in _WRAPPED and _GOES_ON.match(text, line_break.end()) is not None


def clean_calendar(wanted: Iterable[Wanted]) -> Iterator[Made]:
    """Values of a calendar or a card."""
    for one in wanted:
        if one.wish.defuse:
            yield defused(one)
        elif one.wish.url is not None:
            url = in_calendar(safe(one.wish.url))
            yield led(one, url, url)
        if one.wish.mark:
            yield Made(one, None, why=f"{one.wish.mark}; a calendar has no place for a mark")
