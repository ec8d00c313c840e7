"""The least instructions that turn the message a mail server holds into the one it should hold.

Insertions come first, from the bottom up, then changes and removals, from the bottom up: so each place and number means
the same to a mail server that still counts what was taken away (Sendmail) and to one that does not (Postfix).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from backstamp.sender.milter_message import HeaderField, Told, read_header
from backstamp.sender.milter_replies import MAX_BODY_PIECE, Change, ChangeHeader, InsertHeader, ReplaceBody


class _Line(NamedTuple):
    """A line of both headers laid side by side; one of the two may be missing."""

    old: HeaderField | None
    new: HeaderField | None


def instructions(told: Told, changed: bytes) -> Iterator[Change]:
    """What to tell the mail server so that its message becomes ``changed``; nothing if it is so already.

    Args:
        told: what the mail server holds.
        changed: the whole message as it should be. Line breaks inside header values may be LF or CRLF.

    Raises:
        MilterError: the header of ``changed`` cannot be told field by field. Nothing has been given by then.
    """
    fields, body_start = read_header(changed)
    yield from header_changes(told.fields, fields, leading_space=told.leading_space)
    yield from _body_changes(told, memoryview(changed)[body_start:])


def header_changes(
    old: Sequence[HeaderField], new: Sequence[HeaderField], *, leading_space: bool = True
) -> list[InsertHeader | ChangeHeader]:
    """Instructions that turn one header into another; n log n in the number of fields."""
    insertions: list[InsertHeader | ChangeHeader] = []
    changes: list[InsertHeader | ChangeHeader] = []
    numbers: Counter[bytes] = Counter()
    place = 1  # below the mail server's own Received field
    for line in _side_by_side(old, new):
        if line.old is None and line.new is not None:
            insertions.append(InsertHeader(place, line.new.name, _told(line.new.value, leading_space=leading_space)))
            numbers[line.new.name.lower()] += 1
        if line.old is not None:
            place += 1
            numbers[line.old.name.lower()] += 1
            number = numbers[line.old.name.lower()]
            if line.old != line.new:
                value = _told(line.new.value, leading_space=leading_space) if line.new else b""
                changes.append(ChangeHeader(number, line.old.name, value))
    return insertions[::-1] + changes[::-1]


def _told(value: bytes, *, leading_space: bool) -> bytes:
    value = value.replace(b"\r\n", b"\n")
    return value if leading_space else value.removeprefix(b" ")


def _side_by_side(old: Sequence[HeaderField], new: Sequence[HeaderField]) -> Iterator[_Line]:
    """Both headers in order, equal fields on one line; between those, fields of the same name."""
    before_old = before_new = 0
    for at_old, at_new in [*_align(old, new), (len(old), len(new))]:
        yield from _by_name(old[before_old:at_old], new[before_new:at_new])
        if at_old < len(old):
            yield _Line(old[at_old], new[at_new])
        before_old, before_new = at_old + 1, at_new + 1


def _by_name(old: Sequence[HeaderField], new: Sequence[HeaderField]) -> Iterator[_Line]:
    """Two stretches without equal fields: one that is to have no value is inserted, since no value means removal."""
    before_old = before_new = 0
    pairs = _align([each.name for each in old], [each.name if each.value.strip(b" ") else None for each in new])
    for at_old, at_new in [*pairs, (len(old), len(new))]:
        yield from (_Line(None, each) for each in new[before_new:at_new])
        yield from (_Line(each, None) for each in old[before_old:at_old])
        if at_old < len(old):
            yield _Line(old[at_old], new[at_new])
        before_old, before_new = at_old + 1, at_new + 1


def _align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of places with equal items, rising in both: of all such pairs, as many as can be.

    The k-th of equal items on one side goes with the k-th on the other; of these the longest rising run is kept
    (patience sorting).
    """
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place in range(len(new) - 1, -1, -1):
        places[new[place]].append(place)
    pairs = [(place, places[item].pop()) for place, item in enumerate(old) if places[item]]
    tails: list[int] = []  # the least last place in `new` of a run of each length
    last: list[int] = []  # the pair it belongs to
    previous: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        previous.append(last[length - 1] if length else None)
        tails[length : length + 1] = [place]
        last[length : length + 1] = [number]
    return [pairs[number] for number in _run(last, previous)]


def _run(last: Sequence[int], previous: Sequence[int | None]) -> list[int]:
    """The longest run, followed back from its end."""
    run: list[int] = []
    number = last[-1] if last else None
    while number is not None:
        run.append(number)
        number = previous[number]
    return run[::-1]


def _body_changes(told: Told, body: memoryview) -> Iterator[ReplaceBody]:
    if memoryview(told.octets)[told.body_start :] == body:
        return
    for place in range(0, max(1, len(body)), MAX_BODY_PIECE):
        yield ReplaceBody(bytes(body[place : place + MAX_BODY_PIECE]))
