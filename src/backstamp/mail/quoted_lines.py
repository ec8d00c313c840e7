"""Writing quoted-printable (RFC 2045 section 6.7): escapes, and lines of at most 76 characters.

A line that begins because of a soft break never begins with what other programs read as more than text: two dashes
(a boundary, RFC 2046 section 5.1.1) or "From " (the start of a message in an mbox file, RFC 2049 section 3).
"""

import re

MAX_LINE = 76
"""Characters of an encoded line without its line break (RFC 2045 section 6.7, rule 5)."""

DANGEROUS_STARTS = (b"--", b"From ")
"""What no line begins with that was not a line before."""

_PRINTABLE = re.compile(rb"[ -~]*+(?<! )")
_ESCAPES = [f"={octet:02X}" for octet in range(256)]
_TABLE = {octet: escape for octet, escape in enumerate(_ESCAPES) if not re.match(r"[\t -<>-~]", chr(octet))}


def encode(octets: bytes, newline: bytes) -> bytes:
    """Encode octets; line feeds, alone or after a carriage return, stay line breaks as they are.

    Args:
        octets: anything.
        newline: put after the equals sign of a soft line break.
    """
    lines = quoted(octets).split(b"\n")
    return b"\n".join(_wrapped_line(line, newline) for line in lines)


def _wrapped_line(line: bytes, newline: bytes) -> bytes:
    content = line.removesuffix(b"\r")
    return wrapped(content, newline, MAX_LINE) + line[len(content) :] if len(content) > MAX_LINE else line


def quoted(octets: bytes) -> bytes:
    """Escape what must be escaped, without breaking lines."""
    *lines, last = octets.split(b"\n")
    return b"".join([*map(_quoted_line, lines), _escaped(last)])


def _quoted_line(line: bytes) -> bytes:
    content = line.removesuffix(b"\r")
    return _escaped(content) + line[len(content) :] + b"\n"


def _escaped(line: bytes) -> bytes:
    if _PRINTABLE.fullmatch(line):
        return line.replace(b"=", b"=3D")
    text = line.decode("latin-1").translate(_TABLE).encode("ascii")
    return text[:-1] + first_escaped(text[-1:]) if text.endswith((b" ", b"\t")) else text


def first_escaped(text: bytes) -> bytes:
    """The first character, which is none that begins an escape, as an escape."""
    return _ESCAPES[text[0]].encode()


def wrapped(line: bytes, newline: bytes, last_limit: int) -> bytes:
    """Break an encoded line, which starts at the margin; ``last_limit`` is the room in the last piece."""
    pieces: list[bytes] = []
    position = 0
    while True:
        guard = first_escaped(line[position : position + 1]) if line.startswith(DANGEROUS_STARTS, position) else b""
        position += bool(guard)
        if len(guard) + len(line) - position <= last_limit:
            return b"".join((*pieces, guard, line[position:]))
        cut = whole_escapes(line, position + MAX_LINE - 1 - len(guard))
        pieces += (guard, line[position:cut], b"=", newline)
        position = cut


def whole_escapes(line: bytes, cut: int) -> int:
    """A place to cut, or the one just before it where it would split an escape."""
    found = line.rfind(b"=", max(0, cut - 2), cut)
    return cut if found < 0 else found


def filled(line: bytes, column: int, width: int, newline: bytes) -> bytes:
    """Break an encoded line as most mailers do: each line filled up.

    Args:
        line: encoded; it starts at ``column``.
        column: characters in front of it; from ``width`` on nothing is broken.
        width: characters of a full line with its soft break's equals sign, at least 5.
        newline: as the message has it.
    """
    if column + len(line) < width or column >= width:
        return line
    pieces: list[bytes] = []
    position, cut = 0, whole_escapes(line, width - 1 - column)
    while cut < len(line):
        pieces += (line[position:cut], b"=", newline)
        position, cut = cut, whole_escapes(line, cut + width - 1)
    pieces.append(line[position:])
    return b"".join(pieces)


def laid_out(text: bytes, column: int, need: int, newline: bytes) -> bytes:
    """Encoded text with the soft breaks that keep its lines short.

    Args:
        text: from ``quoted``; it may hold line breaks.
        column: characters that stand in front of it in its line.
        need: characters that follow it in its line, 0 if it ends there.
        newline: for soft breaks.
    """
    if b"\n" not in text:
        return _in_line(text, column, need, newline)
    pieces: list[bytes] = []
    *lines, last = text.split(b"\n")
    for line in lines:
        content = line.removesuffix(b"\r")
        pieces += (_in_line(content, column, 0, newline), line[len(content) :], b"\n")
        column = 0
    return b"".join((*pieces, _in_line(last, 0, need, newline)))


def _in_line(content: bytes, column: int, need: int, newline: bytes) -> bytes:
    guarded = not column and content.startswith(DANGEROUS_STARTS)
    if not (content or need) or (not guarded and column + len(content) + need <= MAX_LINE):
        return content
    text = wrapped(content, newline, MAX_LINE - (need > 0))
    last = len(text) - text.rfind(b"\n") - 1
    soft = b"=" + newline
    return (soft if column else b"") + text + (soft if need and last and last + need > MAX_LINE else b"")
