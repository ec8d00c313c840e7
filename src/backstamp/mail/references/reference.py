"""What a reference is: one address in a message, how it is written, where it leads, and what would fetch it."""

from dataclasses import dataclass
from enum import StrEnum

from backstamp.mail.splice import Span
from backstamp.mail.visible import Appearance

MAX_REFERENCES = 10_000
"""References told of one message; the last of so many says in its note that more may follow. Real mail has hundreds."""


class Kind(StrEnum):
    """What is fetched, or what the address is for."""

    LINK = "link"
    IMAGE = "image"
    STYLE = "style"
    FONT = "font"
    MEDIA = "media"
    FRAME = "frame"
    OBJECT = "object"
    SCRIPT = "script"
    FORM = "form"
    PREFETCH = "prefetch"
    PING = "ping"
    REFRESH = "refresh"
    BASE = "base"
    RECEIPT = "receipt"
    UNSUBSCRIBE = "unsubscribe"
    AVATAR = "avatar"
    CERTIFICATE = "certificate"
    ATTACHMENT = "attachment"
    OTHER = "other"


class Trigger(StrEnum):
    """What the reader, or nobody, does before it is fetched.

    OPEN: the message is shown, by at least one client that loads remote content; PRINT: it is printed; CLICK: a link
    is followed; SUBMIT: a form is sent; AUTOMATIC: a server or client acts without showing the message (receipts,
    BIMI, one-click unsubscribe, name lookups); NEVER: an address that no known client fetches.
    """

    OPEN = "open"
    PRINT = "print"
    CLICK = "click"
    SUBMIT = "submit"
    AUTOMATIC = "automatic"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference.

    Attributes:
        kind: what it is for.
        trigger: what makes a client fetch it.
        vector: the way it is made, as "img@src", "style @import" or "header List-Unsubscribe".
        part: the number of the part that it stands in (``Part.number``).
        raw: as written: the characters at ``span``.
        value: as a client reads it: entities and escapes decoded, blanks stripped as URL parsers do.
        url: absolute; None where it cannot be resolved. cid:, data:, mailto: and their kind stay what they are.
        span: in the original octets of the message. What is found inside an encoded value (a data: URI, a script's
            string) has the span of the whole value, and says so in ``note``.
        order: 0 for the first reference of the message, and so on; 0 throughout where a text is read alone.
        appearance: how the element looks, for what is fetched on opening; None where that means nothing.
        note: a clause for people; empty when there is nothing to say.
    """

    kind: Kind
    trigger: Trigger
    vector: str
    part: str
    raw: str
    value: str
    url: str | None
    span: Span
    order: int = 0
    appearance: Appearance | None = None
    note: str = ""

    def numbered(self, order: int) -> "Reference":
        """The same with its place in the message's order."""
        return Reference(
            self.kind,
            self.trigger,
            self.vector,
            self.part,
            self.raw,
            self.value,
            self.url,
            self.span,
            order,
            self.appearance,
            self.note,
        )
