"""The delivery status notification that tells a sender who did not get the mail (RFC 3464, RFC 6522), as bytes.

Three parts: a text for people, the fields for programs, the headers of the message. All of it is 7-bit ASCII, so that
any server takes it; only a sender address beyond ASCII stands in UTF-8 in the To header, where its server speaks that
anyway (RFC 6532).
"""

import quopri
import re
import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime

from backstamp.sender.fate import State
from backstamp.sender.message_id import format_message_id
from backstamp.sender.records import Delivery, Owed
from backstamp.sender.reply import Reply

_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FOLDED = 900  # octets of a folded line; RFC 5322 section 2.1.1 allows 998
_MAX_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who notifies: the relay's host name, and the moment in microseconds since 1970-01-01 UTC."""

    hostname: str
    now: int


def compose_notification(owed: Owed, reporter: Reporter) -> bytes:
    """Write the notification.

    Args:
        owed: the message, and the deliveries to name; its sender is not empty.
        reporter: who writes, and when.

    Returns:
        A message with CRLF line ends, to be sent with the null reverse-path (RFC 5321 section 4.5.5).
    """
    boundary = f"=_backstamp_{format_message_id(owed.message.id)}_{reporter.now:x}"
    parts = (
        _part("text/plain; charset=utf-8", "quoted-printable", _quoted(_for_people(owed).encode("utf-8", "replace"))),
        _part("message/delivery-status", "7bit", _for_programs(owed, reporter)),
        _quoted_headers(owed.headers),
    )
    opened = b"".join(b"--%b\r\n%b\r\n" % (boundary.encode(), part) for part in parts)
    return _headers(owed, reporter, boundary) + b"\r\n" + opened + b"--%b--\r\n" % boundary.encode()


def _headers(owed: Owed, reporter: Reporter, boundary: str) -> bytes:
    subject = f"Not delivered to {len(owed.missed)} of {owed.recipients}: {_shown(owed.message.subject)}"
    number = format_message_id(owed.message.id)
    lines = [
        f"From: Backstamp relay <mailer-daemon@{_ascii(reporter.hostname)}>",
        f"To: <{_CONTROL.sub('?', owed.message.sender)}>",
        f"Subject: {Header(subject, 'utf-8', header_name='Subject').encode(linesep=chr(13) + chr(10))}",
        f"Date: {_date(reporter.now)}",
        f"Message-ID: <{number}.{reporter.now:x}@{_ascii(reporter.hostname)}>",
        *([f"References: {_folded(owed.message.header_id)}"] if owed.message.header_id else []),
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="{boundary}"',
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _for_people(owed: Owed) -> str:
    refused = [delivery for delivery in owed.missed if delivery.state is not State.UNCERTAIN]
    uncertain = [delivery for delivery in owed.missed if delivery.state is State.UNCERTAIN]
    lines = [
        f"Your message “{_shown(owed.message.subject)}” was taken by the next mail server,",
        "but not for everyone.",
        "",
    ]
    if refused:
        lines += ["These recipients did not get it, and it will not be sent to them again:", ""]
        lines += [line for delivery in refused for line in _refusal(delivery)]
    if uncertain:
        lines += ["For these recipients the connection broke before the server answered.", ""]
        lines += ["They may or may not have got it. It will not be sent to them again, so", "please ask them:", ""]
        lines += [*(f"  {delivery.recipient}" for delivery in uncertain), ""]
    got = owed.recipients - len(owed.missed)
    lines += [f"The other {got} of {owed.recipients} recipients are not affected; please do not send it to them again."]
    return "\n".join(lines) + "\n"


def _refusal(delivery: Delivery) -> list[str]:
    reason = (delivery.text or "").replace("\n", "\n      ")
    temporary = delivery.code is not None and delivery.code < 500
    advice = ["    This was a temporary refusal: sending it again later may work."] if temporary else []
    return [f"  {delivery.recipient}", f"    the server said: {delivery.code} {reason}", *advice, ""]


def _for_programs(owed: Owed, reporter: Reporter) -> bytes:
    """The per-message fields (RFC 3464 section 2.2), then a block for each recipient (section 2.3)."""
    about_message = [
        f"Reporting-MTA: dns; {_ascii(reporter.hostname)}",
        f"X-Backstamp-Message: {format_message_id(owed.message.id)}",
        f"Arrival-Date: {_date(owed.message.created)}",
    ]
    blocks = [about_message, *(_about_recipient(delivery, reporter) for delivery in owed.missed)]
    return "\r\n".join("".join(f"{line}\r\n" for line in block) for block in blocks).encode("ascii")


def _about_recipient(delivery: Delivery, reporter: Reporter) -> list[str]:
    uncertain = delivery.state is State.UNCERTAIN
    moment = delivery.decided if delivery.decided is not None else reporter.now
    diagnosis = f"{'X-Backstamp' if uncertain else 'smtp'}; {delivery.code} {delivery.text}"
    return [
        f"Final-Recipient: {_typed_address(delivery.recipient)}",
        "Action: failed",
        f"Status: {Reply(delivery.code or 400, delivery.text or '').status}",
        f"Diagnostic-Code: {_folded(diagnosis)}",
        f"Last-Attempt-Date: {_date(moment)}",
    ]


def _typed_address(address: str) -> str:
    """``rfc822; …``, or beyond ASCII the utf-8-addr-xtext form of RFC 6533 section 3."""
    if address.isascii():
        return f"rfc822; {_ascii(address)}"
    escaped = "".join(
        character if "!" <= character <= "~" and character not in "\\+=" else f"\\x{{{ord(character):X}}}"
        for character in address
    )
    return f"utf-8; {escaped}"


def _quoted_headers(headers: bytes) -> bytes:
    lone = headers.replace(b"\r\n", b"")
    sound = headers.isascii() and b"\n" not in lone and b"\r" not in lone
    plain = sound and all(len(line) <= 998 for line in headers.split(b"\r\n"))
    kind = "text/rfc822-headers" if plain else "text/rfc822-headers; charset=utf-8"
    body = headers if plain else _quoted(headers)
    return _part(kind, "7bit" if plain else "quoted-printable", body)


def _part(kind: str, encoding: str, body: bytes) -> bytes:
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def _quoted(body: bytes) -> bytes:
    lines = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return quopri.encodestring(lines).replace(b"\n", b"\r\n")


def _folded(value: str) -> str:
    """A value on ASCII lines that are not too long, each but the first beginning with a blank."""
    return "\r\n ".join(textwrap.wrap(_ascii(value), _FOLDED)) or "unknown"


def _ascii(text: str) -> str:
    """Line feeds become blanks and all else beyond printable ASCII question marks: no value can begin a field."""
    return _UNPRINTABLE.sub("?", text.replace("\n", " "))


def _shown(subject: str) -> str:
    """A subject on one line, of a length that people read."""
    return _CONTROL.sub(" ", subject).encode("utf-8", "replace").decode()[:_MAX_SUBJECT]


def _date(moment: int) -> str:
    return format_datetime(datetime.fromtimestamp(moment / 1_000_000, tz=UTC))
