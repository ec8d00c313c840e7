"""Base64 bodies (RFC 2045 section 6.8): read leniently, and written again in the layout in which they were found."""

import base64
import binascii
import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from backstamp.mail.splice import Span

_CODE = re.compile(rb"[A-Za-z0-9+/]+")
_NOT_CODE = _CODE.sub(b"", bytes(range(256)))
_BREAK = re.compile(rb"\r?\n")
MAX_WIDTH = 996
"""Characters of the longest line that we write, the greatest multiple of four within what SMTP carries (998)."""
MAIL_WIDTH = 76
"""Characters of a line where the layout found is none for mail (RFC 2045 section 6.8)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a base64 body is set in lines.

    Attributes:
        width: characters of a full line, 0 for one endless line.
        newline: between lines, empty where there is but one.
        head: blanks in front of the code.
        tail: blanks and line breaks behind it.
        padded: whether equals signs fill the last group.
    """

    width: int
    newline: bytes
    head: bytes
    tail: bytes
    padded: bool

    def encode(self, octets: bytes) -> bytes:
        """Encode octets in this layout."""
        code = base64.b64encode(octets)
        if not self.padded:
            code = code.rstrip(b"=")
        if self.width:
            code = self.newline.join(code[place : place + self.width] for place in range(0, len(code), self.width))
        return self.head + code + self.tail

    def encode_for_mail(self, octets: bytes, newline: bytes) -> bytes:
        """Encode octets in this layout, or in lines of 76 characters where its own would be too long for mail.

        Args:
            octets: the new content.
            newline: used where the layout has no line break of its own.
        """
        fits = 4 <= self.width <= MAX_WIDTH if self.width else len(octets) <= MAX_WIDTH // 4 * 3
        return (self if fits else replace(self, width=MAIL_WIDTH, newline=self.newline or newline)).encode(octets)


def decode(body: bytes) -> bytes:
    """What is not of the alphabet is ignored (RFC 2045 section 6.8); the first padding ends the data."""
    data = body.partition(b"=")[0].translate(None, _NOT_CODE)
    data = data[: len(data) - (len(data) % 4 == 1)]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def layout(body: bytes, octets: bytes) -> Layout | None:
    """The layout in which encoding ``octets`` gives the very same body; None if there is none.

    Args:
        body: base64.
        octets: from ``decode``.
    """
    start = len(body) - len(body.lstrip())
    code = body.strip()
    line_break = _BREAK.search(code)
    found = Layout(
        width=line_break.start() if line_break else 0,
        newline=line_break[0] if line_break else b"",
        head=body[:start],
        tail=body[start + len(code) :],
        padded=code.endswith(b"=") or len(octets) % 3 == 0,
    )
    return found if found.encode(octets) == body else None


class Places:
    """Where the octets of a base64 body stand in it."""

    __slots__ = ("_body", "_code_at", "_place_at")

    def __init__(self, body: bytes) -> None:
        self._body = body
        # Parallel: number of the first code character of a run, and its place. Filled by the first need.
        self._code_at = array("q")
        self._place_at = array("q")

    def _align(self) -> None:
        end = self._body.find(b"=")
        runs = [match.span() for match in _CODE.finditer(self._body, 0, len(self._body) if end < 0 else end)]
        self._place_at.extend(start for start, _ in runs)
        self._code_at.extend(accumulate((after - start for start, after in runs), initial=0))
        self._place_at.append(runs[-1][1] if runs else 0)

    def _place(self, code: int) -> int:
        run = bisect_right(self._code_at, code) - 1
        return self._place_at[run] + code - self._code_at[run]

    def origin(self, span: Span) -> Span:
        """The smallest run of characters that holds a run of octets."""
        if not self._code_at:
            self._align()
        start = self._place(span.start * 8 // 6)
        return Span(start, self._place((span.end * 8 - 1) // 6) + 1 if span.end > span.start else start)
