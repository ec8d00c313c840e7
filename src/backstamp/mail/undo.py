"""Undoing edits from the edited message alone: a small record says what stood in the place of each.

Most old values can be predicted from the new ones (a tracked link says where it leads), so the record holds only what
the prediction misses. Places are counted from the end of the message: header fields that are added on the way change
nothing. A checksum makes sure that what comes back is the original, or nothing does: it covers all from the first old
value to the last, some octets behind it, and the edges of the new values, so that nothing fits at a wrong place. Of the
new values' insides it says nothing: where only they differ (the tokens of several recipients), one record serves all
copies.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from backstamp.mail import base64_body, transfer
from backstamp.mail.checksum import checksum
from backstamp.mail.difference import common_end, common_start
from backstamp.mail.quoted_lines import MAX_LINE, filled, quoted
from backstamp.mail.quoted_printable import decode
from backstamp.mail.splice import Edit, Quoted, Recoded, Span, in_order, splice
from backstamp.mail.undo_record import (
    PLAIN,
    QUOTED,
    RECODED,
    Block,
    BrokenRecordError,
    Difference,
    Entry,
    Recoding,
    Record,
    Shape,
    pack,
    packed_block,
    unpack,
)

Guess = Callable[[bytes], bytes]
"""Predicts the old value from the new one, both without transfer encoding; must take any octets."""

_SOFT_BREAK = re.compile(rb"=(\r?\n)")
_MIN_WIDTH = 5
_END_REACH = 1024
"""Octets at the end of a message in which line breaks are looked for that a mail server may have added."""
_NOTHING = Span(0, 0)
_TAIL = 1024
"""Octets behind the last new value that the checksum covers."""
_EDGE = 8
"""Octets at the start of each new value that the checksum covers, and one at its end; the same in all copies."""


def record(original: bytes, edits: Sequence[Edit[bytes]], guess: Guess) -> bytes:
    """Describe how the original comes back from ``splice(original, edits)``.

    Args:
        original: the message before the edits.
        edits: from ``edit.rewrite``, of any number of parts, and plain ones. Copies that share a record may differ
            inside new values, not in their first eight octets nor in the last.
        guess: used again by ``undo``, where it must say the same.

    Returns:
        Compressed binary; about two to four octets for an edit that is guessed right.

    Raises:
        ValueError: edits overlap or lie outside the original (a programming error).
    """
    ordered = _without_last_breaks(original, in_order(edits, len(original)))
    end, shape = _counted_end(original, ordered)
    block = _described(original, ordered, end, guess)
    covered: list[bytes | memoryview] = []
    if ordered:
        last = ordered[-1].end
        covered += (memoryview(original)[ordered[0].start : last], original[last : min(end, last + _TAIL)])
    covered += (b"".join([_edges(edit.new) for edit in ordered]), packed_block(block, shape))
    return pack(Record(checksum(covered), shape, block))


def undo(stamped: bytes, record: bytes, guess: Guess, without: Span = _NOTHING) -> bytes | None:
    """Give the original back.

    Args:
        stamped: the edited message; header fields may have been put in front, and all its line breaks changed from
            CRLF to LF or back.
        record: from ``record``, or anything else.
        guess: the one given to ``record``.
        without: a run of ``stamped`` that is no part of the edited message (the field with the record, say); leaving
            it out here spares a copy of the message.

    Returns:
        The original, with the fields put in front and the line breaks of ``stamped``; None when the record does not
        belong to this message.
    """
    try:
        known = unpack(record)
    except BrokenRecordError:
        return None
    now = _newline_of(stamped)
    # Where all line breaks were changed, old values that hold one would come back with theirs.
    if not (now and known.shape.newline and now != known.shape.newline):
        restored = _restored(stamped, known, guess, without)
        if restored is not None:
            return restored
    stamped = _left_out(stamped, without)
    with_lf = stamped.replace(b"\r\n", b"\n")
    if len(with_lf) < len(stamped):
        restored = _restored(with_lf, known, guess)
        return None if restored is None else _with_crlf(restored)
    restored = _restored(_with_crlf(stamped), known, guess)
    return None if restored is None else restored.replace(b"\r\n", b"\n")


def _left_out(stamped: bytes, without: Span) -> bytes:
    return splice(stamped, [Edit(*without, b"")]) if without.start < without.end else stamped


def _newline_of(octets: bytes) -> bytes:
    """The line break that all lines end with; empty where they are mixed, or there are none."""
    if b"\r" not in octets or b"\n" not in octets:
        return b"\n" if b"\n" in octets else b""
    breaks, crlf = octets.count(b"\n"), octets.count(b"\r\n")
    if 0 < crlf < breaks:
        return b""
    return b"\r\n" if crlf else b"\n"


def _with_crlf(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _without_breaks(tail: bytes) -> int:
    """How many of the octets remain without the line breaks behind them."""
    return len(tail.rstrip(b"\r\n"))


def _without_last_breaks(original: bytes, ordered: list[Edit[bytes]]) -> list[Edit[bytes]]:
    """The edits, the last one without the line breaks at the message's end that it writes as they were."""
    last = ordered[-1] if ordered else Edit(0, 0, b"")
    old = original[max(last.start, last.end - _END_REACH) : last.end]
    breaks = len(old) - _without_breaks(old)
    if last.end < len(original) or not breaks or not last.new.endswith(old[-breaks:]):
        return ordered
    shorter = replace(last, end=last.end - breaks, new=last.new[:-breaks])
    if isinstance(shorter, Recoded) and not shorter.old_encoding:
        if any(edit.end > len(shorter.octets) - breaks for edit in shorter.inner):
            return ordered
        shorter = replace(shorter, octets=shorter.octets[:-breaks])
    return [*ordered[:-1], shorter]


