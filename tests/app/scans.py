"""Scans made by hand, for tests of what is told of them."""

from backstamp.app.scan_place import Place
from backstamp.app.scanning import Scanned
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.splice import Span
from backstamp.recipient.finding import Confidence, Decoded, Finding, FindingKind, Leak, LeakOf, Scan, Signal
from backstamp.recipient.reader import Reader

ADA = "ada@reader.example"
PIXEL = "https://px.watch.example/o/8f3a9c.gif?r=YWRhQHJlYWRlci5leGFtcGxl"
LINK = "https://go.watch.example/l/77/8f3a9c"


def reference(url: str, kind: Kind = Kind.IMAGE, trigger: Trigger = Trigger.OPEN, vector: str = "img@src") -> Reference:
    return Reference(kind, trigger, vector, "1.2", url, url, url, Span(10, 10 + len(url)))


def finding(
    url: str = PIXEL,
    kind: FindingKind = FindingKind.OPEN,
    confidence: Confidence = Confidence.CERTAIN,
    *,
    vendor: str | None = None,
    per_recipient: bool | None = True,
    trigger: Trigger | None = None,
    leaks: tuple[Leak, ...] = (),
    decoded: tuple[Decoded, ...] = (),
    signals: tuple[Signal, ...] = (Signal("invisible", "1 × 1 pixel by its attributes"),),
) -> Finding:
    usual = Trigger.CLICK if kind is FindingKind.CLICK else Trigger.OPEN
    made = reference(url, trigger=trigger or usual)
    return Finding(made, kind, vendor, confidence, per_recipient, signals, leaks, decoded)


def leak(
    url: str = PIXEL, form: str = "base64", *, what: LeakOf = LeakOf.ADDRESS, value: str = ADA, known: bool = True
) -> Leak:
    start = url.index("=") + 1 if "=" in url else 0
    return Leak(what, form, value, known, start, len(url))


def scanned(
    *findings: Finding, path: str = "letter.eml", subject: str = "News", sender: str = "News <n@s.example>"
) -> Scanned:
    scan = Scan("<1@s.example>", sender, subject, "Tue, 21 Nov 2026 16:00:00 +0000", Reader((ADA,)), 9, findings)
    places = tuple(Place("1.2", "text", 12, '<img src="', each.reference.raw, '" width="1">') for each in findings)
    return Scanned(path, 1234, scan, places)
