"""Targets: what reads a message. Part map, header fields, transfer encodings, character sets."""

from backstamp.mail import transfer
from backstamp.mail.charset import Offsets, look
from backstamp.mail.edit import TextPart, look_at, read_text
from backstamp.mail.headers import read_fields
from backstamp.mail.parts import part_map
from backstamp.mail.quoted_lines import encode
from backstamp.mail.quoted_printable import QuotedPrintable
from backstamp.mail.references.encoded_words import decoded_words
from backstamp.mail.splice import Edit, Span, splice
from backstamp.mail.structured import read_content_type, read_token, unfolded
from fuzz.choices import Choices

_ENCODINGS = ("quoted-printable", "base64", "7bit", "binary")
_LABELS = (
    None,
    "utf-8",
    "us-ascii",
    "iso-8859-1",
    "windows-1252",
    "utf-16",
    "utf-16be",
    "iso-2022-jp",
    "shift_jis",
    "gb18030",
    "gbk",
    "big5",
    "euc-kr",
    "euc-jp",
    "hz-gb-2312",
    "utf-7",
    "koi8-u",
    "x-user-defined",
)


def parts(data: bytes) -> None:
    """The part map joins to the message; every part has a number of its own and lies inside its parent."""
    root = part_map(data)
    assert b"".join(data[span.start : span.end] for span in root.spans) == data
    numbers = set()
    for part in root.walk():
        numbers.add(part.number)
        assert part.header.start <= part.header.end == part.separator.start <= part.separator.end == part.body.start
        assert all(part.body.start <= child.header.start <= child.body.end <= part.body.end for child in part.children)
    assert len(numbers) == sum(1 for _ in root.walk())


def headers(data: bytes) -> None:
    """Fields adjoin from the start; structured values and encoded words are read, whatever they are."""
    fields, separator = read_fields(data, 0, len(data))
    position = 0
    for field in fields:
        assert field.start == position <= field.value_start <= field.value_end <= field.end
        position = field.end
        value = data[field.value_start : field.value_end]
        read_content_type(value)
        read_token(value)
        decoded_words(unfolded(value))
    assert separator.start == position
    read_content_type(data)
    decoded_words(data.decode("latin-1"))


def decoding(data: bytes) -> None:
    """A body is read in every encoding and character set, and each place in it has an origin."""
    choices = Choices(data)
    encoding, label, hint = choices.pick(_ENCODINGS), choices.pick(_LABELS), choices.pick(_LABELS)
    start, length = choices.below(1 << 12), choices.below(64)
    body = choices.rest()
    encoded = transfer.read(body, encoding)
    assert encoded is not None
    assert encoded.decoded == transfer.decode(body, encoding)
    octets = encoded.decoded
    start = min(start, len(octets))
    origin = encoded.origin(Span(start, min(start + length, len(octets))))
    assert 0 <= origin.start <= origin.end <= len(body)
    content = look(octets, label, hint)
    assert content.encode(content.text) == octets
    offsets = Offsets(content, octets)
    place = min(start, len(content.text))
    assert 0 <= offsets.octet(place) <= len(octets)
    assert offsets.octet(len(content.text)) == len(octets)


def quoted_printable(data: bytes) -> None:
    """Edits of a quoted-printable body give what the same edits give after decoding."""
    choices = Choices(data)
    newline = choices.pick((b"\r\n", b"\n"))
    places = [(choices.below(1 << 8), choices.below(16), choices.some_octets(100)) for _ in range(choices.below(5))]
    body = choices.rest()
    encoded = QuotedPrintable(body)
    edits, position = [], 0
    for skip, length, new in places:
        start = min(position + skip, len(encoded.decoded))
        position = min(start + length, len(encoded.decoded))
        edits.append(Edit(start, position, new))
    after = splice(body, list[Edit[bytes]](encoded.edits(edits, newline)))
    assert transfer.decode(after, "quoted-printable") == splice(encoded.decoded, edits)
    written = encode(encoded.decoded, newline)
    assert max(map(len, written.split(b"\n"))) <= 77
    assert _network(transfer.decode(written, "quoted-printable") or b"") == _network(encoded.decoded)


def looking(data: bytes) -> None:
    """Every part of a message can be looked at, and what may be edited is read without loss."""
    for part in part_map(data).walk():
        looked = look_at(data, part)
        end = len(looked.text)
        span = looked.origin(Span(0, end))
        assert part.body.start <= span.start <= span.end <= part.body.end
        source = read_text(data, part)
        if isinstance(source, TextPart):
            assert source.content.encode(source.text) == source.octets


def _network(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n")
