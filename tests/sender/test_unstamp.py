"""Unstamping: the original from a stamped message, from a changed one, and from anything else."""

import base64
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.options import Options, Signatures
from backstamp.sender.stamp import stamp
from backstamp.sender.unstamp import Unstamped, unstamp
from backstamp.tokens.token import Key, KeyRing

RING = KeyRing([Key(b"key", bytes(64))])
BASE = "https://t.example"
BODY = '<html>\r\n<body>\r\n<p>Grüße &amp; <a href="https://shop.example/?a=1&amp;b=2#top">shop</a></p>\r\n</body>\r\n</html>\r\n'
MESSAGE = ("From: Ada <ada@sender.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + BODY).encode()


def stamped(message: bytes = MESSAGE, **options: object) -> bytes:
    wish = Options(**{"base_url": BASE, **options})  # type: ignore[arg-type] # by name
    return stamp(message, wish, ring=RING, message_id=7, recipient=3).message


def test_the_original_comes_back_octet_for_octet() -> None:
    assert unstamp(stamped()) == Unstamped(MESSAGE, exact=True, removed=0)


def test_a_message_without_stamps_comes_back_as_it_is() -> None:
    assert unstamp(MESSAGE) == Unstamped(MESSAGE, exact=False, removed=0)
    assert unstamp(MESSAGE, BASE) == Unstamped(MESSAGE, exact=False, removed=0)


def test_header_fields_that_the_way_has_put_in_front_stay() -> None:
    trace = b"Received: from a by b;\r\n Mon, 2 Mar 2026 09:00:00 +0000\r\n"
    assert unstamp(trace + stamped()) == Unstamped(trace + MESSAGE, exact=True, removed=0)


def test_other_line_ends_are_kept() -> None:
    found = unstamp(stamped().replace(b"\r\n", b"\n"))
    assert found == Unstamped(MESSAGE.replace(b"\r\n", b"\n"), exact=True, removed=0)


def test_a_signature_over_our_header_goes_with_it() -> None:
    ours = b"DKIM-Signature: v=1; a=rsa-sha256; h=From:X-Backstamp-\r\n Undo; b=eA==\r\n"
    theirs = b"DKIM-Signature: v=1; a=rsa-sha256; h=From:To; b=eA==\r\n"
    assert unstamp(ours + stamped()).message == MESSAGE
    assert unstamp(theirs + stamped()).message == theirs + MESSAGE


def test_a_signature_that_was_set_aside_is_put_back() -> None:
    signed = b"DKIM-Signature: v=1; a=rsa-sha256; h=From; b=eA==\r\n" + MESSAGE
    out = stamped(signed, signatures=Signatures.STRIP)
    assert b"X-Backstamp-Removed-DKIM-Signature:" in out
    assert unstamp(out) == Unstamped(signed, exact=True, removed=0)
    changed = unstamp(out.replace(b"shop</a>", b"Shop</a>"))
    assert changed.message.startswith(b"DKIM-Signature: v=1")


def test_a_changed_message_loses_its_stamps_one_by_one() -> None:
    footer = b"<p>A list's footer</p>\r\n</body>"
    found = unstamp(stamped().replace(b"</body>", footer))
    assert found == Unstamped(MESSAGE.replace(b"</body>", footer), exact=False, removed=2)


def test_without_our_header_the_collector_must_be_named() -> None:
    bare = re.sub(rb"\AX-Backstamp-Undo:.*\r\n(?:[ \t].*\r\n)*", b"", stamped())
    assert unstamp(bare) == Unstamped(bare, exact=False, removed=0)
    assert unstamp(bare, BASE) == Unstamped(MESSAGE, exact=False, removed=2)
    assert unstamp(bare, "https://other.example") == Unstamped(bare, exact=False, removed=0)


def test_a_visible_line_goes_as_a_whole() -> None:
    out = stamped(visible=True, footer=True)
    assert unstamp(out).message == MESSAGE
    changed = unstamp(out.replace(b"shop</a>", b"Shop</a>"))
    assert changed == Unstamped(MESSAGE.replace(b"shop</a>", b"Shop</a>"), exact=False, removed=2)


def test_plain_text_loses_its_stamps_too() -> None:
    plain = b"Content-Type: text/plain\r\n\r\nSee https://shop.example/?a=1&b=2 and https://shop.example/c.\r\n"
    out = stamped(plain, plain_text=True)
    assert unstamp(out) == Unstamped(plain, exact=True, removed=0)
    changed = unstamp(out.replace(b" and ", b" or "))
    assert changed == Unstamped(plain.replace(b" and ", b" or "), exact=False, removed=2)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_changed_message_in_another_encoding_loses_its_stamps(encoding: str) -> None:
    message = MESSAGE.replace(b"charset=utf-8", b"charset=utf-8\r\nContent-Transfer-Encoding: " + encoding.encode())
    head, _, body = message.partition(b"\r\n\r\n")
    encoded = {"quoted-printable": body.replace(b"=", b"=3D"), "base64": base64.encodebytes(body)}[encoding]
    out = stamped(head + b"\r\n\r\n" + encoded)
    assert unstamp(out).exact
    found = unstamp(out + b"\r\nx" if encoding == "quoted-printable" else b"X: y\r\n" + out)
    assert found.message.count(b"t.example") == 0


@given(st.binary(max_size=400), st.sampled_from([None, BASE, "", "nonsense", "https://"]))
def test_any_octets_can_be_unstamped(octets: bytes, base_url: str | None) -> None:
    unstamp(octets, base_url)


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 40), st.binary(max_size=8)), max_size=4))
def test_a_mangled_message_is_never_restored_to_a_lie(cuts: list[tuple[int, int, bytes]]) -> None:
    """What claims to be exact is the original, but for what was changed in front of the first stamp or behind the last."""
    message = stamped()
    for start, length, new in cuts:
        message = message[:start] + new + message[start + length :]
    found = unstamp(message)
    if found.exact:
        assert b"https://shop.example/?a=1&amp;b=2#top" in found.message
        assert b"/o/" not in found.message


@given(st.binary(max_size=60))
def test_a_forged_record_raises_nothing(record: bytes) -> None:
    field = b"X-Backstamp-Undo: v=1; b=https://t.example; g=amp;\r\n d=" + base64.b64encode(record) + b"\r\n"
    unstamp(field + MESSAGE)


def test_hostile_messages_take_bounded_time() -> None:
    start = time.monotonic()
    unstamp(b"X-Backstamp-Undo: v=1; b=https://t.example; g=amp; d=AAAA\r\n" * 5_000 + MESSAGE)
    unstamp(b"DKIM-Signature: h=x-backstamp-undo\r\n" * 5_000 + stamped())
    unstamp(b"Content-Type: text/html\r\n\r\n" + b"<img src='https://t.example/o/x'>" * 20_000, BASE)
    assert time.monotonic() - start < 20
