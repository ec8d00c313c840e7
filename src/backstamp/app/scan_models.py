"""What ``backstamp scan --json`` prints, field by field; docs/json.md is made from this module."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from backstamp.app.clock import moment
from backstamp.app.printable import printable_json
from backstamp.app.printed import Printed
from backstamp.recipient.dates import read_date
from backstamp.recipient.finding import Decoded, Finding, Leak, Scan
from backstamp.recipient.reader import Reader


class ScanSignal(Printed):
    """One reason for a finding."""

    name: str = Field(description="Fixed word, explained in docs/scan.md.")
    detail: str = Field(description="What was seen, a clause.")


class ScanLeak(Printed):
    """Data of the reader inside a finding's URL."""

    what: str = Field(description="`address`, `local-part`, `name` or `message-id`.")
    form: str = Field(
        description="How it is written, the outermost coat first: `plain`, `base64`, `base64(hex)`, `hex(sha256)`."
    )
    value: str = Field(description="The datum itself; of a hash, what was hashed.")
    known: bool = Field(description="False for an address that nobody named and that was found: most likely theirs.")


class ScanDecoded(Printed):
    """What a token says when its encodings are undone."""

    token: str = Field(description="As it stands in the URL.")
    form: str = Field(description="Its encodings, the outermost first.")
    text: str = Field(description="What is inside, a few hundred characters at most.")


class ScanFinding(Printed):
    """One reference of the message, judged."""

    url: str = Field(description="Absolute where it can be resolved, else as written.")
    kind: str = Field(
        description="What somebody learns: `open`, `click`, `content` (a picture that is also to be seen), `receipt`, "
        "`prefetch`, `style`, `auth` (checks of the sender) or `other`."
    )
    vector: str = Field(description="How it stands there: `img@src`, `style @import`, `header List-Unsubscribe`.")
    part: str = Field(description="Number of the MIME part, such as `1.2`.")
    vendor: str | None = Field(description="Who is behind it, where known.")
    confidence: str = Field(description="`certain`, `probable` (both count as tracked) or `possible`.")
    per_recipient: bool | None = Field(description="Whether each reader's URL is another; null if that is unknown.")
    signals: tuple[ScanSignal, ...] = Field(description="Why, the strongest first.")
    leaks: tuple[ScanLeak, ...] = Field(description="Data of the reader inside it.")
    trigger: str = Field(
        description="What makes it be fetched: `open`, `print`, `click`, `submit`, `automatic`, `never`."
    )
    span: tuple[int, int] = Field(description="Where it stands in the message's octets: first, and one past the last.")
    decoded: tuple[ScanDecoded, ...] = Field(description="What its tokens say.")


class ScanLine(Printed):
    """One message. `backstamp scan --json` prints one per line."""

    path: str = Field(description="A file, `inbox.mbox#12`, `mail.zip/folder/one.eml`, or `-` for standard input.")
    message_id: str = Field(description="The Message-ID with its angle brackets; empty where there is none.")
    sender: str = Field(alias="from", description="The From field, decoded.")
    tracked: bool = Field(description="Whether anything in it certainly or probably tells on its reader.")
    findings: tuple[ScanFinding, ...] = Field(description="In the order of the message.")
    to: tuple[str, ...] = Field(description="The reader's addresses, from the header and from `--me`.")
    date: str = Field(description="The Date field as written: what the sender says.")
    received: datetime | None = Field(
        description="When it arrived, as the uppermost Received field says; null where there is none."
    )
    subject: str = Field(description="The Subject field, decoded.")
    unreadable: str | None = Field(description="Why it could not be read, a sentence; null for all that was scanned.")


def json_line(path: str, result: Scan | str) -> str:
    """One line of JSON, without its line break and fit for a terminal.

    Args:
        path: of the message.
        result: its scan, or why it could not be read.
    """
    return printable_json(scan_line(path, result).model_dump_json())


def scan_line(path: str, result: Scan | str) -> ScanLine:
    """What is printed of one message; arguments as for ``json_line``."""
    unreadable = result if isinstance(result, str) else None
    scan = _NOTHING if isinstance(result, str) else result
    arrived = read_date(scan.received)
    return ScanLine(
        path=path,
        message_id=scan.message_id,
        sender=scan.sender,
        tracked=scan.tracked,
        findings=tuple(map(_finding, scan.findings)),
        to=scan.reader.addresses,
        date=scan.date,
        received=None if arrived is None else moment(arrived),
        subject=scan.subject,
        unreadable=unreadable,
    )


_NOTHING = Scan("", "", "", "", Reader(), 0, ())


def _finding(finding: Finding) -> ScanFinding:
    reference = finding.reference
    return ScanFinding(
        url=finding.url,
        kind=finding.kind,
        vector=reference.vector,
        part=reference.part,
        vendor=finding.vendor,
        confidence=finding.confidence,
        per_recipient=finding.per_recipient,
        signals=tuple(ScanSignal(name=each.name, detail=each.detail) for each in finding.signals),
        leaks=_leaks(finding.leaks),
        trigger=reference.trigger,
        span=(reference.span.start, reference.span.end),
        decoded=_decoded(finding.decoded),
    )


def _leaks(leaks: Sequence[Leak]) -> tuple[ScanLeak, ...]:
    return tuple(ScanLeak(what=each.what, form=each.form, value=each.value, known=each.known) for each in leaks)


def _decoded(decoded: Sequence[Decoded]) -> tuple[ScanDecoded, ...]:
    return tuple(ScanDecoded(token=each.token, form=each.form, text=each.text) for each in decoded)
