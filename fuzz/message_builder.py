"""Messages out of decisions: MIME trees, encodings and character sets, in order and out of order."""

import base64
import binascii

from fuzz.choices import Choices
from fuzz.html_builder import html

_FIELDS = (
    b"From: Shop <news@shop.example>",
    b"To: a@b.example",
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n of two lines",
    b"Date: Sat, 21 Nov 2026 14:15:25 +0000",
    b"Message-ID: <1@shop.example>",
    b"MIME-Version: 1.0",
    b"List-Unsubscribe: <https://shop.example/u?x=1>, <mailto:u@shop.example>",
    b"DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=x; h=from; bh=x; b=y",
    b"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=x.example; s=y; b=z",
    b"X-Backstamp: links=off",
    b"X-Backstamp: opens=aggregate",
    b"X-Backstamp-Undo: v=1; b=https://t.example; g=amp; d=eJwDAAAAAAE=",
    b"X-Backstamp-Set-Aside-DKIM-Signature: v=1",
    b"Subject : blank in front of the colon",
    b"X-Octets: \xff\xfe\xe4",
    b"X-Empty:",
    b"X-Long: " + b"word " * 220,
    b"no field at all",
)
_CHARSETS = (
    b"utf-8",
    b"iso-8859-1",
    b"windows-1252",
    b"us-ascii",
    b"utf-16le",
    b"iso-2022-jp",
    b"shift_jis",
    b"gb18030",
    b"big5",
    b"euc-kr",
    b"x-unknown",
    b"utf-7",
    b"koi8-r",
)
_ENCODINGS = (b"8bit", b"quoted-printable", b"base64", b"7bit", b"binary", b"x-none", b"Quoted-Printable (c)", b"")
_MULTIPARTS = (b"alternative", b"mixed", b"related", b"digest", b"signed", b"report", b"x-odd")
_BOUNDARIES = (b"b", b"bb", b"b-", b"----=_Part", b"a b", b"")
_OTHERS = (
    b"Content-Type: image/png; name=x.png\nContent-Transfer-Encoding: base64\nContent-ID: <image>\n\niVBORw0KGgo=\n",
    b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nURL:https://cal.example/\nEND:VCALENDAR\n",
    b"Content-Type: text/x-amp-html\n\n<html amp4email><a href=https://amp.example>x</a>\n",
    b"Content-Type: text/html\nContent-Disposition: attachment; filename=x.html\n\n<a href=https://x.example>x</a>\n",
    b"Content-Type: application/pkcs7-mime\n\nMIIB\n",
    b'Content-Type: message/external-body; access-type=URL; URL="https://ext.example/"\n\n\n',
)
_DEEPEST = 4


def message(choices: Choices) -> bytes:
    """A message whose lines end as one of the decisions says."""
    newline = choices.pick((b"\r\n", b"\n", b"mixed", b"\r"))
    octets = (b"From mbox Sat Nov 21\n" if choices.below(16) == 15 else b"") + _header(choices) + _entity(choices, 0)
    if newline == b"mixed":
        return octets
    plain = octets.replace(b"\r\n", b"\n")
    return plain if newline == b"\n" else plain.replace(b"\n", newline)


def _header(choices: Choices) -> bytes:
    return b"".join(choices.pick(_FIELDS) + b"\n" for _ in range(choices.below(5)))


def _entity(choices: Choices, depth: int) -> bytes:
    """The fields that begin with Content-, the empty line, and the body."""
    kind = choices.below(8) if depth < _DEEPEST else 0
    if kind == 5:
        return choices.pick(_OTHERS)
    if kind == 6:
        return b"Content-Type: message/rfc822\n\n" + _header(choices) + _entity(choices, depth + 1)
    return _multipart(choices, depth) if kind in {3, 4, 7} else _text(choices)


def _multipart(choices: Choices, depth: int) -> bytes:
    boundary, subtype = choices.pick(_BOUNDARIES), choices.pick(_MULTIPARTS)
    parts = [_entity(choices, depth + 1) for _ in range(1 + choices.below(3))]
    opening = b"--" + boundary + b"\n"
    ending = choices.pick((b"--" + boundary + b"--\n", b"--" + boundary + b"--", b"", b"--" + boundary + b"-- \nend\n"))
    head = b'Content-Type: multipart/%s; boundary="%s"\n\n' % (subtype, boundary)
    between = choices.pick((b"\n", b"", b"\n\n"))
    return head + choices.pick((b"", b"preamble\n")) + b"".join(opening + part + between for part in parts) + ending


def _text(choices: Choices) -> bytes:
    charset, encoding = choices.pick(_CHARSETS), choices.pick(_ENCODINGS)
    kind = choices.pick(
        (b"text/html", b"text/html", b"text/html", b"text/plain", b"text/css", b"application/xhtml+xml")
    )
    fields = [b"Content-Type: %s; charset=%s" % (kind, charset)] if choices.below(8) else []
    if choices.below(8) == 7:
        fields.append(b"Content-Disposition: inline")
    if encoding:
        fields.append(b"Content-Transfer-Encoding: " + encoding)
    octets = (
        html(choices).encode(charset.decode() if choices.below(8) else "utf-8", "replace") if _known(charset) else b""
    )
    octets = octets or html(choices).encode()
    return b"".join(field + b"\n" for field in fields) + b"\n" + _encoded(choices, octets, encoding)


def _known(charset: bytes) -> bool:
    return charset not in {b"x-unknown", b"utf-7"}


def _encoded(choices: Choices, octets: bytes, encoding: bytes) -> bytes:
    if encoding == b"base64":
        if choices.below(4) == 3:
            return base64.b64encode(octets) + choices.pick((b"", b"\n", b"=\n--\n", b"junk!"))
        return base64.encodebytes(octets)
    if encoding.lower().startswith(b"quoted"):
        return binascii.b2a_qp(octets, istext=choices.flip()) if choices.below(4) else octets
    return octets
