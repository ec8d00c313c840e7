"""The milter beside Debian's Postfix: what arrives is what was decided, octet for octet."""

import asyncio
import smtplib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.endtoend.opendkim import OpenDkim, verdicts
from tests.endtoend.postfix import Arrived, Postfix, needs_root
from tests.endtoend.running_milter import RunningMilter

from backstamp.mail.dkim import SigningKey, sign
from backstamp.sender.milter_settings import MilterSettings

pytestmark = [pytest.mark.needs("postfix"), needs_root]

HEADER = (
    b"From: Library <letters@lamplight.example>\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <november@lamplight.example>\r\n"
    b"Subject:  two blanks\r\n\t and a tab  \r\n  after a fold \r\n"
    b"X-None:\r\n"
    b"X-Tight:value\r\n"
    b"X-Tab:\tvalue\t\r\n"
    b"X-Raw: caf\xc3\xa9 \xff\r\n"
    b"X-Twice: one\r\n"
    b"x-twice: two\r\n"
)
MESSAGE = HEADER + b"\r\nBody\r\n.\r\n..dot  \r\n\r\n\r\n"
_numbers = count()


@pytest.fixture(scope="module")
def milter() -> Iterator[RunningMilter]:
    settings = MilterSettings("inet:127.0.0.1:0", max_message_size=20_000_000, progress_seconds=0.2)
    with RunningMilter(settings) as running:
        yield running


@pytest.fixture(scope="module")
def postfix(milter: RunningMilter) -> Iterator[Postfix]:
    refused = "check_recipient_access inline:{refused@example.org=REJECT}, permit"
    with Postfix(smtpd_milters=milter.address, smtpd_recipient_restrictions=refused) as running:
        yield running


def delivered(postfix: Postfix, message: bytes, **options: str) -> Arrived:
    """Send to somebody new, and see what arrives."""
    recipient = f"reader{next(_numbers)}@example.org"
    postfix.send(message, recipient, **options)
    (arrived,) = postfix.wait_for(recipient)
    return arrived


def stored(message: bytes) -> bytes:
    return message.replace(b"\r\n", b"\n")


def test_the_message_comes_octet_for_octet_with_its_envelope(postfix: Postfix, milter: RunningMilter) -> None:
    milter.makes(lambda message: None)
    postfix.send(MESSAGE, "ada@example.org", "ben@example.org", sender="letters@lamplight.example")
    assert milter.seen == [(MESSAGE, "letters@lamplight.example", ("ada@example.org", "ben@example.org"))]
    (arrived,) = postfix.wait_for("ben@example.org")
    assert arrived.message == stored(MESSAGE)


def test_an_equal_message_passes_untouched(postfix: Postfix, milter: RunningMilter) -> None:
    milter.makes(lambda message: message)
    assert delivered(postfix, MESSAGE).message == stored(MESSAGE)


def test_a_notification_has_no_sender(postfix: Postfix, milter: RunningMilter) -> None:
    milter.makes(lambda message: None)
    postfix.send(MESSAGE, "ada@example.org", sender="")
    assert milter.seen[0][1] == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"From: Library", b"X-New: top\r\nFrom: Library"),
        (b"From: Library", b"X-1: a\r\nX-2:b\r\n  folded \r\n\tagain\r\nX-3: c\r\nFrom: Library"),
        (b"X-Tight:value\r\n", b"X-Tight:value\r\nX-New:  between \r\n"),
        (b"x-twice: two\r\n", b"x-twice: two\r\nX-New: last\r\n"),
        (b"X-Tight:value", b"X-Tight:other"),
        (b"X-Tight:value", b"X-Tight: \tother \t"),
        (b"x-twice: two", b"x-twice: three\r\n folded"),
        (b"X-Raw: caf\xc3\xa9 \xff", b"X-Raw: \xfe\xc3\xa9"),
        (b"X-Twice: one\r\n", b""),
        (b"x-twice: two\r\n", b""),
        (b"x-twice", b"X-Twice"),
        (b"X-Twice: one\r\nx-twice: two\r\n", b"x-twice: two\r\nX-Twice: one\r\n"),
        (b"X-Tab:\tvalue\t\r\n", b"X-Backstamp-Removed-X-Tab:\tvalue\t\r\n"),
        (b"X-Tight:value", b"X-Tight:"),
        (b"X-None:\r\n", b"X-None: now some\r\n"),
        (b"X-None:\r\n", b""),
        (b"X-Tight:value", b"X-Tight:" + b" long" * 10_000),
        (b"\r\nBody\r\n", b"\r\nAnother body\r\n"),
        (b"Body\r\n.\r\n..dot  \r\n\r\n\r\n", b".\r\n..\r\n.dot \xff\t \r\n"),
        (b"Body\r\n.\r\n..dot  \r\n\r\n\r\n", b""),
        (b"Body\r\n.\r\n..dot  \r\n\r\n\r\n", b"\r\n\r\n"),
        (b"Body", b"x" * 900_000),
    ],
    ids=lambda value: repr(value[:40]),
)
def test_each_change_arrives_exactly(postfix: Postfix, milter: RunningMilter, old: bytes, new: bytes) -> None:
    changed = MESSAGE.replace(old, new, 1)
    assert changed != MESSAGE
    milter.makes(lambda message: changed)
    assert delivered(postfix, MESSAGE).message == stored(changed)