def _counted_end(original: bytes, ordered: list[Edit[bytes]]) -> tuple[int, Shape]:
    """Where counting ends in the original: ahead of its last line breaks, unless the last edit stands in them."""
    last = ordered[-1] if ordered else Edit(0, 0, b"")
    kept = original[max(last.end, len(original) - _END_REACH) :]
    tail = (last.new + kept)[-_END_REACH:]
    remaining = _without_breaks(tail)
    breaks = len(tail) - remaining
    if not remaining or breaks > len(kept):
        return len(original), Shape(bare_end=False, newline=_newline_of(original))
    return len(original) - breaks, Shape(bare_end=True, newline=_newline_of(original))


def _described(original: bytes, ordered: Sequence[Edit[bytes]], end: int, guess: Guess) -> Block:
    """Entries for edits of a message, or of the decoded octets of a part."""
    width, newline = _line_shape(original, ordered)
    recodings = [
        _recoding(edit, original[edit.start : edit.end], guess) for edit in ordered if isinstance(edit, Recoded)
    ]
    follows = [*(edit.start for edit in ordered[1:]), end]
    entries: list[Entry] = []
    column = done = 0
    for edit, following in zip(ordered, follows, strict=False):
        start, stop, new = edit.start, edit.end, edit.new
        kind, difference = PLAIN, None
        if isinstance(edit, Recoded):
            kind = RECODED
        elif isinstance(edit, Quoted):
            kind = QUOTED
            # Where lines begin matters here only; what stands between two edits is looked through once.
            column, done = _column_at(original, column, done, start), start
            difference = _difference(filled(quoted(guess(decode(new))), column, width, newline), original[start:stop])
        elif (predicted := guess(new)) != original[start:stop]:
            difference = _difference(predicted, original[start:stop])
        entries.append(Entry(kind, len(new), following - stop, difference))
    return Block(entries, recodings, width, newline)


def _recoding(edit: Recoded, old: bytes, guess: Guess) -> Recoding:
    layout = base64_body.layout(old, edit.octets) if edit.old_encoding == "base64" else None
    inner = _described(edit.octets, edit.inner, len(edit.octets), guess)
    return Recoding(layout, edit.new_encoding == "quoted-printable", inner)


def _difference(predicted: bytes, old: bytes) -> Difference | None:
    if predicted == old:
        return None
    start = common_start(predicted, old)
    end = common_end(predicted[start:], old[start:])
    return Difference(start, end, old[start : len(old) - end])


