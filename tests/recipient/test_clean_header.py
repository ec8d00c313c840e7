"""Headers: receipts go, rights stay, and what no longer holds is told."""

import pytest
from tests.recipient.clean_samples import HEAD, judged, names

from backstamp.recipient.clean.clean import clean, restore
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.recipient.finding import FindingKind

BODY = b"Content-Type: text/html\r\n\r\n<p>Hi<img src=https://t.example/o width=1></p>\r\n"
KEEP = CleanOptions(Images.NONE, Links.KEEP)


@pytest.mark.parametrize(
    "field",
    [
        b"Disposition-Notification-To: Ann\r\n <ann@sender.example>\r\n",
        b"Return-Receipt-To: ann@sender.example\r\n",
        b"X-Confirm-Reading-To: ann@sender.example\r\n",
        b"Read-Receipt-To: ann@sender.example\r\n",
        b"X-PMRQC: 1\r\n",
        b"Generate-Delivery-Report: yes\r\n",
    ],
)
def test_a_request_for_a_receipt_goes_whatever_else_is_wished(field: bytes) -> None:
    message = HEAD + field + BODY
    done = clean(message, judged(message), CleanOptions(Images.NONE, Links.KEEP, undo=False))
    assert done.message == HEAD + BODY
    kept = clean(message, judged(message), KEEP)
    assert restore(kept.message) == message


def test_the_right_to_unsubscribe_stays_and_is_told() -> None:
    message = (
        HEAD
        + b"List-Unsubscribe: <https://t.example/u?id=1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        + BODY
    )
    done = clean(message, judged(message, names("t.example")), CleanOptions(images=Images.ALL))
    assert b"List-Unsubscribe: <https://t.example/u?id=1>" in done.message
    assert any("right" in left.why for left in done.left)


@pytest.mark.parametrize(
    "field", [b"X-Image-URL: https://t.example/f.png\r\n", b"BIMI-Location: v=BIMI1; l=https://t.example/l.svg\r\n"]
)
def test_a_picture_of_the_sender_goes_where_it_tracks(field: bytes) -> None:
    message = HEAD + field + BODY
    scan = judged(message, names("t.example"), FindingKind.AUTH)
    assert field not in clean(message, scan).message
    assert field in clean(message, judged(message)).message
    assert field not in clean(message, judged(message), CleanOptions(images=Images.ALL)).message


SIGNATURE = b"DKIM-Signature: v=1; a=rsa-sha256; d=sender.example; s=x;\r\n h=From:Subject:Disposition-Notification-To; b=eA==\r\n"


def test_a_signature_over_a_changed_body_is_told_and_stays() -> None:
    message = SIGNATURE + HEAD + BODY
    done = clean(message, judged(message, names("t.example")))
    assert SIGNATURE in done.message
    assert done.broke == (
        "The DKIM signature of sender.example no longer holds: what it covers of the body was changed.",
    )


def test_a_signature_over_a_field_that_is_gone_is_told() -> None:
    message = SIGNATURE + HEAD + b"Disposition-Notification-To: ann@sender.example\r\n" + BODY
    assert "it covers a field that is gone" in clean(message, judged(message), KEEP).broke[0]
    other = SIGNATURE.replace(b":Disposition-Notification-To", b"") + message[len(SIGNATURE) :]
    assert clean(other, judged(other), KEEP).broke == ()


def test_nothing_is_broken_where_nothing_is_done() -> None:
    message = SIGNATURE + HEAD + BODY
    assert clean(message, judged(message)).broke == ()


def test_a_message_inside_is_cleaned_too_and_its_signature_told() -> None:
    inner = SIGNATURE + b"Disposition-Notification-To: a@b.example\r\n" + BODY
    message = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + inner
    done = clean(message, judged(message, names("t.example")))
    assert b"t.example" not in done.message
    assert b"\r\nDisposition-Notification-To: a" not in done.message
    assert len(done.broke) == 1
    assert restore(done.message) == message


def test_a_body_that_stands_elsewhere_is_not_fetched() -> None:
    message = (
        HEAD
        + b'Content-Type: message/external-body; access-type=URL; URL="https://t.example/f"\r\n\r\nContent-Type: text/plain\r\n\r\n'
    )
    done = clean(message, judged(message), CleanOptions(images=Images.ALL))
    assert b"access-type=x-backstamp-removed" in done.message
    assert restore(done.message) == message
    assert clean(message, judged(message)).message == message
