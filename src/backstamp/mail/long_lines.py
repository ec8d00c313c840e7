"""Keeping edited lines within what SMTP carries, by turning permitted blanks into line breaks."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from backstamp.mail.quoted_lines import DANGEROUS_STARTS
from backstamp.mail.splice import Edit, in_order

MAX_LINE = 998
"""Octets of a line without its line break (RFC 5322 section 2.1.1)."""


def within_limit(
    octets: bytes, edits: Iterable[Edit[bytes]], breaks: Sequence[int], newline: bytes
) -> list[Edit[bytes]] | None:
    """The edits, and those that break lines which grew beyond 998 octets.

    Args:
        octets: what the edits apply to.
        edits: non-overlapping.
        breaks: offsets of single blanks in order, outside of all edits, that may become line breaks.
        newline: the line break to write.

    Returns:
        All edits in order, or None if a line with an edit stays too long. Too long lines without an edit are left.
    """
    done: list[Edit[bytes]] = []
    for start, end, group in _lines(octets, in_order(edits, len(octets))):
        done += group
        if end - start + sum(len(edit.new) + edit.start - edit.end for edit in group) > MAX_LINE:
            broken = _breaks(octets, start, end, group, breaks)
            if broken is None:
                return None
            done += [Edit(place, place + 1, newline) for place in broken]
    return in_order(done, len(octets))


def _lines(octets: bytes, ordered: list[Edit[bytes]]) -> Iterator[tuple[int, int, list[Edit[bytes]]]]:
    """Start and end of each line with edits, and those; lines that an edit joins are one."""
    group: list[Edit[bytes]] = []
    start = end = 0
    for edit in ordered:
        if not group or edit.start > end:
            if group:
                yield start, end, group
            group = []
            start = octets.rfind(b"\n", end, edit.start) + 1 or start
            end = edit.start - 1
        if edit.end > end:
            found = octets.find(b"\n", edit.end)
            end = len(octets) if found < 0 else found
        group.append(edit)
    if group:
        yield start, end, group


def _breaks(octets: bytes, start: int, end: int, group: list[Edit[bytes]], breaks: Sequence[int]) -> list[int] | None:
    """The blanks in one line that must become line breaks; None where they do not suffice."""
    chosen: list[int] = []
    column, edited = 0, False
    blank, blank_column = -1, 0
    for text, place in _items(octets, start, end, group, breaks):
        if place is None:
            edited = True
        head, *further = text.split(b"\n")
        column += len(head.removesuffix(b"\r") if further else head)
        if column > MAX_LINE and blank >= 0:
            chosen.append(blank)
            column, blank = column - blank_column, -1
        if column > MAX_LINE and edited:
            return None
        if further:
            if max(map(len, further)) > MAX_LINE:
                return None
            column, blank = len(further[-1]), -1
        elif place is not None and place >= 0:
            blank, blank_column = place, column
    return chosen


def _items(
    octets: bytes, start: int, end: int, group: list[Edit[bytes]], breaks: Sequence[int]
) -> Iterator[tuple[bytes, int | None]]:
    """What a line is made of now: text of an edit (None), a blank that may be broken (its place), kept text (-1)."""
    position = start
    content_end = end - 1 if end > start and octets[end - 1 : end] == b"\r" else end
    for edit in [*group, Edit(content_end, content_end, b"")]:
        for place in breaks[bisect_left(breaks, position) : bisect_left(breaks, edit.start)]:
            if not octets.startswith(DANGEROUS_STARTS, place + 1):
                yield octets[position:place], -1
                yield octets[place : place + 1], place
                position = place + 1
        yield octets[position : max(position, edit.start)], -1
        yield edit.new, None
        position = max(position, edit.end)
