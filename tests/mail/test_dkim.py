import base64
import re
import tracemalloc
from pathlib import Path

import dkim  # type: ignore[import-untyped]  # it has no types
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import ConfigError
from backstamp.mail.dkim import SIGNED_FIELDS, SigningKey, sign

WHEN = 1_790_000_000
RSA = SigningKey("lamplight.example", "autumn", rsa.generate_private_key(65537, 2048))
ED25519 = SigningKey("lamplight.example", "ed", ed25519.Ed25519PrivateKey.generate())
KEYS = pytest.mark.parametrize("key", [RSA, ED25519], ids=lambda key: key.algorithm)
MESSAGE = b"From: Library <letters@lamplight.example>\r\nTo: ada@example.org\r\nSubject: hello\r\n\r\nBody\r\n"


def verifies(message: bytes, key: SigningKey) -> bool:
    def dns(name: bytes, timeout: float = 5) -> bytes:
        assert name == f"{key.name}.".encode()
        return key.record().encode()

    return bool(dkim.verify(message, dnsfunc=dns))


def signed(message: bytes, key: SigningKey) -> bytes:
    return sign(message, key, when=WHEN) + message


@KEYS
@pytest.mark.parametrize(
    "message",
    [
        MESSAGE,
        MESSAGE.replace(b"\r\n", b"\n"),
        MESSAGE + b"\r\n\r\n \r\n\t\r\n",
        MESSAGE.removesuffix(b"\r\n"),
        MESSAGE.removesuffix(b"Body\r\n"),
        MESSAGE.removesuffix(b"\r\nBody\r\n"),
        MESSAGE.replace(b"Body", b"caf\xe9 \xff  and\t tabs \t "),
        MESSAGE.replace(
            b"Subject: hello", b"SUBJECT:\r\n\t  folded   odd \r\n  \r\n ly  \r\nsubject:again\r\nSubJect:"
        ),
        b"To: a@example.org\r\nTo: b@example.org\r\nto : c@example.org\r\n".replace(b" :", b":") + MESSAGE,
        b"From: x@example.org\r\n\r\n" + b"x" * 200_000 + b" " * 200_000 + b"\r\n" * 100_000 + b"end",
    ],
    ids=[
        "plain",
        "bare LF",
        "trailing blank lines",
        "no final line break",
        "empty body",
        "no body",
        "8bit",
        "odd folding and duplicates",
        "three To fields",
        "long runs",
    ],
)
def test_dkimpy_verifies_what_we_sign(message: bytes, key: SigningKey) -> None:
    assert verifies(signed(message, key), key)


LINE = st.lists(st.sampled_from([b"word", b" ", b"\t", b"  ", b"\xe9", b"=?utf-8?q?x?=", b":", b","]), max_size=12).map(
    b"".join
)
VALUE = st.lists(LINE, min_size=1, max_size=3).map(b"\r\n ".join)
FIELD = st.tuples(st.sampled_from([*SIGNED_FIELDS, "X-Other", "FROM", "sUBJECT"]), VALUE).map(
    lambda pair: pair[0].encode() + b":" + pair[1] + b"\r\n"
)
BODY = st.lists(st.sampled_from([b"word", b" ", b"\t", b"\r\n", b"\r\n\r\n", b"\xff", b"\x00", b"."]), max_size=30).map(
    b"".join
)


@given(st.lists(FIELD, max_size=8), BODY, st.booleans(), st.sampled_from([RSA, ED25519]))
def test_dkimpy_verifies_generated_messages(fields: list[bytes], body: bytes, network: bool, key: SigningKey) -> None:
    # A break behind the last blank: without one dkimpy forgets to drop it (section 3.4.4 a).
    message = b"".join(fields) + b"\r\n" + body + b"\r\n"
    if not network:
        message = message.replace(b"\r\n", b"\n")
    field = sign(message, key, when=WHEN)
    assert verifies(field + message, key)
    line_break = b"\r\n" if network else b"\n"
    assert field.endswith(line_break)
    assert max(len(line) for line in field.split(line_break)) <= 76
    assert field.count(b"\n") == field.count(line_break)


@given(st.binary(max_size=300))
def test_any_octets_can_be_signed(message: bytes) -> None:
    field = sign(message, ED25519, when=WHEN)
    assert re.fullmatch(rb"DKIM-Signature:(?:[ -~]+\r?\n )*[ -~]+\r?\n", field)


@KEYS
@pytest.mark.parametrize("name", SIGNED_FIELDS)
def test_no_field_can_be_added_unnoticed(name: str, key: SigningKey) -> None:
    message = signed(b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n" + MESSAGE, key)
    assert not verifies(name.encode() + b": added\r\n" + message, key)
    assert not verifies(message.replace(b"\r\n\r\n", b"\r\n" + name.encode() + b": added\r\n\r\n", 1), key)


@KEYS
def test_a_mail_server_may_add_the_date_and_the_message_id(key: SigningKey) -> None:
    assert verifies(b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n" + signed(MESSAGE, key), key)


@KEYS
def test_no_octet_of_the_body_can_be_added_unnoticed(key: SigningKey) -> None:
    assert not verifies(signed(MESSAGE, key) + b"more\r\n", key)
    assert not verifies(signed(MESSAGE, key).replace(b"Body", b"body"), key)


def tags(field: bytes) -> dict[str, str]:
    text = re.sub(r"\r?\n ", " ", field.decode()).partition(":")[2]
    return {tag.split("=", 1)[0].strip(): tag.split("=", 1)[1].strip() for tag in text.split(";")}


def test_the_field_says_who_how_and_when() -> None:
    found = tags(sign(MESSAGE, RSA, when=WHEN))
    assert found["v"] == "1"
    assert found["a"] == "rsa-sha256"
    assert found["c"] == "relaxed/relaxed"
    assert (found["d"], found["s"], found["t"]) == ("lamplight.example", "autumn", str(WHEN))
    assert "l" not in found
    names = [name.strip() for name in found["h"].split(":")]
    assert names[:4] == ["From", "From", "To", "To"]
    assert names.count("Cc") == names.count("List-Unsubscribe-Post") == 1
    assert len(base64.b64decode(found["b"])) == 256


@pytest.mark.parametrize(
    "name", ["", ".", "a..b", "-a", "a-", "a b", "a;b", "a\r\nX: y", "ä.example", "a." * 130, "a" * 64]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="domain"):
        SigningKey(name, "autumn", ED25519.private)
    with pytest.raises(ConfigError, match="selector"):
        SigningKey("lamplight.example", name, ED25519.private)


def test_the_private_key_is_in_no_log() -> None:
    assert "private" not in repr(RSA)


def test_two_signatures_stand_side_by_side() -> None:
    message = signed(signed(MESSAGE, RSA), ED25519)
    assert verifies(message, ED25519)
    assert verifies(message.removeprefix(sign(signed(MESSAGE, RSA), ED25519, when=WHEN)), RSA)


def test_a_large_message_is_signed_without_a_copy() -> None:
    message = MESSAGE + b"A line of some length, as in any attachment or letter.\r\n" * 450_000
    tracemalloc.start()
    try:
        sign(message, ED25519, when=WHEN)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(message) > 25_000_000
    assert peak < 2_000_000


def test_dkimpy_verifies_every_message_of_the_corpora(corpora: Path) -> None:
    messages = [
        path.read_bytes()
        for name in ("pairs", "ham", "phish")
        for path in (corpora / name).rglob("*")
        if path.is_file()
    ]
    assert len(messages) > 400
    assert [message for message in messages if not verifies(signed(message, RSA), RSA)] == []
