"""Messages and scans for the tests of cleaning: real references of the engine, judged as the test wants."""

from collections.abc import Callable

from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.finding import Confidence, Finding, FindingKind, Scan
from backstamp.recipient.reader import Reader

HEAD = b"From: Ann <ann@sender.example>\r\nSubject: News\r\nMIME-Version: 1.0\r\n"
LOADING = {Trigger.OPEN, Trigger.PRINT, Trigger.AUTOMATIC}


def html(body: str, fields: str = "") -> bytes:
    return HEAD + fields.encode() + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body.encode("utf-8")


def plain(body: str, parameters: str = "") -> bytes:
    return HEAD + f"Content-Type: text/plain; charset=utf-8{parameters}\r\n\r\n{body}".encode()


def body_of(message: bytes) -> str:
    return message.partition(b"\r\n\r\n")[2].decode()


def judged(
    message: bytes,
    wanted: Callable[[Reference], bool] = lambda _: False,
    kind: FindingKind = FindingKind.OPEN,
    confidence: Confidence = Confidence.CERTAIN,
) -> Scan:
    """A scan that finds what the test calls wanted."""
    found = list(references(message))
    findings = tuple(Finding(one, kind, "Vendor", confidence, True, ()) for one in found if wanted(one))
    return Scan("", "Ann <ann@sender.example>", "News", "", Reader(), len(found), findings)


def names(word: str) -> Callable[[Reference], bool]:
    return lambda reference: word in (reference.url or "")


def still_loads(message: bytes) -> list[tuple[str, str | None]]:
    """What anything would load of a message, but for one-click unsubscribing."""
    return [
        (one.vector, one.url)
        for one in references(message)
        if one.trigger in LOADING and is_remote(one.url) and one.kind is not Kind.UNSUBSCRIBE
    ]
