"""What a file is, told from its first octets: names and endings are only what somebody called it."""

import re
from collections.abc import Callable
from enum import Enum, auto

HEAD = 32 * 1024
"""Octets that are looked at."""


class What(Enum):
    """What can be read, and what cannot."""

    MESSAGE = auto()
    MBOX = auto()
    EMLX = auto()
    ZIP = auto()
    TAR = auto()
    COMPRESSED = auto()
    EMPTY = auto()
    OTHER = auto()


_FIELD = rb"[!-9;-~]{1,200}+[ \t]*+:"
_MBOX = re.compile(rb"From [^\r\n]{0,1000}+\r?\n(?:>From |%b)" % _FIELD)
_EMLX = re.compile(rb"[0-9]{1,12}+[ \t]*+\r?\n(?:%b|From )" % _FIELD)
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?+(?:[ \t]*+\r?\n){0,8}+(?:>?From [^\n]{0,1000}+\n)?+%b" % _FIELD)
_MAIL_FIELD = re.compile(
    rb"(?:^|\n)(?:from|to|cc|subject|date|received|return-path|message-id|delivered-to|mime-version|reply-to|sender|"
    rb"dkim-signature|content-type|x-[a-z-]{1,60}+)[ \t]*+:",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_OUTLOOK_MESSAGE = (
    "it is in Outlook's own format (.msg). Open it in Outlook and save it as .eml, or convert it with msgconvert "
    "(Debian: libemail-outlook-message-perl)"
)
_OUTLOOK_FILE = (
    "it is an Outlook data file (.pst or .ost). Convert it with `readpst -r` (Debian: pst-utils), and scan the folder "
    "that it makes"
)
_WINMAIL = "it is an attachment in Outlook's format (winmail.dat), no message: scan the message that it came with"
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OUTLOOK_MESSAGE),
    (b"!BDN", _OUTLOOK_FILE),
    (b"\x78\x9f\x3e\x22", _WINMAIL),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive, which is not read: unpack it, and scan the folder"),
    (b"Rar!\x1a\x07", "it is a RAR archive, which is not read: unpack it, and scan the folder"),
    (b"\x28\xb5\x2f\xfd", "it is compressed with Zstandard, which is not read: decompress it with `unzstd` first"),
    (b"SQLite format 3\x00", "it is a database, not a message"),
)


def what(head: bytes) -> What:
    """Tell what begins so.

    Args:
        head: the first ``HEAD`` octets, or all.
    """
    return next((kind for kind, looks_so in _KINDS if looks_so(head)), What.OTHER)


def is_message(head: bytes) -> bool:
    """Whether it begins as a message does: with a header that has a field of mail."""
    end = _BLANK_LINE.search(head, 16)
    block = head[: end.start() + 1] if end else head
    return _HEADER.match(head) is not None and _MAIL_FIELD.search(block) is not None


def foreign(head: bytes) -> str:
    """Why a known format is not read, and what to do; "" for all others."""
    return next((advice for magic, advice in _FOREIGN if head.startswith(magic)), "")


def _is_tar(head: bytes) -> bool:
    """POSIX and GNU say "ustar"; of older archives the sum over the header is right (POSIX pax, ustar format)."""
    if len(head) < 512 or head[:1] == b"\x00":
        return False
    told = head[148:156].strip(b"\x00 ")
    octal = 0 < len(told) <= 7 and told.translate(None, b"01234567") == b""
    return head[257:262] == b"ustar" or (octal and int(told, 8) == checksum(head))


def checksum(header: bytes) -> int:
    """The sum of a tar header's 512 octets, its own field counted as blanks."""
    return sum(header[:148]) + 8 * 32 + sum(header[156:512])


_KINDS: tuple[tuple[What, Callable[[bytes], object]], ...] = (
    (What.EMPTY, lambda head: not head),
    (What.ZIP, lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06"))),
    (What.COMPRESSED, lambda head: head.startswith(_COMPRESSED)),
    (What.TAR, _is_tar),
    (What.OTHER, foreign),
    (What.MBOX, _MBOX.match),
    (What.EMLX, _EMLX.match),
    (What.MESSAGE, lambda head: is_message(head) or b"\x00" not in head[:1024]),
)
