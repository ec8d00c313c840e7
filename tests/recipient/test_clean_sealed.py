"""What is signed or encrypted by its author is never touched, and told."""

import pytest
from tests.recipient.clean_samples import HEAD, judged, names

from backstamp.mail.parts import part_map
from backstamp.recipient.clean.clean import clean, restore
from backstamp.recipient.clean.options import CleanOptions, Images
from backstamp.recipient.clean.sealed import seal

IMAGE = b'<img src="https://t.example/o?u=42" width=1 height=1>'
INNER = b"Content-Type: text/html\r\n\r\n" + IMAGE + b"\r\n"
SIGNED = (
    HEAD
    + b"Disposition-Notification-To: spy@t.example\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n"
    + INNER
    + b"--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"
)


def test_a_signed_part_stays_and_is_told_while_the_header_around_it_is_cleaned() -> None:
    done = clean(SIGNED, judged(SIGNED, names("t.example")), CleanOptions(images=Images.ALL))
    assert IMAGE in done.message
    assert b"Disposition-Notification-To" not in done.message
    assert [left.why for left in done.left] == ["it is signed, and would no longer hold"]
    assert restore(done.message) == SIGNED


def test_a_signed_part_that_loads_something_is_told_where_nothing_may_load() -> None:
    (left,) = clean(SIGNED, judged(SIGNED), CleanOptions(images=Images.ALL)).left
    assert (left.part, left.why) == ("1", "it is signed, and would no longer hold")
    assert clean(SIGNED, judged(SIGNED)).left == ()


def test_a_footer_around_a_signed_part_is_cleaned() -> None:
    footer = b'--l\r\nContent-Type: text/html\r\n\r\n<img src="https://t.example/f" width=1 height=1>\r\n--l--\r\n'
    signed = SIGNED.partition(b"MIME-Version: 1.0\r\n")[2].replace(
        b"Disposition-Notification-To: spy@t.example\r\n", b""
    )
    message = HEAD + b"Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n" + signed + footer
    done = clean(message, judged(message, names("t.example")))
    assert signed in done.message
    assert b"t.example/f" not in done.message


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/encrypted; boundary=b",
        "application/pkcs7-mime; smime-type=signed-data",
        "application/octet-stream; name=smime.p7m",
    ],
)
def test_sealed_types_are_known(content_type: str) -> None:
    message = HEAD + f"Content-Type: {content_type}\r\n\r\nx".encode()
    assert seal(message, part_map(message)) is not None


def test_inline_pgp_seals_its_part() -> None:
    text = b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nhttps://t.co/x?utm_source=a\r\n-----BEGIN PGP SIGNATURE-----\r\n"
    message = HEAD + b"Content-Type: text/plain\r\n\r\n" + text
    assert clean(message, judged(message, names("t.co"))).message == message


def test_a_word_about_pgp_seals_nothing() -> None:
    message = HEAD + b"Content-Type: text/plain\r\n\r\nHe wrote -----BEGIN PGP SIGNED MESSAGE----- in it\r\n"
    assert seal(message, part_map(message)) is None
