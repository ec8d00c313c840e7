"""The report on one stamped message: every link and what happened to it, the pixel, the header, and the proof of undo.

What is told of the header, of sizes and of undoing is read off the stamped octets, not off what was meant to be done.
"""

import re
from collections import Counter
from collections.abc import Iterator

from backstamp.app.stamp_models import (
    HeaderChange,
    LeftAlone,
    ReaderLine,
    StampedLink,
    StampedPixel,
    StampReport,
    TextEdit,
    Totals,
)
from backstamp.app.stamping import StampedFile
from backstamp.mail.headers import unfolded
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Recoded
from backstamp.sender.body import Body
from backstamp.sender.changes import Change
from backstamp.sender.dkim_fields import PREFIX
from backstamp.sender.lines import Lines
from backstamp.sender.message_id import format_message_id
from backstamp.sender.modes import Mode
from backstamp.sender.summary import summarise
from backstamp.sender.unstamp import unstamp

STAMPED, LEFT = "stamped", "left alone"

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*+")
_TAGS = re.compile(r"<[^>]*+>")
_NO_LINKS = "no clicks are to be recorded of this recipient"
_Row = tuple[int, int, StampedLink]


def stamp_report(done: StampedFile) -> StampReport:
    """Look at a stamped message and tell what was done to it.

    Args:
        done: from `stamp_for`.
    """
    plan, modes = done.plan, done.modes
    changes = done.changes()
    links = tuple(row for _, _, row in sorted(_rows(done), key=lambda row: row[:2]))
    pixel = _pixel(done, changes)
    about = summarise(plan.original)
    return StampReport(
        message=format_message_id(done.id) if done.remembered else None,
        to=done.to,
        subject=about.subject,
        author=about.author,
        outcome="untouched" if done.untouched else STAMPED,
        untouched=done.untouched,
        opens_mode=modes.opens,
        links_mode=modes.links,
        links=links,
        pixel=pixel,
        reader_line=_reader_line(changes),
        header=tuple(_header_changes(plan.original, done.message)),
        recoded=tuple(_recoded(done)),
        others=tuple(
            LeftAlone(what=each.what, why=each.reason)
            for each in plan.skipped
            if each.place is None and not each.what.startswith("the pixel")
        ),
        edits=tuple(
            TextEdit(part=each.part, line=each.line, what=each.what, before=each.before, after=each.after)
            for each in changes
        ),
        totals=_totals(done, links, pixel),
        undo=_undo(done),
    )


def _rows(done: StampedFile) -> Iterator[_Row]:
    """Links, each with the place of its part and its own place in that."""
    parts = {part.number: part for part in done.plan.root.own()}
    for body in done.plan.bodies:
        for start, row in _stamped(body, done):
            yield body.source.part.body.start, start, row
    for each in done.plan.skipped:
        if each.place is not None:
            row = StampedLink(
                ordinal=None,
                part=each.place.part,
                content_type=parts[each.place.part].content_type,
                line=each.place.line,
                text=each.place.text,
                destination=each.what,
                outcome=LEFT,
                why=each.reason,
                places=1,
            )
            yield parts[each.place.part].body.start, each.place.start, row


def _stamped(body: Body, done: StampedFile) -> Iterator[tuple[int, StampedLink]]:
    """The links of a body; a link that a comment for Outlook repeats is one link in two places."""
    off = done.untouched is not None or done.modes.links is Mode.OFF
    lines, seen = Lines(body.source.text), set()
    places = Counter(place.ordinal for place in body.links)
    for place in sorted(body.links, key=lambda place: place.start):
        if place.ordinal not in seen:
            seen.add(place.ordinal)
            yield (
                place.start,
                StampedLink(
                    ordinal=None if off else place.ordinal,
                    part=body.source.part.number,
                    content_type=body.source.part.content_type,
                    line=lines.at(place.start),
                    text=done.plan.links[place.ordinal - 1].text,
                    destination=place.url,
                    outcome=LEFT if off else STAMPED,
                    why=_NO_LINKS if off else None,
                    places=places[place.ordinal],
                ),
            )


