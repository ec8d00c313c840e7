"""Quoted-printable (RFC 2045 section 6.7), decoded with a map back: an edit writes anew only what it replaces.

Reading is lenient as mail clients are: an equals sign that begins no escape stands for itself.
"""

import binascii
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, product
from operator import add

from backstamp.mail.quoted_lines import DANGEROUS_STARTS, MAX_LINE, encode, first_escaped, laid_out, quoted
from backstamp.mail.splice import Edit, Quoted, Span, in_order

__all__ = ["MAX_LINE", "QuotedPrintable", "decode", "encode"]

_ESCAPE = re.compile(rb"(=(?:[0-9A-Fa-f]{2}|[ \t]*+(?:\r?\n|\r?\Z)))")
_HEXADECIMAL = re.compile(rb"=[0-9A-Fa-f]{2}")
# An equals sign that the standard library's decoder reads in another way than we do.
_ODD = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|\Z)")
_DIGITS = "0123456789ABCDEFabcdef"
_OCTETS = {f"={pair}".encode(): bytes.fromhex(pair) for pair in map("".join, product(_DIGITS, repeat=2))}
# An equals sign in front of an edit that stands for itself, and might form an escape with what follows it now.
_LONELY = re.compile(rb"=([0-9A-Fa-f]?|[ \t]*+\r?)\Z")
_CHUNK = 1 << 16


def decode(body: bytes) -> bytes:
    """Undo the encoding: escapes become octets, soft line breaks vanish, all else stays."""
    if _ODD.search(body):
        return b"".join(piece for pieces in _pieces(body) for piece in _undone(pieces))
    return binascii.a2b_qp(body)


def _pieces(body: bytes) -> Iterator[list[bytes]]:
    """Text and escapes in turn, beginning and ending with text; chunk by chunk, to bound the memory."""
    position = 0
    while position < len(body):
        end = _chunk_end(body, position)
        # The end of a chunk is not the end of the body, where "=" alone is a soft line break.
        pieces = _ESCAPE.split(body[position:end] + (b"." if end < len(body) else b""))
        if end < len(body):
            pieces[-1] = pieces[-1][:-1]
        yield pieces
        position = end


def _chunk_end(body: bytes, position: int) -> int:
    """Where a chunk may end: inside no escape."""
    end = min(position + _CHUNK, len(body))
    found = body.rfind(b"=", position, end)
    match = _ESCAPE.match(body, found) if found >= 0 else None
    return max(end, match.end()) if match else end


def _undone(pieces: list[bytes]) -> list[bytes]:
    done = pieces.copy()
    done[1::2] = [_OCTETS.get(escape, b"") for escape in pieces[1::2]]
    return done


