"""Targets: what the recipient's side does to whole messages. Scanning, cleaning, comparing, mailboxes and archives."""

import io
import json
import tempfile
from collections.abc import Iterable
from functools import cache

from backstamp.app.scan_models import ScanLine, json_line
from backstamp.catalogue.trackers import TrackerBook, load_trackers
from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.mail.splice import splice
from backstamp.recipient.clean.clean import clean, clean_once, restore
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.recipient.compare import compare
from backstamp.recipient.finding import Confidence, Scan
from backstamp.recipient.scan import scan
from backstamp.recipient.sources.messages import messages
from backstamp.recipient.sources.source import Source, Unreadable
from fuzz.choices import Choices
from fuzz.message_builder import message

_LOADING = {Trigger.OPEN, Trigger.PRINT, Trigger.AUTOMATIC}
_OPTIONS = tuple(CleanOptions(images, links, found) for images in Images for links in Links for found in (False, True))
_BEGINNINGS = (
    b"",
    b"From a@b Tue Nov 21 16:00:00 2026\nX: y\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"BZh9",
    b"\xfd7zXZ\0",
    b"12\n",
)
_ME = ("ada@reader.example", "Ada Lovelace <ada@b.example>")


@cache
def _trackers() -> TrackerBook:
    return load_trackers()


def look(octets: bytes) -> Scan:
    """A scan with the whole catalogue."""
    return scan(octets, _trackers(), _ME)


def scan_mutated(data: bytes) -> None:
    """Findings of any octets lie inside them; their JSON says the same and is read again."""
    _scanned(data)


def scan_built(data: bytes) -> None:
    """The same for messages that are built."""
    _scanned(message(Choices(data)))


def clean_scanned(data: bytes) -> None:
    """What a real scan of a built message finds goes; the message comes back, and is not cleaned again."""
    choices = Choices(data)
    options = choices.pick(_OPTIONS)
    _cleaned(message(choices), options)


def compared(data: bytes) -> None:
    """A message and its twin with other octets: each reference of the first is told once, what differs is certain."""
    choices = Choices(data)
    places = [(choices.below(1 << 14), choices.below(256)) for _ in range(choices.below(5))]
    octets = message(choices)
    twin = bytearray(octets)
    for place, value in places:
        if twin:
            twin[place % len(twin)] = value
    first, second = look(octets), look(bytes(twin))
    both = compare(first, second)
    assert len(both.pairs) == sum(is_remote(one.url) for one in first.findings)
    assert 0 <= both.alike <= 1
    for pair in both.pairs:
        assert not pair.differs or pair.first.confidence is Confidence.CERTAIN
    same = compare(first, first)
    assert not any(pair.differs or pair.differences for pair in same.pairs)


def sources(data: bytes) -> None:
    """Any octets give the same messages as a file and from a pipe."""
    choices = Choices(data)
    head = choices.pick(_BEGINNINGS)
    octets = head + choices.rest()
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(octets)
        file.flush()
        from_file = _told(messages([file.name], io.BytesIO()))
        piped = _told(messages(["-"], _Pipe(octets)))
    assert from_file == piped, "a pipe gives other messages than a file"


def _told(found: Iterable[Source | Unreadable]) -> list[bytes | None]:
    return [one.octets if isinstance(one, Source) else None for one in found]


class _Pipe(io.BytesIO):
    """Octets that are handed out in small pieces, once."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 61) if size is not None and size > 0 else 61)

    def seekable(self) -> bool:
        return False


def _scanned(octets: bytes) -> None:
    found = look(octets)
    for one in found.findings:
        assert 0 <= one.reference.span.start <= one.reference.span.end <= len(octets), one
        assert one.signals or one.confidence is Confidence.POSSIBLE, one
    line = json_line("x.eml", found)
    assert "\n" not in line
    again = ScanLine.model_validate_json(line)
    assert json.loads(line)["tracked"] is found.tracked
    assert len(again.findings) == len(found.findings)
    assert line == json_line("x.eml", look(octets)), "the same message was judged in another way"


def _cleaned(octets: bytes, options: CleanOptions) -> None:
    done = clean(octets, look(octets), options)
    assert splice(octets, list(done.edits)) == done.message
    if options.images is Images.ALL and not done.left:
        left = [one for one in references(done.message) if one.trigger in _LOADING and is_remote(one.url)]
        assert not [one for one in left if one.kind not in {Kind.UNSUBSCRIBE, Kind.CERTIFICATE}], left
    if done.message == octets:
        return
    recorded = not any("--undo" in each.why for each in done.left)
    assert not recorded or restore(done.message) == octets, "the original did not come back"
    if recorded and not options.found_header:
        assert clean_once(done.message, look, options).message == done.message, "it was cleaned twice"
