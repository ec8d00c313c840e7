"""The backend within one process: what it makes of errors, silence, settings and other backends."""

import io
import logging
import smtplib
from contextlib import closing
from email import policy
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from tests.contrib.conftest import LOCMEM, Set
from tests.contrib.project import Server

from backstamp import ModeError, UsageError
from backstamp.app.reading import reading
from backstamp.contrib.django import EmailBackend
from backstamp.contrib.django.letter import Copy, bare_address, octets_of
from backstamp.contrib.django.refusals import reply_of, together
from backstamp.errors import LedgerError
from backstamp.sender.ledger import Ledger
from backstamp.sender.upstream import UNREACHABLE

ADA, BEN, CYD = "ada@reader.example", "ben@reader.example", "cyd@reader.example"


def letter(*to: str, **more: Any) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives("Grüße", "text", "letters@lamplight.example", list(to), **more)
    message.attach_alternative('<p>A <a href="https://lamplight.example/new">letter</a></p>', "text/html")
    return message


def handovers(data: Path) -> dict[str, str]:
    """The newest message's recipients, and what became of their copies."""
    with reading(data) as reporter:
        (message,) = reporter.newest(1).messages
    return {each.recipient or "": each.handover for each in message.deliveries}


def outbox() -> list[Copy]:
    """What the locmem backend keeps."""
    kept = vars(mail)["outbox"]
    assert isinstance(kept, list)
    return kept


class Breaking(BaseEmailBackend):
    """Raises what it was told to, one by one."""

    answers: list[Any] = []  # noqa: RUF012 - told by a test, for the backend that Django will make
    seen: list[list[str]] = []  # noqa: RUF012 - likewise
    closed = 0

    def send_messages(self, email_messages: Any) -> Any:
        (message,) = email_messages
        type(self).seen.append(message.recipients())
        answer = type(self).answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture(autouse=True)
def _empty_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "outbox", [], raising=False)


@pytest.fixture
def breaking(put: Set, monkeypatch: pytest.MonkeyPatch) -> type[Breaking]:
    monkeypatch.setattr(Breaking, "answers", [])
    monkeypatch.setattr(Breaking, "seen", [])
    monkeypatch.setattr(Breaking, "closed", 0)
    put({"BACKEND": f"{__name__}.Breaking"})
    return Breaking


def test_the_outbox_holds_one_message_per_recipient_that_can_be_looked_at(put: Set) -> None:
    put({"BACKEND": LOCMEM})
    message = letter(ADA, cc=[BEN], reply_to=["desk@lamplight.example"], headers={"X-Shelf": "3"})
    message.attach("a.txt", "x", "text/plain")
    assert message.send() == 1
    assert [copy.to for copy in outbox()] == [[ADA], [BEN]]
    for copy in outbox():
        assert isinstance(copy, Copy)
        assert (copy.subject, copy.body, copy.cc, copy.bcc) == ("Grüße", "text", [], [])
        assert (len(copy.alternatives), len(copy.attachments)) == (1, 1)
        written = copy.message()
        assert (written["To"], written["Cc"], written["X-Shelf"]) == (ADA, BEN, "3")
        assert b"/o/" in written.as_bytes()


def test_files_and_the_console_get_the_stamped_copies(put: Set, tmp_path: Path) -> None:
    put({"BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, EMAIL_FILE_PATH=str(tmp_path / "sent"))
    assert letter(ADA, BEN).send() == 1
    (written,) = (tmp_path / "sent").iterdir()
    text = written.read_bytes()
    assert (text.count(b"/o/"), text.count(b"Subject: "), text.count(b"\r")) == (2, 2, 0)
    put({"BACKEND": "django.core.mail.backends.console.EmailBackend"})
    stream = io.StringIO()
    assert letter(ADA, connection=get_connection(stream=stream)).send() == 1
    assert stream.getvalue().count("/o/") == 1


def test_a_copy_is_written_octet_for_octet() -> None:
    octets = b"Subject:  odd   spacing\r\nX-Long: " + b"a " * 200 + b"\r\n\r\nFrom here\r\n.\r\n\xff\r\n"
    copy = Copy(EmailMessage("s", "b", "a@x.example"), ADA, octets)
    assert copy.message(policy=policy.SMTP).as_bytes() == octets
    assert copy.message().as_bytes(linesep="\r\n") == octets
    assert copy.message().as_bytes() == octets.replace(b"\r\n", b"\n")
    assert copy.recipients() == [ADA]


def test_the_parts_of_a_copy_can_be_written_too(put: Set) -> None:
    put({"BACKEND": LOCMEM})
    message = letter(ADA)
    copy = Copy(message, ADA, octets_of(message))
    assert [b"<p>" in part.as_bytes() for part in copy.message().iter_parts()] == [False, True]


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        (ADA, ADA),
        ("Ada Lovelace <ada@reader.example>", ADA),
        ('"Lovelace, Ada" <ada@reader.example>', ADA),
        ("=?utf-8?q?=C3=84da?= <ada@reader.example>", ADA),
        ("webmaster", "webmaster"),
        ("Ada K. Lovelace <ada@reader.example>", ADA),
        ("ada@bücher.example", "ada@bücher.example"),
    ],
)
def test_the_address_is_what_stands_in_the_envelope(written: str, bare: str) -> None:
    assert bare_address(written) == bare


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "a@x.example, b@x.example",
        "a@x.example\r\nBcc: b@x.example",
        "a b",
        "a@",
        "<>",
        "x:;",
        "a@b@c.example",
        "Ada <a@b.example> more",
    ],
)
def test_what_is_no_address_is_a_value_error(wrong: str) -> None:
    with pytest.raises(ValueError, match="Invalid address"):
        bare_address(wrong)


