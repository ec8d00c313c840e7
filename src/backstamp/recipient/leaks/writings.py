"""Coats that are ways to write text: escapes of many kinds, lists of codes, JSON, JWT, yEnc."""

import html
import json
import re
from binascii import a2b_qp
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from backstamp.recipient.leaks.alphabets import from_base64
from backstamp.recipient.leaks.flat import escaped_values
from backstamp.recipient.leaks.peeled import Peeled
from backstamp.recipient.leaks.readable import is_text

_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|amp|commat|period|lt|gt|quot);?")
_QUOTED = re.compile(r"[A-Za-z0-9]=(?:3D|40[A-Za-z0-9-]{1,63}(?:\.|=2E)[A-Za-z])")
_UNICODE = re.compile(r"\\(?:u00|x)([0-9A-Fa-f]{2})")
_CODED = re.compile(r"([01]{8}(?:[ ,_-]?[01]{8}){5,})|[0-9]{1,3}([,._ |;:-])[0-9]{1,3}(?:\2[0-9]{1,3}){4,}")
_JSON = re.compile(r"""\s*+[{\["]""")
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{6,}\.(eyJ[A-Za-z0-9_-]{6,})(?:\.[A-Za-z0-9_-]*)?")
_FIGURES = re.compile(r"[0-9]+")
_CRITICAL = re.compile(rb"=(.)", re.DOTALL)
_LOWERED = bytes((octet - 42) & 255 for octet in range(256))
_MAX_STRINGS = 200
_MAX_JSON = 20_000


def written(text: str) -> Iterator[Peeled]:
    """Every coat of this kind that a text (octets as latin-1) wears; quick where there is none."""
    size = len(text)
    if "%" in text and _PERCENT.search(text):
        yield Peeled("percent", unquote_to_bytes(text.encode("latin-1")), 0, size)
        for value in escaped_values(text):
            if value.whole or not is_text(value.octets):
                yield Peeled("percent", value.octets, value.start, value.end)
    if "&" in text and _ENTITY.search(text):
        yield Peeled("entity", html.unescape(text).encode("latin-1", "replace"), 0, size)
    if "=" in text and _QUOTED.search(text):
        yield Peeled("quoted-printable", a2b_qp(text.encode("latin-1")), 0, size)
    if "\\" in text and _UNICODE.search(text):
        yield Peeled("escapes", _UNICODE.sub(lambda m: chr(int(m[1], 16)), text).encode("latin-1"), 0, size)
    if _JSON.match(text):
        yield from _from_json(text)
    yield from _from_codes(text)
    for jwt in _JWT.finditer(text) if "eyJ" in text else ():
        inside = from_base64(jwt[1])
        if inside is not None:
            yield Peeled("jwt", inside, *jwt.span())


def _from_codes(text: str) -> Iterator[Peeled]:
    for match in _CODED.finditer(text):
        if match[1]:
            bits = re.sub("[^01]", "", match[0])
            yield Peeled("binary", int(bits, 2).to_bytes(len(bits) // 8, "big"), *match.span())
            continue
        codes = [int(code) for code in _FIGURES.findall(match[0])]
        if max(codes) < 256:
            yield Peeled("decimal", bytes(codes), *match.span())


def _from_json(text: str) -> Iterator[Peeled]:
    """Every string and name in a JSON text (RFC 8259); what follows it is not looked at."""
    begin = len(text) - len(text.lstrip())
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text[:_MAX_JSON], begin)
    except (ValueError, RecursionError):
        return
    for each in _strings(value):
        yield Peeled("json", each.encode("utf-8", "replace"), begin, end)


def _strings(value: object) -> Iterator[str]:
    waiting, count = [value], 0
    while waiting and count < _MAX_STRINGS:
        each = waiting.pop()
        count += 1
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
            waiting += each.keys()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, int) and not isinstance(each, bool) and abs(each) < 1 << 200:
            yield str(each)


def from_yenc(octets: bytes) -> bytes:
    """Octets in yEnc (Helbing, draft 1.3): every one 42 higher, the critical ones behind "=" another 64."""
    if b"=" in octets:
        octets = _CRITICAL.sub(lambda match: bytes([(match[1][0] - 64) & 255]), octets)
    return octets.translate(_LOWERED)
