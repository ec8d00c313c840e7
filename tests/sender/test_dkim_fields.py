import dkim  # type: ignore[import-untyped]  # it has no types
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.dkim import SigningKey, sign
from backstamp.mail.parts import part_map
from backstamp.mail.splice import splice
from backstamp.sender.dkim_fields import put_back, set_aside

KEY = SigningKey("lamplight.example", "ed", ed25519.Ed25519PrivateKey.generate())
MESSAGE = b"From: letters@lamplight.example\r\nSubject: hello\r\n\r\nBody\r\n"


def aside(message: bytes) -> bytes:
    return splice(message, set_aside(part_map(message)))


def back(message: bytes) -> bytes:
    return splice(message, put_back(part_map(message)))


def verifies(message: bytes) -> bool:
    return bool(dkim.verify(message, dnsfunc=lambda name, timeout=5: KEY.record().encode()))


def test_a_signature_set_aside_verifies_again_when_it_is_put_back() -> None:
    signed = sign(MESSAGE, KEY, when=1) + MESSAGE
    changed = aside(signed)
    assert not verifies(changed)
    assert changed.startswith(b"X-Backstamp-Removed-DKIM-Signature: v=1;")
    assert back(changed) == signed
    assert verifies(back(changed))


def test_every_kind_of_signature_is_set_aside_in_place() -> None:
    message = (
        b"ARC-Seal: 1\nReceived: x\nArc-Message-Signature: 2\nARC-Authentication-Results: 3\n"
        b"DKIM-Signature : a\n b\nDomainKey-Signature: 4\nAuthentication-Results: stays\ndkim-signature:5\n\nDKIM-Signature: body\n"
    )
    assert aside(message) == (
        b"X-Backstamp-Removed-ARC-Seal: 1\nReceived: x\nX-Backstamp-Removed-Arc-Message-Signature: 2\n"
        b"X-Backstamp-Removed-ARC-Authentication-Results: 3\nX-Backstamp-Removed-DKIM-Signature : a\n b\n"
        b"X-Backstamp-Removed-DomainKey-Signature: 4\nAuthentication-Results: stays\n"
        b"X-Backstamp-Removed-dkim-signature:5\n\nDKIM-Signature: body\n"
    )


def test_an_embedded_message_keeps_its_signatures() -> None:
    message = b"Content-Type: message/rfc822\n\nDKIM-Signature: x\n\nBody\n"
    assert aside(message) == message


def test_an_unsigned_message_is_left_alone() -> None:
    message = b"X-Backstamp-Removed-X: y\n" + MESSAGE
    assert aside(message) == message
    assert back(message) == message


NAMES = st.sampled_from(
    [
        "DKIM-Signature",
        "arc-seal",
        "X-Backstamp-Removed-DKIM-Signature",
        "x-backstamp-removed-",
        "X-Backstamp-Removed-X-Backstamp-Removed-ARC-Seal",
        "Subject",
    ]
)


@given(st.lists(NAMES, max_size=6))
def test_setting_aside_is_undone_exactly_whatever_came(names: list[str]) -> None:
    message = "".join(f"{name}: x\r\n" for name in names).encode() + b"\r\nBody"
    changed = aside(message)
    if changed != message:
        assert back(changed) == message
