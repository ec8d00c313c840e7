"""Messages made up for the tests of the scanner."""

from backstamp.catalogue.trackers import TrackerBook
from backstamp.recipient.finding import Finding, Scan
from backstamp.recipient.scan import scan

NOTHING_KNOWN = TrackerBook(())
READER = "k.sommer@reader.example"


def letter(html: str, *fields: str, to: str = READER) -> bytes:
    """An HTML message to the reader, with header fields more."""
    head = ["From: Shop <news@shop.example>", f"To: {to}", "Subject: News", *fields]
    lines = [*head, "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8", "", html, ""]
    return "\r\n".join(lines).encode()


def scanned(html: str, *fields: str, trackers: TrackerBook = NOTHING_KNOWN, me: tuple[str, ...] = ()) -> Scan:
    return scan(letter(html, *fields), trackers, me)


def found(html: str, *fields: str, trackers: TrackerBook = NOTHING_KNOWN) -> Finding:
    """The finding of the last reference in a body."""
    return scanned(html, *fields, trackers=trackers).findings[-1]


def signals(html: str, *fields: str, trackers: TrackerBook = NOTHING_KNOWN) -> set[str]:
    """The names of the last finding's signals."""
    return {signal.name for signal in found(html, *fields, trackers=trackers).signals}
