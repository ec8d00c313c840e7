"""Django's messages as octets, and octets as Django's messages.

What a backend takes is an ``EmailMessage`` of Django; what it sends is what that one's ``message()`` writes. A `Copy`
is such a message for one recipient, which writes the octets that it was given and nothing else.
"""

from contextlib import suppress
from email import message_from_bytes, policy
from email.errors import HeaderParseError, NonASCIILocalPartDefect, ObsoleteHeaderDefect
from email.message import EmailMessage as StandardMessage
from typing import TYPE_CHECKING, Any

import django
from django.core.mail import EmailMessage, EmailMultiAlternatives

from backstamp.sender.mailbox import is_address

if TYPE_CHECKING:
    from email.policy import Policy

_CRLF = "\r\n"
# Django's SMTP backend: up to 5.2 the line end is told when a message is written, from 6.0 on when it is built.
_MODERN = django.VERSION >= (6, 0)
_BUILT: dict[str, Any] = {"policy": policy.SMTP} if _MODERN else {}
_WRITTEN: dict[str, Any] = {} if _MODERN else {"linesep": _CRLF}


def octets_of(message: EmailMessage) -> bytes:
    """A message exactly as Django's SMTP backend would send it.

    Raises:
        ValueError: a header holds a line break, or an address is none (Django's own errors).
    """
    written: bytes = message.message(**_BUILT).as_bytes(**_WRITTEN)
    return written


def bare_address(written: str) -> str:
    """The address without the name: what stands in the envelope.

    Args:
        written: as a program gives it: ``ada@reader.example`` or ``Ada Lovelace <ada@reader.example>``.

    Raises:
        ValueError: it is not one address.
    """
    text = str(written)
    if "\r" not in text and "\n" not in text:
        with suppress(HeaderParseError, IndexError):  # the standard library's parser gives up in several ways
            header = policy.default.header_factory("To", text)
            if len(header.addresses) == 1 and all(map(_is_tolerable, header.defects)):
                address = str(header.addresses[0].addr_spec)
                if is_address(address):
                    return address
    raise ValueError(f"Invalid address {text!r}")


def _is_tolerable(defect: Exception) -> bool:
    """Whether Django sends to such an address all the same: "webmaster", or a name with a full stop."""
    return isinstance(defect, ObsoleteHeaderDefect | NonASCIILocalPartDefect) or "with no domain" in str(defect)


class Octets(StandardMessage):
    """A parsed message that is written octet for octet as it was read, but for the line ends."""

    octets: bytes | None = None  # of the message itself; its parts have none of their own

    def as_bytes(
        self, unixfrom: bool = False, policy: "Policy[Any] | None" = None, *, linesep: str | None = None
    ) -> bytes:
        """The octets, with line ends as asked for; by the message's policy otherwise."""
        if self.octets is None:
            return super().as_bytes(unixfrom=unixfrom, policy=policy)
        end = linesep or (policy or self.policy).linesep
        return self.octets if end == _CRLF else self.octets.replace(_CRLF.encode(), end.encode())


class Copy(EmailMultiAlternatives):
    """One recipient's copy of a message.

    Args:
        original: the message; subject, body, parts and headers can still be looked at.
        recipient: as the program gave it; the only one, whatever the headers say.
        octets: what is sent, with CRLF.
    """

    def __init__(self, original: EmailMessage, recipient: str, octets: bytes) -> None:
        super().__init__(
            subject=original.subject,
            body=original.body,
            from_email=original.from_email,
            to=[recipient],
            headers=dict(original.extra_headers),
            reply_to=list(original.reply_to),
        )
        self.content_subtype = original.content_subtype
        self.encoding = original.encoding
        self.attachments = list(original.attachments)
        self.alternatives = list(getattr(original, "alternatives", ()))
        self._octets = octets

    def message(self, *, policy: "Policy[Any]" = policy.default) -> Octets:
        """The copy as backends take it, from which they write the octets."""
        parsed: Octets = message_from_bytes(self._octets, _class=Octets, policy=policy)
        parsed.octets = self._octets
        return parsed
