"""Every encoding, every pair of them and a sample of triples; every hash and every hash of a hash: all are found.

One table of real encoders drives everything; a chain is written with its outermost coat first.
"""

import base64
import gzip
import hashlib
import html
import json
import random
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from urllib.parse import quote

import pytest

from backstamp.recipient.finding import Leak, LeakOf
from backstamp.recipient.leaks.finder import LeakFinder
from backstamp.recipient.leaks.hashes.table import NUMBERS, QUICK, SLOW
from backstamp.recipient.reader import Reader

ADDRESS = "codemouse92@outlook.com"
FINDER = LeakFinder(Reader((ADDRESS,), ("Jason McDonald",), "20250101.abc123456789@example.org"))


def deflated(octets: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-15)
    return deflate.compress(octets) + deflate.flush()


def in_base58(octets: bytes) -> bytes:
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, signs = int.from_bytes(octets, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        signs = alphabet[digit] + signs
    return signs.encode()


def in_yenc(octets: bytes) -> bytes:
    out = bytearray()
    for octet in octets:
        higher = (octet + 42) % 256
        out += bytes([higher]) if higher not in b"\0\n\r=" else bytes([ord("="), (higher + 64) % 256])
    return bytes(out)


def turned(by: int) -> Callable[[bytes], bytes]:
    small, capital = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    table = bytes.maketrans(
        (small + capital).encode(), (small[by:] + small[:by] + capital[by:] + capital[:by]).encode()
    )
    return lambda octets: octets.translate(table)


def as_jwt(octets: bytes) -> bytes:
    parts = (b'{"alg":"HS256"}', json.dumps({"sub": octets.decode("latin-1")}).encode(), bytes(range(200, 232)))
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "percent": lambda octets: "".join(f"%{octet:02X}" for octet in octets).encode(),
    "base64": base64.b64encode,
    "base64, URL-safe, no padding": lambda octets: base64.urlsafe_b64encode(octets).rstrip(b"="),
    "base64, dotted": lambda octets: base64.b64encode(octets).translate(bytes.maketrans(b"+/=", b"._-")),
    "hex": lambda octets: octets.hex().encode(),
    "hex, capitals": lambda octets: octets.hex().upper().encode(),
    "base32": base64.b32encode,
    "base32, small, no padding": lambda octets: base64.b32encode(octets).lower().rstrip(b"="),
    "base58": in_base58,
    "ascii85": base64.a85encode,
    "base85": base64.b85encode,
    "gzip": lambda octets: gzip.compress(octets, mtime=0),
    "zlib": zlib.compress,
    "deflate": deflated,
    "rot13": turned(13),
    "rot3": turned(3),
    "reversed": lambda octets: octets[::-1],
    "json": lambda octets: json.dumps({"id": 7, "to": octets.decode("latin-1")}).encode(),
    "json, a string": lambda octets: json.dumps(octets.decode("latin-1")).encode(),
    "entity": lambda octets: "".join(f"&#{octet};" for octet in octets).encode(),
    "decimal": lambda octets: ",".join(map(str, octets)).encode(),
    "binary": lambda octets: "".join(f"{octet:08b}" for octet in octets).encode(),
    "yenc": in_yenc,
    "jwt": as_jwt,
}
FORMS = {name: name.partition(",")[0] for name in ENCODERS}
BINARY = {"gzip", "zlib", "deflate", "yenc"}
OF_TEXT = {"rot13", "rot3", "reversed", "json", "json, a string", "entity", "jwt"}
TOKENS = {name for name in ENCODERS if name.startswith(("base64", "hex", "base32", "base58"))}
# docs/leaks.md says what is not looked for.
NOT_LOOKED_FOR = {("rot13", "jwt"), ("rot3", "jwt"), ("reversed", "jwt")} | {("yenc", inner) for inner in BINARY}


def is_real(chain: Sequence[str]) -> bool:
    """Octets are not written as text before something makes text of them."""
    return not any(outer in OF_TEXT and inner in BINARY for outer, inner in pairwise(chain))


def encoded(chain: Sequence[str], value: str = ADDRESS) -> bytes:
    octets = value.encode()
    for name in reversed(chain):
        octets = ENCODERS[name](octets)
    return octets


def in_url(octets: bytes, before: str = "", behind: str = "") -> str:
    token = quote(octets.decode("latin-1"), safe="", encoding="latin-1")
    return f"https://t.example.net/o?c=17&u={before}{token}{behind}&k=9"


def leaks_in(url: str) -> list[Leak]:
    return [leak for leak in FINDER.search(url) if leak.value == ADDRESS and leak.known]


@pytest.mark.parametrize("name", ENCODERS)
def test_each_encoding_is_found_and_named(name):
    leak = leaks_in(in_url(encoded([name])))[0]
    assert leak.what is LeakOf.ADDRESS
    assert leak.form == FORMS[name]


@pytest.mark.parametrize("name", ENCODERS)
def test_each_encoding_is_found_inside_a_delimited_token(name):
    assert leaks_in(in_url(encoded([name]), "v2_", ".x"))


