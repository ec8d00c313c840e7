"""What is to be done to one reference: the decision, and nothing of how it is written."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.recipient.finding import Finding, FindingKind

_LOADS = frozenset({Trigger.OPEN, Trigger.PRINT, Trigger.AUTOMATIC})
_NOT_LOADED = frozenset({Kind.UNSUBSCRIBE, Kind.RECEIPT, Kind.CERTIFICATE})
_LATER = frozenset(
    {Kind.IMAGE, Kind.SCRIPT, Kind.MEDIA, Kind.FRAME, Kind.OBJECT, Kind.PREFETCH, Kind.PING, Kind.OTHER, Kind.STYLE}
)
"""Kinds that no known client fetches where their trigger is NEVER, and that some script or reader may yet."""
_NAMES = re.compile(r"doctype|text/|header |style @|script ld\+json @")
"""Beginnings of vectors whose addresses are names: changing them changes what the text means."""
_STAYS = frozenset({"cid", "mid", "data", "about", "blob", "urn", "clsid", "java", "mailto", "tel", "sms"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):", re.IGNORECASE)
_OTHER_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*+:)?[\\/]{2}", re.IGNORECASE)
_INSIDE = re.compile(r" (?:data|javascript|vbscript|view-source|feed|jar|wyciwyg):")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of URLs offline.

    Attributes:
        unwrap: where a wrapped link leads; the same URL where it is none or cannot be told.
        strip: without tracking parameters.
        opaque: why a known redirect cannot be unwrapped, a clause; None for what is none.
    """

    unwrap: Callable[[str], str]
    strip: Callable[[str], str]
    opaque: Callable[[str], str | None]

    def remembering(self) -> "Reading":
        """The same, each URL looked up once: a message that is looked at again asks about the same ones."""
        return Reading(cache(self.unwrap), cache(self.strip), cache(self.opaque))


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a reference.

    Attributes:
        defuse: nothing may fetch it any more.
        url: a link's new address; None where it stays.
        unwrapped: whether the new address is that of another place (else it only lost parameters).
        completed: whether the new address is the old one in full: the base that it rests on goes.
        mark: why the link is to say that it tells on its reader, a clause; "" where it need not.
    """

    defuse: bool = False
    url: str | None = None
    unwrapped: bool = False
    completed: bool = False
    mark: str = ""


NOTHING = Wish()
_DEFUSE = Wish(defuse=True)
_MOST_COATS = 5


def wish(
    reference: Reference, finding: Finding | None, options: CleanOptions, reading: Reading, *, attached: bool
) -> Wish:
    """What is to be done to a reference in a part's body.

    Args:
        reference: as the engine tells it.
        finding: what the scan says of it.
        options: what the reader wants.
        reading: of URLs.
        attached: whether it stands in an attached file, whose links are the file's own business.
    """
    if reference.kind in _NOT_LOADED:
        return NOTHING
    if reference.trigger in _LOADS or reference.trigger is Trigger.NEVER:
        return _DEFUSE if _unwanted(reference, finding, options.images) else NOTHING
    if attached or options.links is Links.KEEP:
        return _completed(reference, options)
    if reference.kind is Kind.PING or reference.trigger is Trigger.SUBMIT:
        return _DEFUSE if fetches(reference) else NOTHING
    return _link(reference, finding, options, reading)


def _unwanted(reference: Reference, finding: Finding | None, images: Images) -> bool:
    """Whether what loads by itself, or may, is to load no more."""
    if reference.kind is Kind.BASE:
        return images is Images.ALL and fetches(reference)
    if reference.trigger is Trigger.NEVER and not _may_load(reference):
        return False
    sure = finding is not None and finding.sure
    return (images is Images.ALL or (images is Images.TRACKERS and sure)) and fetches(reference)


def loads(reference: Reference) -> bool:
    """Whether a mail program asks somebody for it without being told to."""
    return reference.kind not in _NOT_LOADED and reference.trigger in _LOADS and fetches(reference)


def _may_load(reference: Reference) -> bool:
    return reference.kind in _LATER and not _NAMES.match(reference.vector)


def fetches(reference: Reference) -> bool:
    """Whether anything outside the message would be asked: any scheme but those known to stay inside."""
    url = reference.url or reference.value
    scheme = _SCHEME.match(url)
    if scheme is None:
        return _OTHER_HOST.match(url) is not None
    return scheme[1].lower() not in _STAYS


def _link(reference: Reference, finding: Finding | None, options: CleanOptions, reading: Reading) -> Wish:
    url = reference.url
    if url is None or not is_remote(url) or is_inside(reference):
        return NOTHING
    found, unwrapped = destination(url, reading, unwrap=options.links is Links.UNWRAP)
    mark = ""
    if options.links is Links.UNWRAP:
        mark = reading.opaque(found) or ("" if unwrapped or finding is None else _telltale(finding))
    if found == url:
        return replace(_completed(reference, options), mark=mark)
    return Wish(url=found, unwrapped=unwrapped, mark=mark)


def _completed(reference: Reference, options: CleanOptions) -> Wish:
    """A relative link in full, where its base goes."""
    relative = not _SCHEME.match(reference.value) and not _OTHER_HOST.match(reference.value)
    if options.images is Images.ALL and relative and is_remote(reference.url) and not is_inside(reference):
        return Wish(url=reference.url, completed=True)
    return NOTHING


def _telltale(finding: Finding) -> str:
    """Why a link that is no known redirect tells on its reader nevertheless, a clause; "" where that is not certain."""
    if not finding.sure or finding.kind is not FindingKind.CLICK:
        return ""
    if finding.leaks:
        return "it carries data of the reader"
    if finding.vendor:
        return f"it belongs to {finding.vendor}, and where it leads cannot be told from it"
    return "it differs from reader to reader" if finding.per_recipient else ""


def destination(url: str, reading: Reading, *, unwrap: bool) -> tuple[str, bool]:
    """Where a link leads as far as its URL tells, without tracking parameters; whether it was wrapped at all."""
    unwrapped = False
    for _ in range(_MOST_COATS):
        inner = reading.unwrap(url) if unwrap else url
        unwrapped |= inner != url
        bare = reading.strip(inner)
        if bare == url:
            break
        url = bare
    return url, unwrapped


def is_inside(reference: Reference) -> bool:
    """Whether it stands inside another address (data:, javascript:), so that its span is that of the whole."""
    return _INSIDE.search(reference.vector) is not None
