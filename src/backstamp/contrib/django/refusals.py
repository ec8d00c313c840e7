"""What an error of a delivering backend says about the copy that it was given: refused, or nobody knows."""

import smtplib
import socket
from collections.abc import Sequence

from backstamp.sender.reply import Reply, clean_reply
from backstamp.sender.upstream import UNREACHABLE

TAKEN = Reply(250, "2.0.0 Taken by the e-mail backend")
NOT_TAKEN = Reply(451, "4.0.0 The e-mail backend did not send it")


def reply_of(error: Exception) -> Reply | None:
    """The reply that an error stands for; None where the copy may or may not have been sent.

    Args:
        error: whatever the backend raised while it had one copy for one recipient.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _said(*next(iter(error.recipients.values()), (451, b"")))
        case smtplib.SMTPResponseException():
            return _said(error.smtp_code, error.smtp_error)
        case ConnectionRefusedError() | socket.gaierror():
            return Reply(451, UNREACHABLE)
        case ValueError() | smtplib.SMTPNotSupportedError():
            return _said(554, f"5.0.0 Not sent: {error}")
        case _:
            return None


def together(errors: Sequence[Exception]) -> Exception:
    """One error for a message that nobody got: all refusals in one, as if there had been one transaction.

    Args:
        errors: one for every copy that raised one, at least one.
    """
    refused: dict[str, tuple[int, bytes]] = {}
    for error in errors:
        if not isinstance(error, smtplib.SMTPRecipientsRefused):
            return error
        refused.update(error.recipients)
    return smtplib.SMTPRecipientsRefused(refused)


def _said(code: int, text: bytes | str) -> Reply | None:
    return clean_reply(code, text.decode("utf-8", "replace") if isinstance(text, bytes) else text)
