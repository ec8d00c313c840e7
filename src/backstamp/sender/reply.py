"""An SMTP reply as a value: what a server said, cleaned of what could harm a log, a ledger or another connection."""

import re
from dataclasses import dataclass

# RFC 3463 section 2: class.subject.detail, in front of the text (RFC 2034 section 4).
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_MAX_LINES = 40
_MAX_LINE = 500  # RFC 5321 section 4.5.3.1.5: 512 octets with the code and the line break
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply.

    Attributes:
        code: 200 to 599.
        text: the text with its enhanced status code; the lines of a longer one parted by a line feed.
    """

    code: int
    text: str

    @property
    def accepted(self) -> bool:
        """2xx: done as asked (RFC 5321 section 4.2.1: the first digit decides)."""
        return 200 <= self.code < 300

    @property
    def temporary(self) -> bool:
        """4xx: not now, try again later."""
        return 400 <= self.code < 500

    @property
    def closes(self) -> bool:
        """421: the server ends the connection (RFC 5321 section 3.8)."""
        return self.code == _CLOSING

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 3463); ``x.0.0`` where the server gave none, or one of another class."""
        match = _ENHANCED.match(self.text)
        kind = str(self.code // 100)
        return match[1] if match and match[1][0] == kind else f"{kind}.0.0"

    def wire(self) -> str:
        """The reply for our own client: ASCII, CRLF between lines, none at the end.

        A 421 of the next server ends its connection, not ours: it goes on as 451, with its text.
        """
        code = 451 if self.closes else self.code
        lines = [line.encode("ascii", "replace").decode() for line in self.text.split("\n")]
        return "\r\n".join([*(f"{code}-{line}" for line in lines[:-1]), f"{code} {lines[-1]}"])


def clean_reply(code: int, text: str) -> Reply | None:
    """Make a Reply of what came over a connection; None where the code is no SMTP code (RFC 5321 section 4.2).

    Control characters become blanks, undecodable octets question marks, and what is absurdly long is cut.
    """
    if not 200 <= code <= 599:
        return None
    readable = text.encode("utf-8", "replace").decode()
    lines = [_UNPRINTABLE.sub(" ", line).strip()[:_MAX_LINE] for line in readable.split("\n")[:_MAX_LINES]]
    return Reply(code, "\n".join(lines))