class QuotedPrintable:
    """One quoted-printable body.

    Attributes:
        decoded: its octets without the encoding.
    """

    __slots__ = ("_body", "_decoded_at", "_encoded_at", "decoded")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.decoded = decode(body)
        # Where each run of text between two escapes begins, decoded and encoded; filled by the first need.
        self._decoded_at = array("q")
        self._encoded_at = array("q")

    def _align(self) -> None:
        decoded = encoded = 0
        for pieces in _pieces(self._body):
            texts = list(map(len, pieces[::2]))
            octets = map(_OCTETS.__contains__, pieces[1::2])
            self._decoded_at.extend(array("q", accumulate(map(add, texts, octets), initial=decoded)))
            self._encoded_at.extend(array("q", accumulate(map(add, texts, map(len, pieces[1::2])), initial=encoded)))
            decoded = self._decoded_at[-1] + texts[-1]
            encoded = self._encoded_at[-1] + texts[-1]
        if not self._decoded_at:
            self._decoded_at.append(0)
            self._encoded_at.append(0)

    def _start(self, offset: int) -> int:
        """Where the decoded octet at ``offset`` stands in the body, behind soft line breaks in front of it."""
        if offset == len(self.decoded):
            return self._end(offset)  # an equals sign may end the body; what is added goes in front of it
        place = bisect_right(self._decoded_at, offset) - 1
        return self._encoded_at[place] + offset - self._decoded_at[place]

    def _end(self, offset: int) -> int:
        """Where the octets before ``offset`` end in the body, ahead of soft line breaks."""
        if offset == 0:
            return 0
        last = self._start(offset - 1)
        return last + (3 if _HEXADECIMAL.match(self._body, last) else 1)

    def origin(self, span: Span) -> Span:
        """Where a run of decoded octets stands in the body, without soft line breaks around it."""
        if not self._decoded_at:
            self._align()
        start = self._start(span.start)
        return Span(start, max(start, self._end(span.end)))

    def edits(self, edits: Iterable[Edit[bytes]], newline: bytes, at: int = 0) -> list[Quoted]:
        """Edits of the decoded octets as edits of the body, one for one.

        Each replaces its own octets and not more, unless one or two in front of it, or one behind, would get another
        meaning. No line with an edit is longer than 76 characters, unless octets that are kept are.

        Args:
            edits: non-overlapping, offsets in ``decoded``.
            newline: the line break of the part, for new soft line breaks.
            at: where the body stands in what the result is to be applied to.
        """
        ordered = in_order(edits, len(self.decoded))
        spans = [self.origin(Span(edit.start, edit.end)) for edit in ordered]
        news = [quoted(edit.new) for edit in ordered]
        return [Quoted(at + start, at + end, new) for start, end, new in _laid_in(self._body, spans, news, newline)]


def _laid_in(body: bytes, spans: list[Span], news: list[bytes], newline: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Put encoded text in place of spans of the body, with soft line breaks where they are needed."""
    column = done = 0
    line_end = -1
    starts = [span.start for span in spans]
    for (start, end), new, follower in zip(spans, news, [*starts[1:], len(body) + 1], strict=False):
        if start > line_end:
            column, done = 0, max(done, body.rfind(b"\n", done, start) + 1)
        if end > line_end:
            line_end = _found_or_end(body, end)
        shares = follower <= line_end
        rest = follower - end if shares else _without_return(body, end, line_end) - end
        held = _held_back(body, done, start, new or (b"" if rest or shares else b"\n"))
        text, first = quoted(body[start - held : start]) + new if held else new, start - held
        column += first - done
        if column >= MAX_LINE and first > done and len(text) + rest:
            atom = 3 if _HEXADECIMAL.fullmatch(body, max(done, first - 3), first) else 1
            text, first, column = body[first - atom : first] + text, first - atom, column - atom
        text = laid_out(text, column, rest + shares, newline)
        found = text.rfind(b"\n")
        column = column + len(text) if found < 0 else len(text) - found - 1
        done = end
        if rest and not column and body.startswith(DANGEROUS_STARTS, end):
            text, column, done = text + first_escaped(body[end : end + 1]), 3, end + 1
            if column + rest - 1 + shares > MAX_LINE:
                text, column = text + b"=" + newline, 0
        yield first, done, text


def _found_or_end(body: bytes, position: int) -> int:
    found = body.find(b"\n", position)
    return len(body) if found < 0 else found


def _without_return(body: bytes, start: int, end: int) -> int:
    return end - 1 if end > start and body[end - 1 : end] == b"\r" else end


def _held_back(body: bytes, done: int, start: int, following: bytes) -> int:
    """How many octets in front of an edit must be written anew: they would get another meaning by it.

    Args:
        body: the whole of it.
        done: where octets that may be written anew begin.
        start: where the edit begins.
        following: what follows now; a line break where the line ends.
    """
    nearest = body[max(done, start - 2) : start]
    if b"=" not in nearest and not nearest.endswith((b" ", b"\t", b"\r")):
        return 0
    segment = body[done:start]
    match = _LONELY.search(segment)
    if match:
        return len(match[0])
    ends = following.startswith((b"\n", b"\r\n"))
    return int(ends and segment.endswith((b" ", b"\t")))
