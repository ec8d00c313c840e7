import pytest

from backstamp.mail.parts import part_map
from backstamp.sender.signed import signature

PLAIN = b"Content-Type: text/html\n\n<p>x</p>"


def reason(message: bytes) -> str | None:
    return signature(message, part_map(message))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"DKIM-Signature: v=1; a=rsa-sha256\n" + PLAIN, "dkim-signature header"),
        (b"ARC-Seal: i=1\n" + PLAIN, "arc-seal header"),
        (b"arc-message-signature: i=1\n" + PLAIN, "arc-message-signature header"),
        (b"Content-Type: multipart/signed; boundary=b\n\n--b\n\nx\n--b--\n", "multipart/signed"),
        (b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n", "multipart/encrypted"),
        (b"Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nMII", "S/MIME"),
        (b"Content-Type: application/X-pkcs7-mime\n\nMII", "S/MIME"),
        (
            b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/signed; boundary=c\n\n--c\n\nx\n--c--\n--b--\n",
            "multipart/signed",
        ),
        (b"\n-----BEGIN PGP SIGNED MESSAGE-----\n", "PGP text"),
        (b"Content-Transfer-Encoding: quoted-printable\n\n-----BEG=\nIN PGP MESSAGE-----\n", "PGP text"),
        (b"Content-Type: text/html\n\n<pre>-----BEGIN PGP MESSAGE-----\n", "PGP text"),
    ],
)
def test_what_a_change_would_break_says_so_in_one_sentence(message, words):
    found = reason(message)
    assert found is not None
    assert words in found
    assert found.endswith(".")


@pytest.mark.parametrize(
    "message",
    [
        PLAIN,
        b"X-Was-DKIM-Signature: v=1\n" + PLAIN,
        b"\nHe wrote: look for -----BEGIN PGP in the text\n",
        b"Content-Type: message/rfc822\n\nDKIM-Signature: v=1\n\nx",
        b"Content-Type: message/rfc822\n\nContent-Type: multipart/signed; boundary=c\n\n--c\n\nx\n--c--\n",
        b"Content-Type: multipart/digest; boundary=b\n\n--b\n\n\n-----BEGIN PGP MESSAGE-----\n--b--\n",
        b"Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n",
    ],
)
def test_everything_else_may_be_stamped(message):
    assert reason(message) is None