def test_many_changes_at_once_arrive_exactly(postfix: Postfix, milter: RunningMilter) -> None:
    changed = (
        b"X-Top: 1\r\nX-Twice: zero\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nX-Between: 2\r\n"
        b"From: Library <letters@lamplight.example>\r\nSubject: new\r\nX-Raw: caf\xc3\xa9 \xff\r\nX-Twice: one\r\n"
        b"Message-ID: <november@lamplight.example>\r\nX-Twice: three\r\nx-twice: four\r\n\r\nnew body\r\n"
    )
    milter.makes(lambda message: changed)
    assert delivered(postfix, MESSAGE).message == stored(changed)


def test_a_body_of_three_megabytes_is_replaced(postfix: Postfix, milter: RunningMilter) -> None:
    line = b"A line of an attachment or a long letter, seventy-two octets in all.....\r\n"
    milter.makes(lambda message: message.replace(b"letter", b"LETTERS"))
    arrived = delivered(postfix, HEADER + b"\r\n" + line * 42_000)
    assert len(milter.seen[0][0]) > 3_000_000
    assert arrived.body == stored(line.replace(b"letter", b"LETTERS")) * 42_000


def test_a_body_with_8bit_octets_stays_as_it_is(postfix: Postfix, milter: RunningMilter) -> None:
    body = bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n"
    milter.makes(lambda message: message + b"\xe9\xff\r\n")
    arrived = delivered(postfix, HEADER + b"\r\n" + body, body="8BITMIME")
    assert milter.seen[0][0] == HEADER + b"\r\n" + body
    assert arrived.body == stored(body) + b"\xe9\xff\n"


def test_bare_line_feeds_come_as_network_line_breaks(postfix: Postfix, milter: RunningMilter) -> None:
    milter.makes(lambda message: message + b"one\r\ntwo\r\n")
    recipient = f"reader{next(_numbers)}@example.org"
    with postfix.client() as client:
        client.helo("test")
        client.mail("letters@example.com")
        client.rcpt(recipient)
        client.docmd("DATA")
        client.send(HEADER.replace(b"\r\n", b"\n") + b"\nbare\nlines\n\r\n.\r\n")
        assert client.getreply()[0] == 250
    assert milter.seen[0][0] == HEADER + b"\r\nbare\r\nlines\r\n\r\n"
    (arrived,) = postfix.wait_for(recipient)
    assert arrived.body == b"bare\nlines\n\none\ntwo\n"


def test_several_messages_on_one_connection_are_kept_apart(postfix: Postfix, milter: RunningMilter) -> None:
    milter.makes(lambda message: b"X-New: 1\r\n" + message)
    with postfix.client() as client:
        client.sendmail("one@example.com", "first@example.org", HEADER + b"\r\none\r\n")
        client.mail("lost@example.com")
        client.rcpt("lost@example.org")
        client.rset()
        client.sendmail("two@example.com", ["second@example.org", "third@example.org"], HEADER + b"\r\ntwo\r\n")
    assert milter.seen == [
        (HEADER + b"\r\none\r\n", "one@example.com", ("first@example.org",)),
        (HEADER + b"\r\ntwo\r\n", "two@example.com", ("second@example.org", "third@example.org")),
    ]
    (arrived,) = postfix.wait_for("third@example.org")
    assert arrived.message == stored(b"X-New: 1\r\n" + HEADER + b"\r\ntwo\r\n")


@pytest.mark.parametrize("new", [b"Received: b\r\n", b"", b"Received: 0\r\nReceived: a\r\n"], ids=repr)
def test_postfix_keeps_its_own_received_field_out_of_every_count(
    postfix: Postfix, milter: RunningMilter, new: bytes
) -> None:
    milter.makes(lambda message: message.replace(b"Received: a\r\n", new))
    arrived = delivered(postfix, b"Received: a\r\nReceived: last\r\n" + MESSAGE)
    assert arrived.message == stored(new + b"Received: last\r\n" + MESSAGE)
    assert b"by postfix.test (Postfix)" in arrived.trace


def test_what_postfix_adds_itself_is_told_too(postfix: Postfix, milter: RunningMilter) -> None:
    milter.makes(lambda message: message.replace(b"\r\n\r\n", b"\r\nX-Last: 1\r\n\r\n"))
    arrived = delivered(postfix, b"From: a@example.com\r\nX-Blank : 1\r\n\r\nBody\r\n")
    seen = milter.seen[0][0]
    assert seen.startswith(b"From: a@example.com\r\nX-Blank: 1\r\nMessage-Id: <")
    assert b"\r\nDate: " in seen
    assert arrived.message == stored(seen.replace(b"\r\n\r\n", b"\r\nX-Last: 1\r\n\r\n"))


