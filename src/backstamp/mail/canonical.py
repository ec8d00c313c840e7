"""Canonical forms for DKIM, "relaxed" (RFC 6376 section 3.4): what a signature covers of a header field and of a body.

A bare LF counts as a line break, since it travels as CRLF; a bare CR does not. The body is read in pieces and handed
out in pieces, so a message of any size needs no copy of itself.
"""

from collections.abc import Iterator

_PIECE = 1 << 16
_TABS = bytes.maketrans(b"\t", b" ")
_MANY = 1 << 12


def canonical_header_relaxed(name: bytes, value: bytes) -> bytes:
    """One header field in its relaxed form (RFC 6376 section 3.4.2).

    Args:
        name: without the colon.
        value: what follows the colon, with its folds; a line break at the end makes no difference.

    Returns:
        ``name:value`` and CRLF.
    """
    unfolded = value.replace(b"\r\n", b"").replace(b"\n", b"")
    return name.strip(b" \t").lower() + b":" + _single_blanks(unfolded).strip(b" ") + b"\r\n"


def canonical_body_relaxed(message: bytes, start: int = 0) -> Iterator[bytes]:
    """The body in its relaxed form (RFC 6376 section 3.4.4), in pieces of about 64 KB.

    Args:
        message: octets that end with the body.
        start: the offset at which the body begins.

    Yields:
        Pieces that, joined, are the canonical body; nothing at all when it is empty.
    """
    carry = b""  # a blank and a CR whose meaning the next piece decides
    line_breaks = 0  # CRLFs held back: at the end of the body all but one are dropped
    any_text = False
    for position in range(start, len(message), _PIECE):
        piece, carry = _without_loose_end(carry + message[position : position + _PIECE])
        text, found = _without_line_breaks(_lines(piece))
        if text:
            yield from _line_breaks(line_breaks)
            yield text
            any_text, line_breaks = True, 0
        line_breaks += found
    if carry.endswith(b"\r"):  # a bare CR as the last octet is text
        yield from _line_breaks(line_breaks)
        yield carry
        any_text = True
    if any_text:
        yield b"\r\n"


def _without_loose_end(piece: bytes) -> tuple[bytes, bytes]:
    """A piece without the blanks and the CR at its end, and these, the blanks as one."""
    body = piece.removesuffix(b"\r")
    carriage_return = piece[len(body) :]
    text = body.rstrip(b" \t")
    blank = b" " if len(text) < len(body) else b""
    return text, blank + carriage_return


def _lines(piece: bytes) -> bytes:
    """Network line breaks, single blanks, and none before a line break."""
    network = piece.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return _single_blanks(network).replace(b" \r\n", b"\r\n")


def _single_blanks(octets: bytes) -> bytes:
    """Each run of blanks and tabs as one blank; every pass halves the longest run."""
    octets = octets.translate(_TABS)
    while b"  " in octets:
        octets = octets.replace(b"  ", b" ")
    return octets


def _without_line_breaks(piece: bytes) -> tuple[bytes, int]:
    """A piece without the CRLFs at its end, and their number; CRs in front of those stay."""
    if not piece.endswith(b"\n"):
        return piece, 0
    end = len(piece.rstrip(b"\r\n"))
    bare = piece.rfind(b"\r\r", end)
    end = bare + 1 if bare >= 0 else end
    return piece[:end], (len(piece) - end) // 2


def _line_breaks(count: int) -> Iterator[bytes]:
    while count > 0:
        yield b"\r\n" * min(count, _MANY)
        count -= _MANY
