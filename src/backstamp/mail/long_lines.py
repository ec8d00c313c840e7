"""Keeping edited lines within what SMTP carries, by turning permitted blanks into line breaks."""

from collections.abc import Iterable, Iterator

from backstamp.mail.splice import Edit, splice

MAX_LINE = 998
"""Octets of a line without its line break (RFC 5322 section 2.1.1)."""


def splice_within_limit(
    octets: bytes, edits: Iterable[Edit[bytes]], breaks: Iterable[int], newline: bytes
) -> bytes | None:
    """Splice, and break lines that grew beyond 998 octets.

    Args:
        octets: what the edits apply to.
        edits: non-overlapping.
        breaks: offsets of single blanks, outside of all edits, that may become line breaks.
        newline: the line break to write.

    Returns:
        The result, or None if a line with an edit stays too long. Too long lines without an edit are left as they were.
    """
    edits = list(edits)
    spliced = splice(octets, edits)
    if max(map(len, spliced.split(b"\n"))) <= MAX_LINE:
        return spliced
    blanks = [Edit(place, place + 1, b"") for place in breaks]
    pieces = list(_pieces(octets, sorted([*edits, *blanks], key=lambda edit: (edit.start, edit.end)), set(blanks)))
    written: list[bytes] = []
    column, last_blank, edited = 0, (-1, 0), False
    for piece, is_edit, is_blank in pieces:
        written.append(piece)
        head, *further = piece.split(b"\n")
        column += len(head.removesuffix(b"\r"))
        edited = edited or is_edit
        if column > MAX_LINE and last_blank[0] >= 0:
            written[last_blank[0]] = newline
            column -= last_blank[1]
            last_blank = (-1, 0)
        if column > MAX_LINE and edited:
            return None
        if further:
            column, last_blank, edited = len(further[-1]), (-1, 0), False
        if is_blank:
            last_blank = (len(written) - 1, column)
    return b"".join(written)


def _pieces(octets: bytes, ordered: list[Edit[bytes]], blanks: set[Edit[bytes]]) -> Iterator[tuple[bytes, bool, bool]]:
    """The spliced octets piece by piece; with each, whether an edit put it there and whether it may be a break."""
    position = 0
    for edit in ordered:
        yield octets[position : edit.start], False, False
        position = edit.end
        is_blank = edit in blanks
        yield octets[edit.start : edit.end] if is_blank else edit.new, not is_blank, is_blank
    yield octets[position:], False, False
