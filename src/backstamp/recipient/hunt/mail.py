"""The messages that a hunt is about: what each makes a machine ask for, to whom it went, and when it arrived."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from backstamp.errors import UsageError
from backstamp.recipient.block.hosts import host_of_url
from backstamp.recipient.dates import read_date
from backstamp.recipient.finding import Confidence, FindingKind, Scan
from backstamp.recipient.hunt.clock import microseconds, shown

_OPENS = {FindingKind.OPEN, FindingKind.CONTENT, FindingKind.STYLE, FindingKind.PREFETCH}
_ADDRESS = re.compile(r"[^\s<>,;:\"()@]{1,64}+@[^\s<>,;:\"()@]{1,255}+")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}+://(?:[^/?#@]*+@)?([^/?#]*+)([^#]*+)")
_LONGEST_URL = 4096
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")


@dataclass(frozen=True, slots=True)
class Carried:
    """What one message says of one host.

    Attributes:
        opens: whether opening the message makes a client ask for it; else only a click does.
        urls: keys of the URLs there, as of ``url_key``.
        personal: those of them that differ from reader to reader, as far as can be told.
        vendor: who is behind it; "" where nobody is known.
    """

    opens: bool
    urls: frozenset[str]
    personal: frozenset[str]
    vendor: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message that certainly or probably tells on its reader.

    Attributes:
        path: where it stands.
        message_id: with its angle brackets; "" where there is none.
        subject: as text.
        sender: the From field as text.
        recipients: mail addresses, lower-case, the surest first.
        names: of recipients.
        delivered: microseconds since 1970-01-01 UTC; None where nothing says it.
        delivered_by: the field that says it: ``Received`` is the reader's own server's word, ``Date`` the sender's.
        hosts: what it makes a client ask for.
    """

    path: str
    message_id: str
    subject: str
    sender: str
    recipients: tuple[str, ...]
    names: tuple[str, ...]
    delivered: int | None
    delivered_by: str
    hosts: Mapping[str, Carried]

    @property
    def senders(self) -> frozenset[str]:
        """Mail addresses in the From field, lower-case."""
        return frozenset(address.lower() for address in _ADDRESS.findall(self.sender[:1000]))

    @property
    def urls(self) -> Iterator[str]:
        """Keys of all URLs."""
        return (key for carried in self.hosts.values() for key in carried.urls)

    @property
    def personal(self) -> Iterator[str]:
        """Keys of those that no other copy has, but one that was forwarded."""
        return (key for carried in self.hosts.values() for key in carried.personal)


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding, as far as it matters here."""

    url: str
    kind: FindingKind
    confidence: Confidence
    personal: bool
    vendor: str


def of_scan(path: str, scan: Scan) -> Message | None:
    """A message with what a scan found in it; None where nothing in it tells on its reader.

    Args:
        path: where it stands.
        scan: of it.
    """
    hosts = _hosts(
        _Found(one.url, one.kind, one.confidence, one.per_recipient is True, one.vendor or "") for one in scan.findings
    )
    if not hosts:
        return None
    delivered, by = _delivered(scan.received, scan.date)
    reader = scan.reader
    return Message(
        path, scan.message_id, scan.subject, scan.sender, reader.addresses, reader.names, delivered, by, hosts
    )


def of_line(line: str, number: int) -> Message | None:
    """The same from a line that ``backstamp scan --json`` printed.

    Args:
        line: JSON.
        number: of the line, from 1, for errors.

    Raises:
        UsageError: it is no such line.
    """
    try:
        told = json.loads(line)
        findings = list(_findings(told["findings"]))
        texts = [_text(told[name]) for name in ("path", "message_id", "subject", "from", "date")]
        recipients = tuple(_text(address).lower() for address in told["to"])
        received = _received(told.get("received"))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as problem:
        raise UsageError(f"line {number} is none that `backstamp scan --json` prints: {problem!r:.200}") from None
    path, message_id, subject, sender, date = texts
    hosts = _hosts(iter(findings))
    delivered, by = (received, "Received") if received is not None else _delivered("", date)
    return Message(path, message_id, subject, sender, recipients, (), delivered, by, hosts) if hosts else None


def url_key(url: str) -> str:
    """What two writings of one URL have in common: host, path and query, without scheme, fragment and usual port.

    Logs do not always have the scheme, and a proxy sees no fragment. "" for what is no URL.
    """
    found = _KEY.match(url[:_LONGEST_URL])
    return f"{_DEFAULT_PORT.sub('', found[1]).lower()}{found[2] or '/'}" if found else ""


def _findings(findings: object) -> Iterator[_Found]:
    if not isinstance(findings, list):
        raise TypeError("findings must be a list")
    for each in findings:
        kind, confidence, vendor = FindingKind(each["kind"]), Confidence(each["confidence"]), each["vendor"] or ""
        yield _Found(_text(each["url"]), kind, confidence, each["per_recipient"] is True, _text(vendor))


def _received(told: object) -> int | None:
    """RFC 3339; scans of earlier versions do not tell it."""
    return None if told is None else shown(microseconds(datetime.fromisoformat(_text(told)).astimezone(UTC)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is expected, not {value!r:.50}")
    return value


def _hosts(findings: Iterator[_Found]) -> dict[str, Carried]:
    """What is certain or probable and loads on opening, or on a click."""
    by_host: dict[str, list[_Found]] = {}
    for found in findings:
        wanted = found.confidence is not Confidence.POSSIBLE and found.kind in {*_OPENS, FindingKind.CLICK}
        host = host_of_url(found.url) if wanted else None
        if host is not None:
            by_host.setdefault(host, []).append(found)
    return {host: _carried(alike) for host, alike in by_host.items()}


def _carried(alike: list[_Found]) -> Carried:
    return Carried(
        any(found.kind in _OPENS for found in alike),
        frozenset(url_key(found.url) for found in alike) - {""},
        frozenset(url_key(found.url) for found in alike if found.personal) - {""},
        next((found.vendor for found in alike if found.vendor), ""),
    )


def _delivered(received: str, sent: str) -> tuple[int | None, str]:
    for text, field in ((received, "Received"), (sent, "Date")):
        at = read_date(text)
        if at is not None:
            return at, field
    return None, ""