@pytest.mark.parametrize("name", sorted(TOKENS - {"base64, dotted"}))
def test_what_stands_alone_is_found(name):
    assert leaks_in(encoded([name]).decode())


@pytest.mark.parametrize("delimiter", "&|,_;:/.-~=!$*?")
@pytest.mark.parametrize("name", ["base64, URL-safe, no padding", "hex", "base32, small, no padding"])
def test_every_delimiter_cuts(name, delimiter):
    token = encoded([name]).decode()
    assert leaks_in(f"https://t.example.net/o?u=77{delimiter}{token}{delimiter}k")


@pytest.mark.parametrize("outer", ENCODERS)
def test_pairs_are_found(outer):
    missed = [
        chain
        for chain in product([outer], ENCODERS)
        if is_real(chain) and chain not in NOT_LOOKED_FOR and not leaks_in(in_url(encoded(chain)))
    ]
    assert missed == []


def test_pairs_with_an_outer_token_are_found_inside_a_delimited_token():
    missed = [
        chain
        for chain in product(sorted(TOKENS - {"base64, dotted"}), ENCODERS)
        if is_real(chain) and "yenc" not in chain and not leaks_in(in_url(encoded(chain), "v2_", ".x"))
    ]
    assert missed == []


def test_triples_are_found():
    inner = sorted(set(ENCODERS) - {"rot13", "rot3", "reversed", "yenc", "jwt", "base64, dotted"})
    sample = random.Random(4).sample(list(filter(is_real, product(inner, repeat=3))), 600)
    missed = [chain for chain in sample if not leaks_in(in_url(encoded(chain)))]
    assert missed == []


def test_a_prefix_may_shift_base64_by_any_number_of_signs():
    for prefix in ("", "a", "ab", "abc", "abcd", "abcde"):
        token = prefix + base64.b64encode(ADDRESS.encode()).decode()
        assert [leak.form for leak in leaks_in(f"https://t.example.net/{token}/o.gif")] == ["base64"]


def test_bits_left_over_do_not_matter():
    token = base64.b64encode(ADDRESS.encode()).decode().rstrip("=")
    for last in "0123":
        assert leaks_in(f"https://t.example.net/o?r={token[:-1]}{last}")


# Hashes.

SUBJECTS = (ADDRESS, ADDRESS.upper(), ADDRESS.partition("@")[0])


def digest_of(name: str, data: bytes) -> bytes:
    if name in QUICK:
        return QUICK[name](data)
    if name in SLOW:
        return SLOW[name][1](data)
    bits, number_of = NUMBERS[name]
    return number_of(data).to_bytes(bits // 8, "big")


def written(name: str, data: bytes) -> str:
    """As programs write it: hexadecimal, numbers in decimal."""
    digest = digest_of(name, data)
    return str(int.from_bytes(digest, "big")) if name in NUMBERS else digest.hex()


ALL_HASHES = [*QUICK, *SLOW, *NUMBERS]


def found_in(text: str) -> set[tuple[str, str]]:
    return {(leak.form, leak.value) for leak in FINDER.search(f"https://t.example.net/o?c=17&h={text}&k=9")}


@pytest.mark.parametrize("name", ALL_HASHES)
def test_each_hash_is_found(name):
    for subject in SUBJECTS:
        token = written(name, subject.encode())
        assert (name, subject) in found_in(token)
        assert (name, subject) in found_in(f"v2_{token}.x")
        assert (f"base64(hex({name}))" if name not in NUMBERS else f"base64({name})", subject) in found_in(
            base64.b64encode(token.encode()).decode()
        )


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_each_digest_is_found_in_other_writings(name):
    digest = digest_of(name, ADDRESS.encode())
    assert (name, ADDRESS) in found_in(digest.hex().upper())
    assert (f"base64({name})", ADDRESS) in found_in(quote(base64.b64encode(digest).decode(), safe=""))
    assert (f"base64({name})", ADDRESS) in found_in(base64.urlsafe_b64encode(digest).decode().rstrip("="))
    assert (f"base32({name})", ADDRESS) in found_in(base64.b32encode(digest).decode())


@pytest.mark.parametrize("name", QUICK)
def test_the_beginning_of_a_digest_is_enough(name):
    for length in (16, 20, 24, len(QUICK[name](b"")) * 2 - 2):
        assert (name, ADDRESS) in found_in(digest_of(name, ADDRESS.encode()).hex()[:length])


@pytest.mark.parametrize("outer", ALL_HASHES)
def test_every_hash_of_a_hash_is_found(outer):
    missed = [
        inner
        for inner in ALL_HASHES
        if (f"{outer}({inner})", ADDRESS) not in found_in(written(outer, written(inner, ADDRESS.encode()).encode()))
    ]
    assert missed == []


def test_a_hash_of_somebody_else_is_nothing():
    other = hashlib.md5(b"grace@example.org").hexdigest()
    assert found_in(other) == set()


def test_html_itself_reads_the_entities_of_the_table():
    assert html.unescape(encoded(["entity"]).decode()) == ADDRESS
