"""Targets: stamping and unstamping, on messages that are built and on real ones that are mutated; undo records."""

import base64
import zlib
from functools import partial

from backstamp.errors import ModeError
from backstamp.mail.parts import part_map
from backstamp.mail.undo import undo
from backstamp.sender import undo_field
from backstamp.sender.marks import expected
from backstamp.sender.options import Options, Signatures
from backstamp.sender.stamp import Stamped, stamp
from backstamp.sender.unstamp import unstamp
from backstamp.tokens.token import Key, KeyRing
from fuzz.choices import Choices
from fuzz.message_builder import message

BASE = "https://t.example"
_RING = KeyRing([Key(b"fuz", bytes(range(64)))])


def built(data: bytes) -> None:
    """A message that is built comes back octet for octet, with the options that the octets choose."""
    choices = Choices(data)
    _there_and_back(_options(choices), message(choices))


def mutated(data: bytes) -> None:
    """Any octets come back octet for octet; the last octet chooses the options."""
    _there_and_back(_options(Choices(data[-1:])), data)


def travelled(data: bytes) -> None:
    """What gets a field in front on its way, or other line breaks, comes back with these."""
    choices = Choices(data)
    options, octets = _options(choices), _network(message(choices))
    result = _stamped(options, octets)
    if result is None or result.untouched is not None or octets.startswith(b"From "):
        return
    trace = b"Received: by mx.example\r\n"
    assert unstamp(trace + result.message).message == trace + octets
    if b"\r" not in octets.replace(b"\r\n", b""):
        assert unstamp(result.message.replace(b"\r\n", b"\n")).message == octets.replace(b"\r\n", b"\n")


def records(data: bytes) -> None:
    """Garbage for an undo record gives nothing back, and never an error."""
    choices = Choices(data)
    plain = choices.some_octets(1 << 9)
    stamped = choices.rest()
    for entities in (False, True):
        for record in (plain, zlib.compress(plain)):
            undo(stamped, record, partial(expected, entities=entities))


def damaged_records(data: bytes) -> None:
    """A real record with a few octets changed gives the original back, or nothing."""
    choices = Choices(data)
    changes = [(choices.below(1 << 12), choices.below(256)) for _ in range(1 + choices.below(4))]
    octets = message(choices)
    result = _stamped(Options(base_url=BASE), octets)
    field = undo_field.find(result.message, part_map(result.message)) if result else None
    if result is None or result.untouched is not None or field is None:
        return
    damaged = _damaged(field.record, changes)
    undo(result.message, damaged, partial(expected, entities=True))
    code, (start, end) = base64.b64encode(damaged), field.field.value
    changed = b" v=1; b=https://t.example; g=amp;\r\n d=" + code
    unstamp(result.message[:start] + changed + result.message[end:], BASE)


def undo_fields(data: bytes) -> None:
    """Any X-Backstamp-Undo field in front of any message: it can be unstamped and stamped without an error."""
    choices = Choices(data)
    base = choices.pick(
        (b"https://t.example", b"https://u.example:8443", b"x", b"http://", b"//[", b"https://t.example/")
    )
    record = choices.some_octets(200)
    code = base64.b64encode(zlib.compress(record) if choices.flip() else record)
    field = b"X-Backstamp-Undo: v=1; b=" + base + b"; g=" + choices.pick((b"amp", b"raw")) + b";\r\n d=" + code
    octets = choices.pick((field, b"X-Backstamp-Undo:" + record)) + b"\r\n" + message(choices)
    unstamp(octets)
    unstamp(octets, choices.pick((BASE, "", "https://[", "x")))
    _there_and_back(Options(base_url=BASE), octets)


def _damaged(record: bytes, changes: list[tuple[int, int]]) -> bytes:
    """A record with changed octets, compressed again so that what lies below is reached."""
    plain = bytearray(zlib.decompress(record))
    for place, value in changes:
        plain[place % len(plain)] = value
    return zlib.compress(bytes(plain))


def _there_and_back(options: Options, octets: bytes) -> None:
    unstamp(octets, BASE)
    result = _stamped(options, octets)
    if result is None:
        return
    if result.untouched is not None:
        assert not result.links
        assert not result.edits
        return
    back = unstamp(result.message)
    assert back.exact, "the record does not fit its own message"
    assert back.message == octets, "unstamping gave something else back"
    again = _stamped(options, result.message)
    assert again is None or again.message == result.message, "a stamped message was stamped again"


def _stamped(options: Options, octets: bytes) -> Stamped | None:
    try:
        return stamp(octets, options, ring=_RING, message_id=7, recipient=3)
    except ModeError:
        return None


def _options(choices: Choices) -> Options:
    which = choices.below(16)
    return Options(
        base_url=BASE,
        plain_text=which & 1 > 0,
        visible=which & 2 > 0,
        footer=which & 4 > 0,
        signatures=Signatures.STRIP if which & 8 else Signatures.LEAVE,
    )


def _network(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
