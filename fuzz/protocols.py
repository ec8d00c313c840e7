"""Targets: what mail servers say (the milter protocol), and what DKIM signs."""

import re
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backstamp.errors import MilterError
from backstamp.mail.canonical import canonical_body_relaxed, canonical_header_relaxed
from backstamp.mail.dkim import SigningKey, sign
from backstamp.mail.headers import read_fields
from backstamp.sender.milter_changes import instructions
from backstamp.sender.milter_dialogue import Bye, Dialogue, NotOurs
from backstamp.sender.milter_message import Told
from backstamp.sender.milter_protocol import Decoder, Event
from backstamp.sender.milter_replies import encode
from fuzz.choices import Choices

_KEY = SigningKey("fuzz.example", "s", Ed25519PrivateKey.from_private_bytes(bytes(32)))
_OFFER = b"\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff"
_PACKETS = (
    b"LSubject\0 hello\n there\0",
    b"LContent-Type\0 text/html\0",
    b"L\0\0",
    b"M<a@b.example>\0SIZE=1\0",
    b"R<c@d.example>\0",
    b"Di\0",
    b"DMi\x004F2\0",
    b"Chost\x004\0\x19127.0.0.1\0",
    b"Hhelo\0",
    b"T",
    b"N",
    b"Bbody\r\n",
    b"E",
    b"E.\r\n",
    b"A",
    b"K",
    b"Q",
    b"UXYZ\0",
    b"O" + _OFFER,
)
_Heard = list[Event | str]


def milter_packets(data: bytes) -> None:
    """Octets read whole or cut in two give the same events and the same error."""
    cut = data[0] * len(data) // 256 if data else 0
    assert _events([data]) == _events([data[:cut], data[cut:]])


def milter_dialogue(data: bytes) -> None:
    """Well-formed packets in any order, and broken ones: answers, messages and instructions, or a MilterError."""
    choices = Choices(data)
    dialogue = Dialogue(choices.pick((10_000, 100, 1 << 20)))
    stream = [_packet(b"O" + _OFFER)] if choices.below(8) else []
    while choices.left and len(stream) < 60:
        octets = choices.pick(_PACKETS)
        if choices.below(3) == 2:
            place = choices.below(len(octets) + 1)
            octets = octets[:place] + choices.some_octets(30) + octets[place:]
        stream.append(_packet(octets))
    changed = choices.rest()
    try:
        for item in dialogue.receive(b"".join(stream)):
            _answer(item, changed)
    except MilterError:
        return


def canonical(data: bytes) -> None:
    """The relaxed forms are those of RFC 6376 written down naively; any message can be signed."""
    fields, separator = read_fields(data, 0, len(data))
    assert b"".join(canonical_body_relaxed(data, separator.end)) == _naive_body(data[separator.end :])
    for field in fields:
        value = data[field.value_start : field.value_end]
        name = field.name.encode()
        assert canonical_header_relaxed(name, value) == _naive_header(name, value)
    signature = sign(data, _KEY, when=0)
    assert signature.startswith(b"DKIM-Signature:")
    assert max(map(len, signature.split(b"\n"))) <= 998


def _packet(octets: bytes) -> bytes:
    return len(octets).to_bytes(4, "big") + octets


def _events(pieces: Iterable[bytes]) -> _Heard:
    decoder, heard = Decoder(), list[Event | str]()
    try:
        for piece in pieces:
            heard += decoder.feed(piece)
    except MilterError as error:
        heard.append(error.operator)
    return heard


def _answer(item: bytes | Told | NotOurs | Bye, changed: bytes) -> None:
    if isinstance(item, Told):
        assert list(instructions(item, item.octets)) == []
        for change in instructions(item, b"X-New: 1\r\n" + item.octets):
            encode(change)
        try:
            for change in instructions(item, changed):
                encode(change)
        except MilterError:
            return


def _naive_body(body: bytes) -> bytes:
    """RFC 6376 section 3.4.4, step by step."""
    lines = body.replace(b"\r\n", b"\n").split(b"\n")
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _naive_header(name: bytes, value: bytes) -> bytes:
    """RFC 6376 section 3.4.2, step by step."""
    unfolded = value.replace(b"\r\n", b"").replace(b"\n", b"")
    return name.strip(b" \t").lower() + b":" + re.sub(rb"[ \t]+", b" ", unfolded).strip(b" ") + b"\r\n"
