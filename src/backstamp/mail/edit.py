"""Editing one text part inside a message: the splice, its transfer encoding, and not an octet more.

Outside the edits the part decodes to what it was. 7bit and 8bit bodies change only where the edits are; if a line grows
beyond what SMTP carries, the least change that helps is made: a line break where the caller allows one, else
quoted-printable for this part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backstamp.mail import charset, quoted_printable, transfer
from backstamp.mail.long_lines import splice_within_limit
from backstamp.mail.parts import Part
from backstamp.mail.quoted_printable import QuotedPrintable
from backstamp.mail.splice import Edit, in_order, splice


@dataclass(frozen=True, slots=True)
class TextPart:
    """One part's text, read and ready for edits.

    Attributes:
        part: where it stands in the message.
        body: its octets in the message.
        octets: the body with its transfer encoding undone.
        content: the octets as text.
        newline: the line break that the part uses.
        lines: the body's quoted-printable lines, None in another encoding.
    """

    part: Part
    body: bytes
    octets: bytes
    content: charset.Text
    newline: bytes
    lines: QuotedPrintable | None

    @property
    def text(self) -> str:
        """The characters of the part; offsets of edits count in them."""
        return self.content.text


def read_text(message: bytes, part: Part) -> TextPart | str:
    """Read a part for editing.

    Returns:
        The text part, or the reason (a clause for a sentence) why it cannot be edited without harm.
    """
    body = message[part.body.start : part.body.end]
    encoding = part.transfer_encoding
    if encoding == "base64" and not transfer.is_clean_base64(body):
        return "its base64 is damaged or has something appended"
    lines = QuotedPrintable(body) if encoding == "quoted-printable" else None
    octets = lines.decoded if lines else transfer.decode(body, encoding)
    if octets is None:
        return f"its transfer encoding {encoding[:40]!r} is not known"
    content = charset.decode(octets, part.parameters.get("charset"))
    if content is None:
        return f"its character set {part.parameters.get('charset', '')[:40]!r} cannot be read safely"
    head = message[part.header.start : part.body.start]
    return TextPart(part, body, octets, content, _newline(body, head), lines)


def _newline(*places: bytes) -> bytes:
    """The line break used in the first of the places that has one."""
    for place in places:
        if b"\n" in place:
            return b"\r\n" if b"\r\n" in place else b"\n"
    return b"\r\n"


def rewrite(source: TextPart, edits: Iterable[Edit[str]], breaks: Sequence[int] = ()) -> list[Edit[bytes]]:
    """Turn edits of a part's text into edits of the message.

    Args:
        source: from ``read_text``.
        edits: non-overlapping; their new text is ASCII.
        breaks: offsets, not inside any edit, of single blanks that may become line breaks where a line grows too long.

    Returns:
        Replacements for the part's body and, where its encoding had to change, for that header field.

    Raises:
        ValueError: edits overlap or reach outside the text (a programming error).
    """
    ordered = in_order(edits, len(source.text))
    octets, places = _in_octets(source, ordered, sorted(breaks))
    span = source.part.body
    if source.lines:
        return [Edit(span.start, span.end, source.lines.edited(octets, source.newline))]
    if source.part.transfer_encoding == "base64":
        new = splice(source.octets, octets)
        return [Edit(span.start, span.end, transfer.encode_base64_like(new, source.body))]
    fitting = splice_within_limit(source.octets, octets, places, source.newline)
    if fitting is not None:
        return [Edit(span.start, span.end, fitting)]
    quoted = quoted_printable.encode(splice(source.octets, octets), source.newline)
    return [_quoted_printable_header(source), Edit(span.start, span.end, quoted)]


def _in_octets(source: TextPart, edits: list[Edit[str]], breaks: list[int]) -> tuple[list[Edit[bytes]], list[int]]:
    """Edits and break places with offsets in the decoded octets instead of characters."""
    offsets = {place for edit in edits for place in (edit.start, edit.end)} | set(breaks)
    known = _octet_offsets(source, sorted(offsets))
    converted = [Edit(known[edit.start], known[edit.end], source.content.encode(edit.new)) for edit in edits]
    return converted, [known[place] for place in breaks]


def _octet_offsets(source: TextPart, offsets: list[int]) -> dict[int, int]:
    if len(source.octets) == len(source.text):
        return {offset: offset for offset in offsets}
    known: dict[int, int] = {}
    position = length = 0
    for offset in offsets:
        length += len(source.content.encode(source.text[position:offset]))
        known[offset] = length
        position = offset
    return known


def _quoted_printable_header(source: TextPart) -> Edit[bytes]:
    """Say quoted-printable: in the field that names the encoding, or in a new one at the end of the header."""
    for field in source.part.fields:
        if field.name == "content-transfer-encoding":
            return Edit(field.value.start, field.value.end, b" quoted-printable")
    end = source.part.header.end
    return Edit(end, end, b"Content-Transfer-Encoding: quoted-printable" + source.newline)