def _column_at(octets: bytes, column: int, start: int, end: int) -> int:
    """The column at ``end``, when the one at ``start`` is known."""
    found = octets.rfind(b"\n", start, end)
    return column + end - start if found < 0 else end - found - 1


def _line_shape(original: bytes, ordered: Sequence[Edit[bytes]]) -> tuple[int, bytes]:
    """How the original's quoted-printable is broken, as far as old values show: width and line break."""
    widths: list[int] = []
    newline = b"\n"
    for edit in ordered:
        found = original.find(b"\n", edit.start, edit.end) if isinstance(edit, Quoted) else -1
        match = _SOFT_BREAK.search(original, edit.start, found + 1) if found >= 0 else None
        if match:
            newline = match[1]
            widths.append(match.start() - original.rfind(b"\n", 0, match.start()))
    fitting = [width for width in widths if _MIN_WIDTH <= width <= MAX_LINE]
    return max(fitting, default=MAX_LINE), newline


def _restored(stamped: bytes, known: Record, guess: Guess, without: Span = _NOTHING) -> bytes | None:
    """The original, if the record fits these octets as they are."""
    tail = stamped[-_END_REACH:]
    end = len(stamped) - (len(tail) - _without_breaks(tail) if known.shape.bare_end else 0)
    start = end - known.block.reach
    if start < without.end:
        bare = _left_out(stamped, without)
        return _restored(bare, known, guess) if len(bare) < len(stamped) else None
    try:
        pieces = list(_taken_back(stamped, start, known.block, guess))
    except BrokenRecordError:
        return None
    last = end - known.block.entries[-1].gap if known.block.entries else end
    edges = b"".join(_edges_in(stamped, start, known.block.entries))
    covered = [*pieces, stamped[last : min(end, last + _TAIL)], edges]
    if checksum([*covered, packed_block(known.block, known.shape)]) != known.checksum:
        return None
    view = memoryview(stamped)
    return b"".join((view[: without.start], view[without.end : start], *pieces, view[last:]))


def _edges(new: bytes) -> bytes:
    return new[:_EDGE] + new[-1:]


def _edges_in(octets: bytes, start: int, entries: Iterable[Entry]) -> Iterator[bytes]:
    for entry in entries:
        yield _edges(octets[start : start + entry.length])
        start += entry.length + entry.gap


def _taken_back(octets: bytes, start: int, block: Block, guess: Guess) -> Iterator[bytes | memoryview]:
    """The original from the first old value to the last; between two of them stands what was kept."""
    recodings = iter(block.recodings)
    view = memoryview(octets)
    column = done = 0
    for place, entry in enumerate(block.entries):
        column = _column_at(octets, column, done, start)
        if place:
            yield view[done:start]
        new = octets[start : start + entry.length]
        if entry.kind == RECODED:
            old = _old_body(new, next(recodings), guess)
        elif entry.kind == QUOTED:
            old = _corrected(filled(quoted(guess(decode(new))), column, block.width, block.newline), entry.difference)
        else:
            old = _corrected(guess(new), entry.difference)
        yield old
        column, done = _column_at(old, column, 0, len(old)), start + entry.length
        start = done + entry.gap


def _old_body(new: bytes, recoding: Recoding, guess: Guess) -> bytes:
    octets = transfer.decode(new, "quoted-printable" if recoding.quoted else "base64") or b""
    start = len(octets) - recoding.inner.reach
    if start < 0:
        raise BrokenRecordError
    last = len(octets) - (recoding.inner.entries[-1].gap if recoding.inner.entries else 0)
    pieces = _taken_back(octets, start, recoding.inner, guess)
    restored = b"".join((octets[:start], *pieces, octets[last:]))
    return recoding.layout.encode(restored) if recoding.layout else restored


def _corrected(predicted: bytes, difference: Difference | None) -> bytes:
    if difference is None:
        return predicted
    if difference.start + difference.end > len(predicted):
        raise BrokenRecordError
    return predicted[: difference.start] + difference.middle + predicted[len(predicted) - difference.end :]