def test_an_invalid_address_sends_nothing_to_anybody(breaking: type[Breaking], put: Set) -> None:
    with pytest.raises(ValueError, match="Invalid address 'nobody at all'"):
        letter(ADA, "nobody at all").send(fail_silently=True)
    assert breaking.seen == []
    with closing(Ledger(put.data / "ledger.sqlite", lambda: 1)) as ledger:
        assert ledger.messages() == []


def test_an_address_that_is_named_twice_gets_one_copy(breaking: type[Breaking]) -> None:
    breaking.answers += [1, 1]
    assert letter("Ada <ada@reader.example>", BEN, bcc=[ADA]).send() == 1
    assert breaking.seen == [["Ada <ada@reader.example>"], [BEN]]


def test_where_somebody_got_it_refusals_are_logged_and_not_raised(
    put: Set, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    put({}, EMAIL_PORT=server.port)
    server.refusing = {ADA: "550 5.1.1 no", CYD: "452 4.2.2 full"}
    with caplog.at_level(logging.WARNING):
        assert letter(ADA, BEN, CYD).send() == 1
    assert "was taken for 1 of 3 recipients" in caplog.text
    assert handovers(put.data) == {ADA: "refused", BEN: "accepted", CYD: "refused"}
    assert server.connections == 1


def test_where_nobody_got_it_all_refusals_are_raised_as_one(put: Set, server: Server) -> None:
    put({}, EMAIL_PORT=server.port)
    server.refusing = {ADA: "550 5.1.1 no", BEN: "452 4.2.2 full"}
    with pytest.raises(smtplib.SMTPRecipientsRefused) as raised:
        letter(ADA, BEN).send()
    assert raised.value.recipients == {ADA: (550, b"5.1.1 no"), BEN: (452, b"4.2.2 full")}
    assert letter(ADA, BEN).send(fail_silently=True) == 0


def test_after_a_broken_connection_the_next_copy_gets_a_new_one(put: Set, server: Server) -> None:
    put({}, EMAIL_PORT=server.port)
    server.breaking = {BEN}
    with get_connection() as connection:
        assert connection.send_messages([letter(ADA, BEN, CYD)]) == 1
    assert [transaction.recipients for transaction in server.taken] == [[ADA], [CYD]]
    assert handovers(put.data) == {ADA: "accepted", BEN: "uncertain", CYD: "accepted"}


def test_a_421_closes_the_connection_and_the_next_copy_gets_a_new_one(put: Set, server: Server) -> None:
    put({}, EMAIL_PORT=server.port)
    server.refusing = {ADA: "421 4.7.0 too much"}
    assert letter(ADA, BEN).send() == 1
    assert handovers(put.data) == {ADA: "refused", BEN: "accepted"}


def test_a_server_that_is_not_there_is_an_error_before_anything_is_written(put: Set) -> None:
    put({}, EMAIL_PORT=1)
    with pytest.raises(ConnectionRefusedError):
        letter(ADA).send()
    assert letter(ADA).send(fail_silently=True) == 0
    assert get_connection(fail_silently=True).open() is None
    assert not (put.data / "ledger.sqlite").exists()


def test_a_server_that_goes_away_keeps_only_two_waiting(breaking: type[Breaking], put: Set) -> None:
    breaking.answers += [ConnectionRefusedError(), TimeoutError(), "never asked for"]
    with pytest.raises(ConnectionRefusedError):
        letter(ADA, BEN, CYD).send()
    assert breaking.seen == [[ADA], [BEN]]
    assert breaking.closed == 2
    assert handovers(put.data) == {ADA: "refused", BEN: "uncertain", CYD: "refused"}


def test_a_backend_that_says_nothing_has_sent_and_one_that_says_none_has_not(breaking: type[Breaking]) -> None:
    breaking.answers += [None, 0]
    assert letter(ADA).send() == 1
    assert letter(ADA).send() == 0


def test_a_message_in_the_middle_that_fails_does_not_hold_up_the_others_silently(breaking: type[Breaking]) -> None:
    breaking.answers += [1, RuntimeError("of its own kind"), 1]
    messages = [letter(ADA), letter(BEN), letter(CYD)]
    assert get_connection(fail_silently=True).send_messages(messages) == 2
    breaking.answers += [1, RuntimeError("of its own kind")]
    with pytest.raises(RuntimeError, match="of its own kind"):
        get_connection().send_messages(messages)


def test_nothing_to_send_opens_nothing(put: Set) -> None:
    put({}, EMAIL_PORT=1)
    connection = get_connection()
    assert connection.send_messages([]) == 0
    assert connection.send_messages([letter()]) == 0
    assert not put.data.exists()


def test_a_message_that_asks_for_more_is_refused(breaking: type[Breaking], put: Set) -> None:
    put({"BACKEND": f"{__name__}.Breaking", "OPENS": "aggregate"})
    with pytest.raises(ModeError):
        letter(ADA, headers={"X-Backstamp": "opens=individual"}).send()
    assert letter(ADA, headers={"X-Backstamp": "opens=individual"}).send(fail_silently=True) == 0
    assert breaking.seen == []


def test_a_ledger_that_cannot_be_used_keeps_the_mail_back(breaking: type[Breaking], put: Set) -> None:
    put.data.mkdir()
    (put.data / "ledger.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(LedgerError):
        letter(ADA).send()
    assert breaking.seen == []


def test_in_pseudonymous_mode_no_address_stays(breaking: type[Breaking], put: Set) -> None:
    put({"BACKEND": f"{__name__}.Breaking", "OPENS": "pseudonymous", "LINKS": "pseudonymous"})
    breaking.answers += [1, smtplib.SMTPRecipientsRefused({BEN: (550, b"no ben@reader.example")})]
    letter(ADA, BEN).send()
    kept = b"".join(file.read_bytes() for file in put.data.glob("ledger.sqlite*"))
    assert b"reader.example" not in kept


def test_sections_and_the_data_folders_own_file_are_read(put: Set) -> None:
    put.data.mkdir()
    (put.data / "backstamp.toml").write_text('base_url = "https://t.example.com"\nlinks = "off"\n')
    put({"BACKEND": LOCMEM, "STAMP": {"UNDO": False}, "LINKS": "aggregate"})
    letter(ADA).send()
    octets = outbox()[0].message().as_bytes()
    assert b"https://t.example.com/l/" in octets
    assert b"X-Backstamp-Undo" not in octets


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (None, "BACKSTAMP must be a dictionary with at least the data folder"),
        ({"DATA": None}, "at least the data folder"),
        ({"BASE_ULR": "x"}, "'BASE_ULR' is not known here; it may hold DATA, BASE_URL"),
        ({"base_url": "x"}, "'base_url' is not known here"),
        ({"OPENS": "sometimes"}, "opens: "),
        ({"BASE_URL": "t.example.com"}, "base_url: give an http or https address"),
        ({"STAMP": {"VISIBEL": True}}, "stamp.visibel: "),
        ({"BACKEND": "backstamp.contrib.django.EmailBackend"}, "BACKEND is the backend that delivers"),
        ({"BACKEND": 3}, "BACKEND is the backend that delivers"),
    ],
)
def test_a_mistake_in_the_settings_is_named(put: Set, wrong: Any, told: str) -> None:
    put(wrong)
    with pytest.raises(ImproperlyConfigured) as raised:
        EmailBackend()
    assert told in str(raised.value)


