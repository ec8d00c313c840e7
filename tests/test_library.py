"""Stamping as a library: octets and EmailMessage in, a copy and what was done to it out."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import backstamp
from backstamp.library import stamp, unstamp
from backstamp.sender.modes import Mode
from backstamp.sender.policy import Policy
from backstamp.tokens.token import SHARED, Key, KeyRing, Token

BASE = "https://t.example.com"
RING = KeyRing([Key(b"lib", bytes(range(64)))])
LETTER = b"""From: Lamplight <letters@lamplight.example>
To: ada@reader.example
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= from the cellar
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p>New <a href="https://lamplight.example/new">books</a>,
or <a href="mailto:letters@lamplight.example">write</a>.</p></body></html>
""".replace(b"\n", b"\r\n")
SIGNED = b"DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; h=from; bh=AA==; b=AA==\r\n" + LETTER


def composed() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Lamplight <letters@lamplight.example>"
    message["To"] = "ada@reader.example"
    message["Subject"] = "Grüße aus dem Keller, " * 8
    message.set_content("Neue Bücher\n")
    message.add_alternative('<p>Neue <a href="https://lamplight.example/new">Bücher</a></p>\n', subtype="html")
    message.add_attachment(bytes(range(256)) * 9, maintype="image", subtype="png", filename="shelf.png")
    return message


def tokens(copy: bytes) -> tuple[Token | None, Token | None]:
    """What the pixel and the first link stand for."""
    pixel = copy.partition(b"/o/")[2][:44]
    link, _, rest = copy.partition(b"/l/")[2].partition(b"?to=")
    return RING.open(pixel, link=False), RING.open(link, link=True, destination=rest.partition(b'"')[0])


def test_the_tokens_stand_for_the_numbers_that_are_told() -> None:
    done = stamp(LETTER, keys=RING, base_url=BASE, recipient=7)
    number = int(done.message_id, 16)
    assert tokens(done.message) == (Token(number, 7, 0), Token(number, 7, 1))
    assert (done.recipient, done.pixel, done.untouched) == (7, True, None)
    assert [(link.ordinal, link.destination) for link in done.links] == [(1, "https://lamplight.example/new")]
    assert [change.what for change in done.edits] == ["link 1", "pixel"]


def test_the_message_id_is_drawn_anew_and_can_be_given() -> None:
    first, second = (stamp(LETTER, keys=RING, base_url=BASE) for _ in range(2))
    assert first.message_id != second.message_id
    again = stamp(LETTER, keys=RING, base_url=BASE, message_id=first.message_id)
    assert again == first


def test_the_example_of_three_lines(tmp_path: Path) -> None:
    done = stamp(composed(), keys=tmp_path / "keys.json", base_url=BASE)
    assert backstamp.KeyFile(tmp_path / "keys.json").records()
    body = done.message.get_body(("html",))
    assert body is not None
    assert f'src="{BASE}/o/' in body.get_content()
    assert stamp(composed(), keys=str(tmp_path / "keys.json"), base_url=BASE).pixel
    assert stamp(composed(), keys=backstamp.KeyFile(tmp_path / "keys.json"), base_url=BASE).pixel


def test_a_composed_message_keeps_its_headers_parts_and_attachment() -> None:
    message = composed()
    before = message.as_bytes()
    done = stamp(message, keys=RING, base_url=BASE)
    assert message.as_bytes() == before
    assert [value for name, value in done.message.items() if name != "X-Backstamp-Undo"] == list(message.values())
    (attached,) = done.message.iter_attachments()
    assert isinstance(attached, EmailMessage)
    assert attached.get_content() == bytes(range(256)) * 9
    plain = done.message.get_body(("plain",))
    assert plain is not None
    assert plain.get_content() == "Neue Bücher\n"
    assert done.message.policy == message.policy


@pytest.mark.parametrize("own", [policy.default, policy.SMTP, policy.SMTPUTF8, policy.compat32], ids=str)
def test_what_was_stamped_comes_back_whatever_the_policy(own: Any) -> None:
    message: EmailMessage = message_from_bytes(LETTER, _class=EmailMessage, policy=own)
    done = stamp(message, keys=RING, base_url=BASE)
    back = unstamp(done.message)
    assert done.pixel
    assert back.exact
    assert back.message.as_bytes() == message.as_bytes()


def test_a_parsed_message_is_stamped_as_its_octets_are() -> None:
    odd = LETTER.replace(b"To: ada@", b"X-Odd:   as  it   " + b"stood " * 30 + b"\r\nTo:ada@")
    message: EmailMessage = message_from_bytes(odd, _class=EmailMessage, policy=policy.default)
    done = stamp(message, keys=RING, base_url=BASE)
    octets = stamp(odd, keys=RING, base_url=BASE, message_id=done.message_id)
    assert (done.edits, done.links, done.skipped) == (octets.edits, octets.links, octets.skipped)
    as_read = policy.SMTP.clone(refold_source="none")
    assert isinstance(done.message, EmailMessage)
    unspaced = octets.message.replace(b"X-Odd:   as", b"X-Odd: as").replace(b"To:ada", b"To: ada")
    assert done.message.as_bytes(policy=as_read) == unspaced


def test_signed_mail_is_left_alone_or_its_signature_set_aside() -> None:
    left = stamp(SIGNED, keys=RING, base_url=BASE)
    assert (left.message, left.edits, left.pixel) == (SIGNED, (), False)
    assert left.untouched is not None
    stripped = stamp(SIGNED, keys=RING, base_url=BASE, signatures="strip")
    assert b"\r\nDKIM-Signature:" not in stripped.message
    assert stripped.pixel
    assert unstamp(stripped.message).message == SIGNED


@pytest.mark.parametrize(
    ("more", "stands"),
    [
        ({"opens": "off"}, (False, True)),
        ({"links": Mode.OFF}, (True, False)),
        ({"opens": "off", "links": "off"}, (False, False)),
        ({"policy": Policy()}, (True, True)),
    ],
)
def test_only_what_is_wanted_is_stamped(more: dict[str, Any], stands: tuple[bool, bool]) -> None:
    copy = stamp(LETTER, keys=RING, base_url=BASE, **more).message
    assert (b"/o/" in copy, b"/l/" in copy) == stands


def test_in_aggregate_mode_all_copies_are_one() -> None:
    first = stamp(LETTER, keys=RING, base_url=BASE, opens="aggregate", links="aggregate")
    number = first.message_id
    second = stamp(
        LETTER, keys=RING, base_url=BASE, opens="aggregate", links="aggregate", message_id=number, recipient=5
    )
    assert first.message == second.message
    assert tokens(first.message)[0] == Token(int(number, 16), SHARED, 0)


def test_visible_footer_plain_text_policy_and_undo_are_heeded(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[links]\nleave = ["lamplight.example"]\n')
    done = stamp(LETTER, keys=RING, base_url=BASE, policy=tmp_path / "policy.toml", undo=False, footer=True)
    assert b"/l/" not in done.message
    assert b"X-Backstamp-Undo" not in done.message
    assert b"/r/" in done.message
    assert any("policy" in place.reason for place in done.skipped)
    plain = LETTER.replace(b"text/html", b"text/plain")
    assert b"/l/" not in stamp(plain, keys=RING, base_url=BASE).message
    assert b"/l/" in stamp(plain, keys=RING, base_url=BASE, plain_text=True).message
    assert len(stamp(LETTER, keys=RING, base_url=BASE, visible=True).edits) >= len(done.edits)


def test_the_message_may_ask_for_less_but_not_for_more() -> None:
    assert stamp(b"X-Backstamp: off\r\n" + LETTER, keys=RING, base_url=BASE).message == LETTER
    with pytest.raises(backstamp.ModeError):
        stamp(b"X-Backstamp: opens=individual\r\n" + LETTER, keys=RING, base_url=BASE, opens="aggregate")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"base_url": "t.example.com"}, "base_url is 't.example.com'"),
        ({"base_url": "https://t.example/\r\nX: y"}, "base_url"),
        ({"base_url": "https://bücher.example"}, "base_url"),
        ({"base_url": "https://t.example/?x"}, "base_url"),
        ({"base_url": "https://"}, "base_url"),
        ({"recipient": -1}, "recipient is -1"),
        ({"recipient": SHARED}, "recipient is 4294967295"),
        ({"message_id": "xyz"}, "'xyz' is not a message id"),
        ({"message_id": "f" * 16}, "the first digit is 7 at most"),
        ({"opens": "yes"}, "opens is 'yes': the modes are off, aggregate, pseudonymous, individual"),
        ({"signatures": "resign"}, 'signatures is \'resign\': give "leave", or "strip"'),
    ],
)
def test_a_wrong_argument_is_named(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(backstamp.UsageError) as raised:
        stamp(LETTER, **{"keys": RING, "base_url": BASE, **wrong})
    assert told in str(raised.value)


def test_text_is_no_message() -> None:
    with pytest.raises(backstamp.UsageError, match="message is a str: give bytes or an EmailMessage"):
        stamp("Subject: x\n\nx", keys=RING, base_url=BASE)  # type: ignore[call-overload]  # that is the test


def test_unstamping_finds_stamps_without_the_record_by_the_base_url() -> None:
    copy = stamp(LETTER, keys=RING, base_url=BASE, undo=False).message
    assert unstamp(copy).message == copy
    back = unstamp(copy, base_url=BASE + "/")
    assert (back.exact, back.removed) == (False, 2)
    assert b"t.example.com" not in back.message


@given(st.binary(max_size=300))
def test_any_octets_are_stamped_and_come_back(body: bytes) -> None:
    message = LETTER.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
    done = stamp(message, keys=RING, base_url=BASE)
    assert (unstamp(done.message).message if done.edits else done.message) == message


@given(st.binary(max_size=400))
def test_any_octets_as_an_email_message_raise_nothing_of_ours(octets: bytes) -> None:
    message = message_from_bytes(octets, _class=EmailMessage, policy=policy.default)
    try:
        message.as_bytes()
    except Exception:  # noqa: BLE001 - what the standard library cannot write, nobody can stamp
        return
    assert stamp(message, keys=RING, base_url=BASE).message_id
