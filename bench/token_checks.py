"""How long a token takes to check, ours or not, beside the decryption that no check can do without."""

import binascii
import secrets
import struct
import timeit
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from backstamp.tokens.token import PIXEL, SECRET_LENGTH, Key, KeyRing, Token
from bench.figures import TokenCheck, TokenChecks

DESTINATION = "https://shop.example/spring/sale?size=42&colour=blue"
_BARE, _LEAST = "bare", "least"
_RUNS, _SECONDS_PER_RUN = 60, 0.005


def measure() -> TokenChecks:
    """Time each kind of token; kinds take turns, so that a busy moment falls on all of them."""
    tokens = checks()
    subjects = {**tokens, **_yardsticks()}
    best = dict.fromkeys(subjects, float("inf"))
    for _ in range(_RUNS):
        for name, subject in subjects.items():
            best[name] = min(best[name], _nanoseconds(subject))
    done = [TokenCheck(kind, best[kind], accepted=bool(check())) for kind, check in tokens.items()]
    return TokenChecks(best[_BARE], best[_LEAST], tuple(done))


def checks() -> dict[str, Callable[[], object]]:
    """A call for each kind of token that checks one of it; its result is true for a token of ours."""
    identity, stranger = b"\x01\x02\x03", b"\x0a\x0b\x0c"
    ring = KeyRing([Key(identity, secrets.token_bytes(SECRET_LENGTH))])
    others = KeyRing([Key(stranger, secrets.token_bytes(SECRET_LENGTH))])
    forger = KeyRing([Key(identity, secrets.token_bytes(SECRET_LENGTH))])
    pixel, link = Token(2**62 + 12345, 678, PIXEL), Token(2**62 + 12345, 678, 9)
    ours, destination = ring.seal(pixel).encode(), DESTINATION.encode()
    clicked = ring.seal(link, DESTINATION).encode()
    forged, unknown = forger.seal(pixel).encode(), others.seal(pixel).encode()
    return {
        "valid pixel": lambda: ring.open(ours, link=False),
        "valid link": lambda: ring.open(clicked, link=True, destination=destination),
        "forged": lambda: ring.open(forged, link=False),
        "truncated": lambda: ring.open(ours[:-1], link=False),
        "unknown key": lambda: ring.open(unknown, link=False),
    }


def _yardsticks() -> dict[str, Callable[[], object]]:
    cipher, payload = AESSIV(secrets.token_bytes(SECRET_LENGTH)), struct.Struct(">QIH")
    sealed = cipher.encrypt(bytes(payload.size), None)
    text = binascii.b2a_base64(sealed, newline=False)
    return {
        _BARE: lambda: cipher.decrypt(sealed, None),
        _LEAST: lambda: payload.unpack(cipher.decrypt(binascii.a2b_base64(text), None)),
    }


def _nanoseconds(check: Callable[[], object]) -> float:
    timer = timeit.Timer(check)
    count = 500
    while (taken := timer.timeit(count)) < _SECONDS_PER_RUN:
        count *= 2
    return taken / count * 1e9
