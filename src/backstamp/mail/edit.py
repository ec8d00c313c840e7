"""Editing one text part inside a message: the splice, its transfer encoding, and not an octet more.

Outside the edits the part decodes to what it was. 7bit and 8bit bodies change only where the edits are; if a line grows
beyond what SMTP carries, the least change that helps is made: a line break where the caller allows one, else
quoted-printable for this part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backstamp.mail import charset, charset_labels, quoted_lines, transfer
from backstamp.mail.difference import difference
from backstamp.mail.headers import line_end_of
from backstamp.mail.long_lines import within_limit
from backstamp.mail.parts import Part
from backstamp.mail.quoted_printable import QuotedPrintable
from backstamp.mail.splice import Edit, Recoded, Span, in_order, splice
from backstamp.mail.transfer import Base64, Plain


@dataclass(frozen=True, slots=True)
class Looked:
    """One part's text, read for looking at; it may have been read with loss, and is never edited.

    Attributes:
        part: where it stands in the message.
        encoded: its body, which knows its octets and where they come from.
        content: the octets as text; its doubt says every fallback that was needed.
        offsets: where the characters stand in the octets.
    """

    part: Part
    encoded: Plain | QuotedPrintable | Base64
    content: charset.Text
    offsets: charset.Offsets

    @property
    def text(self) -> str:
        """The characters of the part; offsets of edits count in them."""
        return self.content.text

    @property
    def octets(self) -> bytes:
        """The body with its transfer encoding undone."""
        return self.encoded.decoded

    def origin(self, span: Span) -> Span:
        """Where a run of the text stands in the message.

        Args:
            span: offsets in ``text``.

        Returns:
            Offsets in the message; for base64 the smallest run of characters that holds the octets.
        """
        octets = Span(self.offsets.octet(span.start), self.offsets.octet(span.end))
        start, end = self.encoded.origin(octets)
        body = self.part.body.start
        return Span(body + start, body + end)


@dataclass(frozen=True, slots=True)
class TextPart(Looked):
    """One part's text, read without loss and ready for edits.

    Attributes:
        newline: the line break that the part uses.
    """

    newline: bytes


def read_text(message: bytes, part: Part) -> TextPart | str:
    """Read a part for editing.

    Returns:
        The text part, or the reason (a clause for a sentence) why it cannot be edited without harm.
    """
    if line_end_of(message) == b"\r":
        return "its lines end in bare carriage returns, and one line feed would join them"
    body = message[part.body.start : part.body.end]
    encoded = transfer.read(body, part.transfer_encoding)
    if encoded is None:
        return _unknown_encoding(part)
    if isinstance(encoded, Base64) and encoded.layout is None:
        return _DAMAGED
    label = part.parameters.get("charset")
    content = charset.decode(encoded.decoded, label, _hint(part, encoded.decoded))
    if content is None:
        return f"its character set {(label or '')[:40]!r} cannot be read safely"
    head = message[part.header.start : part.body.start]
    return TextPart(part, encoded, content, charset.Offsets(content, encoded.decoded), _newline(body, head))


def look_at(message: bytes, part: Part) -> Looked:
    """Read a part for looking at, whatever it is: each fallback is stated in ``content.doubt``."""
    body = message[part.body.start : part.body.end]
    found = transfer.read(body, part.transfer_encoding)
    encoded = found or Plain(body)
    content = charset.look(encoded.decoded, part.parameters.get("charset"), _hint(part, encoded.decoded))
    doubts = [content.doubt] if content.doubt else []
    if found is None:
        doubts.insert(0, f"{_unknown_encoding(part)}; read as it stands")
    elif isinstance(found, Base64) and found.layout is None:
        doubts.insert(0, f"{_DAMAGED}; read as far as possible")
    stated = charset.Text(content.text, content.codec, "; ".join(doubts) or None)
    return Looked(part, encoded, stated, charset.Offsets(stated, encoded.decoded))


_DAMAGED = "its base64 is damaged or has something appended"


def _unknown_encoding(part: Part) -> str:
    return f"its transfer encoding {part.transfer_encoding[:40]!r} is not known"


def _hint(part: Part, octets: bytes) -> str | None:
    """What an HTML part that says no charset outside says inside."""
    if "charset" in part.parameters or part.content_type != "text/html":
        return None
    return charset_labels.hint(octets)


def _newline(*places: bytes) -> bytes:
    """The line break used in the first of the places that has one."""
    for place in places:
        if b"\n" in place:
            return b"\r\n" if b"\r\n" in place else b"\n"
    return b"\r\n"


def rewrite(source: TextPart, edits: Iterable[Edit[str]], breaks: Sequence[int] = ()) -> list[Edit[bytes]]:
    """Turn edits of a part's text into edits of the message, one for one where the encoding allows it.

    Args:
        source: from ``read_text``.
        edits: non-overlapping; their new text is ASCII, or has characters that the part's character set has.
        breaks: offsets, not inside any edit, of single blanks that may become line breaks where a line grows too long.

    Returns:
        Replacements in the part's body and, where its encoding had to change, for that header field. In
        quoted-printable they are ``Quoted``; where the whole body is encoded anew there is one ``Recoded``.

    Raises:
        ValueError: edits overlap, reach outside the text, or are not in the character set (programming errors).
    """
    ordered = in_order(edits, len(source.text))
    octets, places = _in_octets(source, ordered, sorted(breaks))
    encoded, start = source.encoded, source.part.body.start
    if isinstance(encoded, QuotedPrintable):
        return [
            type(edit)(start + edit.start, start + edit.end, edit.new) for edit in encoded.edits(octets, source.newline)
        ]
    if isinstance(encoded, Base64):
        return _recoded_base64(source, encoded, octets)
    fitting = within_limit(encoded.decoded, octets, places, source.newline)
    if fitting is None:
        return _recoded_quoted_printable(source, octets)
    return [Edit(start + edit.start, start + edit.end, edit.new) for edit in fitting]


def _recoded_base64(source: TextPart, encoded: Base64, octets: list[Edit[bytes]]) -> list[Edit[bytes]]:
    if encoded.layout is None or not octets:
        return []
    new = encoded.layout.encode_for_mail(splice(encoded.decoded, octets), source.newline)
    return [Recoded(*source.part.body, new, encoded.decoded, "base64", "base64", tuple(octets))]


def _recoded_quoted_printable(source: TextPart, octets: list[Edit[bytes]]) -> list[Edit[bytes]]:
    new = quoted_lines.encode(splice(source.octets, octets), source.newline)
    body = Recoded(*source.part.body, new, source.octets, "", "quoted-printable", tuple(octets))
    return [_quoted_printable_header(source), body]


def _in_octets(source: TextPart, edits: list[Edit[str]], breaks: list[int]) -> tuple[list[Edit[bytes]], list[int]]:
    """Edits and break places with offsets in the decoded octets instead of characters."""
    offsets = {place for edit in edits for place in (edit.start, edit.end)}.union(breaks)
    known = _octet_offsets(source, sorted(offsets))
    converted = [Edit(known[edit.start], known[edit.end], source.content.encode(edit.new)) for edit in edits]
    if source.content.separable or not edits:
        return converted, [known[place] for place in breaks]
    whole = source.content.encode(splice(source.text, edits))
    if max(known.values()) <= len(source.octets) and splice(source.octets, converted) == whole:
        return converted, [known[place] for place in breaks]
    return [difference(source.octets, whole)], []


def _octet_offsets(source: TextPart, offsets: list[int]) -> dict[int, int]:
    if len(source.octets) == len(source.text):
        return {offset: offset for offset in offsets}
    known: dict[int, int] = {}
    position = length = 0
    text, content = source.text, source.content
    one_each = content.separable and not content.codec.startswith("utf_16")
    for offset in offsets:
        piece = text[position:offset]
        length += len(piece) if one_each and piece.isascii() else len(content.encode(piece))
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
