"""Which header fields make a server or client fetch or answer: data for ``header``.

Sources: RFC 8098 (receipts), RFC 2369 and RFC 8058 (lists), RFC 2557 (content addresses), RFC 5064 (Archived-At),
draft-brand-indicators (BIMI), draft-josefsson-openpgp-mailnews-header, and fields that mail programs read without any
standard (Return-Receipt-To, X-Confirm-Reading-To, X-PMRQC, X-Image-URL).
"""

from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import Row

_RECEIPT = Row(Kind.RECEIPT, Trigger.AUTOMATIC, note="answered by mail when the message is read, or asked about")
_DELIVERY = Row(Kind.RECEIPT, Trigger.AUTOMATIC, note="answered by mail when the message is delivered")
_LIST = Row(Kind.LINK, Trigger.CLICK, note="offered by the mail client")
_PICTURE = Row(Kind.AVATAR, Trigger.OPEN, note="shown beside the sender")
_KEY = Row(Kind.CERTIFICATE, Trigger.CLICK, note="where the sender's key is")
_BASE = Row(Kind.BASE, Trigger.NEVER, note="what relative addresses of the part are resolved against")

MAILBOXES = {
    "disposition-notification-to": _RECEIPT,
    "x-confirm-reading-to": _RECEIPT,
    "read-receipt-to": _RECEIPT,
    "x-read-notification": _RECEIPT,
    "x-acknowledge-to": _RECEIPT,
    "return-receipt-to": _DELIVERY,
    "delivery-receipt-to": _DELIVERY,
    "registered-mail-reply-requested-by": _RECEIPT,
}
"""Fields that hold addresses to which receipts go."""

FLAGS = {
    "x-pmrqc": _RECEIPT,
    "return-receipt-requested": _DELIVERY,
    "generate-delivery-report": _DELIVERY,
    "list-unsubscribe-post": Row(Kind.UNSUBSCRIBE, Trigger.AUTOMATIC, note="one click, or a server's own POST"),
}
"""Fields that ask for something by being there; they hold no address."""

LISTS = {
    "list-unsubscribe": Row(Kind.UNSUBSCRIBE, Trigger.CLICK),
    "list-help": _LIST,
    "list-subscribe": _LIST,
    "list-post": _LIST,
    "list-archive": _LIST,
    "list-owner": _LIST,
    "archived-at": _LIST,
    "list-unsubscribe-page": _LIST,
}
"""Fields with URLs in angle brackets."""

ADDRESSES = {
    "x-image-url": _PICTURE,
    "x-image": _PICTURE,
    "x-avatar-url": _PICTURE,
    "x-face-url": _PICTURE,
    "face-url": _PICTURE,
    "x-pgp-key": _KEY,
    "x-pgp-key-url": _KEY,
    "openpgp": _KEY,
    "bimi-location": Row(Kind.AVATAR, Trigger.AUTOMATIC, note="the sender's logo, or its certificate"),
    "content-base": _BASE,
    "content-location": _BASE,
}
"""Fields with URLs in clear."""

SIGNATURES = frozenset({"dkim-signature", "arc-seal", "arc-message-signature"})
"""Fields that make the receiver look up a name of the signer's choice."""

OF_PARTS = frozenset({"content-base", "content-location"})
"""Fields that mean something in every part; the others only at the head of a message."""
