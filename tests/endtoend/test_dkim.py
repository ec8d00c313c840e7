"""What we sign, as the program that most mail servers verify with sees it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from tests.endtoend.opendkim import verdicts

from backstamp.mail.dkim import SigningKey, sign

RSA = SigningKey("lamplight.example", "autumn", rsa.generate_private_key(65537, 2048))
ED25519 = SigningKey("lamplight.example", "ed", ed25519.Ed25519PrivateKey.generate())
HEADER = (
    b"From: letters@lamplight.example\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@lamplight.example>\r\n"
)

pytestmark = [
    pytest.mark.needs("opendkim"),
    pytest.mark.parametrize("key", [RSA, ED25519], ids=lambda key: key.algorithm),
]


@pytest.mark.parametrize(
    "message",
    [
        HEADER + b"To: ada@example.org\r\nSubject: hello\r\n\r\nBody\r\n",
        HEADER + b"\r\n",
        HEADER + b"\r\nBody  with \t blanks \t \r\n\r\n \r\n\r\n",
        HEADER + b"SUBJECT:odd \r\n\t  folding \r\n \there\r\nTo: a@example.org\r\nCc:\r\n\r\ncaf\xe9 \xff\r\n.dot\r\n",
        HEADER
        + b"List-Unsubscribe: <https://lamplight.example/u>\r\nMIME-Version: 1.0\r\n\r\n"
        + b"x  " * 100_000
        + b"\r\n",
    ],
    ids=["plain", "no body", "blank lines", "folding and 8bit", "a long line"],
)
def test_opendkim_verifies_what_we_sign(message: bytes, key: SigningKey, tmp_path: Path) -> None:
    assert verdicts(sign(message, key, when=1_790_000_000) + message, [key], tmp_path) == ["pass"]


def test_opendkim_sees_a_changed_body(key: SigningKey, tmp_path: Path) -> None:
    message = HEADER + b"\r\nBody\r\n"
    changed = sign(message, key, when=1_790_000_000) + message.replace(b"Body", b"body")
    assert verdicts(changed, [key], tmp_path) == ["fail"]