def _pixel(done: StampedFile, changes: tuple[Change, ...]) -> StampedPixel:
    for change in changes:
        if change.what in {"pixel", "line for the reader"} and "<img " in change.after:
            before = next(_what_follows(body) for body in done.plan.bodies if body.source.part.number == change.part)
            return StampedPixel(outcome=STAMPED, part=change.part, line=change.line, before=before, why=None)
    return StampedPixel(outcome=LEFT, part=None, line=None, before=None, why=_why_no_pixel(done))


def _what_follows(body: Body) -> str:
    at = body.closing or 0
    tag = _TAG.match(body.source.text, at) or _TAG.match(body.source.text[at : at + 200].lstrip())
    return f"{tag[0]}>" if tag else ""


def _why_no_pixel(done: StampedFile) -> str:
    if done.untouched is not None:
        return "nothing was stamped"
    if done.plan.modes.opens is Mode.OFF:
        return "no opens are to be recorded"
    if done.modes.opens is Mode.OFF:
        return "no opens are to be recorded of this recipient"
    found = (each.reason for each in done.plan.skipped if each.place is None and each.what.startswith("the pixel"))
    return next(found, "there is no HTML part to put it in")


def _reader_line(changes: tuple[Change, ...]) -> ReaderLine | None:
    for change in changes:
        if change.what == "line for the reader":
            return ReaderLine(text=_TAGS.sub("", change.after).strip(), part=change.part, line=change.line)
    return None


def _header_changes(before: bytes, after: bytes) -> Iterator[HeaderChange]:
    old, new = Counter(_fields(before)), Counter(_fields(after))
    come, aside = new - old, PREFIX.decode()
    names = {name: (name, value) for name, value in come}
    for name, value in (old - new).elements():
        renamed, changed = (aside + name, value), names.get(name)
        if come[renamed]:
            come[renamed] -= 1
            yield HeaderChange(outcome="renamed", name=name, new_name=renamed[0], value=value)
        elif changed is not None and come[changed]:
            come[changed] -= 1
            yield HeaderChange(outcome="changed", name=name, new_name=None, value=changed[1])
        else:
            yield HeaderChange(outcome="removed", name=name, new_name=None, value=value)
    for name, value in come.elements():
        yield HeaderChange(outcome="added", name=name, new_name=None, value=value)


def _fields(message: bytes) -> list[tuple[str, str]]:
    """Name, as it is written, and value of every field of the message's own header."""
    return [
        (
            message[field.start : field.value_start - 1].decode("latin-1").strip(),
            unfolded(message[field.value_start : field.value_end]).strip(),
        )
        for field in part_map(message).fields
        if field.name
    ]


def _recoded(done: StampedFile) -> Iterator[str]:
    numbers = {tuple(part.body): part.number for part in done.plan.root.own()}
    for edit in done.edits():
        if isinstance(edit, Recoded):
            yield f"part {numbers[edit.start, edit.end]}: {edit.new_encoding}"


def _totals(done: StampedFile, links: tuple[StampedLink, ...], pixel: StampedPixel) -> Totals:
    edits, before, after = done.edits(), len(done.plan.original), len(done.message)
    replaced, written = sum(edit.end - edit.start for edit in edits), sum(len(edit.new) for edit in edits)
    # What no edit names: the header X-Backstamp taken out of an untouched message, or our signature in front of a copy.
    rest = after - (before - replaced + written)
    stamped = sum(link.outcome == STAMPED for link in links)
    return Totals(
        links=len(links),
        stamped=stamped,
        left_alone=len(links) - stamped,
        pixels=int(pixel.outcome == STAMPED),
        octets_before=before,
        octets_after=after,
        octets_replaced=replaced + max(-rest, 0),
        octets_written=written + max(rest, 0),
    )


def _undo(done: StampedFile) -> str | None:
    """Try it: the only proof that counts."""
    if done.untouched is not None:
        return None
    back = unstamp(done.message, done.plan.options.base_url)
    return "exact" if back.message == done.plan.original else "by meaning"