def test_a_recipient_that_postfix_refuses_is_not_told(postfix: Postfix, milter: RunningMilter) -> None:
    milter.makes(lambda message: None)
    with postfix.client() as client:
        client.sendmail("a@example.com", ["refused@example.org", "taken@example.org"], MESSAGE)
    assert milter.seen[0][2] == ("taken@example.org",)


def test_what_fails_passes_as_it_is(postfix: Postfix, milter: RunningMilter, caplog: pytest.LogCaptureFixture) -> None:
    def fails(message: bytes) -> bytes:
        raise RuntimeError("the ledger is on fire")

    milter.makes(fails)
    assert delivered(postfix, MESSAGE).message == stored(MESSAGE)
    assert "passes as it is: RuntimeError('the ledger is on fire')" in caplog.text


def test_a_change_that_cannot_be_told_passes_as_it_is(
    postfix: Postfix, milter: RunningMilter, caplog: pytest.LogCaptureFixture
) -> None:
    milter.makes(lambda message: b"X-New: 1\r\nX-Nul: a\0b\r\n" + message)
    assert delivered(postfix, MESSAGE).message == stored(MESSAGE)
    assert "NUL" in caplog.text


def test_a_message_beyond_the_limit_passes_as_it_is(
    postfix: Postfix, milter: RunningMilter, caplog: pytest.LogCaptureFixture
) -> None:
    milter.makes(lambda message: message + b"more\r\n")
    body = b"line\r\n" * 4_000_000
    assert delivered(postfix, HEADER + b"\r\n" + body).body == stored(body)
    assert milter.seen == []
    assert "more than 20000000 octets" in caplog.text


def test_postfix_waits_while_work_goes_on(postfix: Postfix, milter: RunningMilter) -> None:
    async def slowly(message: bytes) -> bytes:
        await asyncio.sleep(1)
        return b"X-Slow: 1\r\n" + message

    milter.decide = slowly
    assert delivered(postfix, MESSAGE).message.startswith(b"X-Slow: 1\n")


def test_a_milter_that_is_down_holds_no_mail_up() -> None:
    with Postfix(smtpd_milters="inet:127.0.0.1:9", milter_default_action="accept") as postfix:
        assert delivered(postfix, MESSAGE).message == stored(MESSAGE)


def test_what_fails_is_put_off_where_the_settings_say_so() -> None:
    def fails(message: bytes) -> bytes:
        raise RuntimeError("the ledger is on fire")

    with (
        RunningMilter(MilterSettings("inet:127.0.0.1:0", failure_passes=False)) as milter,
        Postfix(smtpd_milters=milter.address) as postfix,
    ):
        milter.makes(fails)
        with pytest.raises(smtplib.SMTPDataError, match=r"4\.7\.1"):
            postfix.send(MESSAGE, "ada@example.org")


def test_it_may_listen_on_a_socket_file() -> None:
    with TemporaryDirectory(prefix="milter-") as folder:
        Path(folder).chmod(0o755)
        settings = MilterSettings(f"unix:{folder}/milter.sock", socket_mode=0o666)
        with RunningMilter(settings) as milter, Postfix(smtpd_milters=milter.address) as postfix:
            milter.makes(lambda message: b"X-New: 1\r\n" + message)
            assert delivered(postfix, MESSAGE).message == stored(b"X-New: 1\r\n" + MESSAGE)


@pytest.mark.needs("opendkim")
@pytest.mark.parametrize(
    "message", [MESSAGE, b"From: letters@lamplight.example\r\n\r\nBody\r\n"], ids=["whole", "no date"]
)
def test_a_message_signed_by_us_verifies_on_its_way_and_when_it_arrives(tmp_path: Path, message: bytes) -> None:
    key = SigningKey("lamplight.example", "autumn", rsa.generate_private_key(65537, 2048))

    def changed(told: bytes) -> bytes:
        new = told.replace(b"Body", b"Stamped body")
        return sign(new, key, when=1_790_000_000) + new

    with (
        RunningMilter(MilterSettings("inet:127.0.0.1:0")) as milter,
        OpenDkim(tmp_path / "verifier", [key]) as verifier,
        Postfix(smtpd_milters=f"{milter.address}, {verifier.address}") as postfix,
    ):
        milter.makes(changed)
        arrived = delivered(postfix, message)
    assert b"Stamped body" in arrived.body
    assert b"dkim=pass" in arrived.trace
    assert verdicts(arrived.octets, [key], tmp_path) == ["pass"]


@pytest.mark.needs("opendkim")
def test_opendkim_behind_us_signs_what_we_made(tmp_path: Path) -> None:
    key = SigningKey("lamplight.example", "autumn", rsa.generate_private_key(65537, 2048))
    with (
        RunningMilter(MilterSettings("inet:127.0.0.1:0")) as milter,
        OpenDkim(tmp_path / "signer", [key], sign=True) as signer,
        Postfix(smtpd_milters=f"{milter.address}, {signer.address}") as postfix,
    ):
        milter.makes(lambda message: b"X-New: 1\r\n" + message.replace(b"Body", b"Stamped body"))
        arrived = delivered(postfix, MESSAGE)
    assert b"Stamped body" in arrived.body
    assert verdicts(arrived.octets, [key], tmp_path) == ["pass"]