def test_a_policy_that_cannot_be_read_is_named(put: Set) -> None:
    put({"BACKEND": LOCMEM, "STAMP": {"POLICY": "/nowhere/policy.toml"}})
    with pytest.raises(ImproperlyConfigured, match=r"BACKSTAMP: /nowhere/policy\.toml"):
        letter(ADA).send(fail_silently=True)


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (smtplib.SMTPRecipientsRefused({ADA: (550, b"5.1.1 no")}), 550, "5.1.1 no"),
        (smtplib.SMTPRecipientsRefused({}), 451, ""),
        (smtplib.SMTPSenderRefused(553, b"5.7.1 not you", "x@y"), 553, "5.7.1 not you"),
        (smtplib.SMTPDataError(554, b"5.6.0 \xff"), 554, "5.6.0 \N{REPLACEMENT CHARACTER}"),
        (smtplib.SMTPNotSupportedError("no SMTPUTF8"), 554, "5.0.0 Not sent: no SMTPUTF8"),
        (UnicodeEncodeError("ascii", "ä", 0, 1, "why"), 554, None),
        (ConnectionRefusedError(), 451, UNREACHABLE),
    ],
    ids=str,
)
def test_a_refusal_is_told_as_it_was_said(error: Exception, code: int, text: str | None) -> None:
    reply = reply_of(error)
    assert reply is not None
    assert (reply.code, reply.text if text is not None else None) == (code, text)


@pytest.mark.parametrize(
    "error", [smtplib.SMTPServerDisconnected(), TimeoutError(), RuntimeError(), smtplib.SMTPDataError(-1, b"")], ids=str
)
def test_what_may_have_been_sent_is_uncertain(error: Exception) -> None:
    assert reply_of(error) is None


def test_errors_of_other_kinds_are_raised_as_they_are() -> None:
    refused, other = smtplib.SMTPRecipientsRefused({ADA: (550, b"no")}), UsageError("other")
    assert together([refused, other]) is other
