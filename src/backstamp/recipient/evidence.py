"""Evidence: what is seen of one reference, signal by signal, each on its own; ``verdict`` weighs them.

Every room of a signal is a function from the same facts to a signal or none. None of them knows the others.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.mail.references.looks import AFTER, BEFORE
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.recipient.address import Address, shared_parts
from backstamp.recipient.finding import Leak, LeakOf, Signal
from backstamp.recipient.shapes import is_content_hash, is_number
from backstamp.recipient.survey import SHOWN, Survey, numbered, shape

LONG = 40
"""Characters of an identifier that hold more than a number of a picture: enough for an encrypted reader."""
_PAGE = 24
"""Characters of an identifier beyond those by which shops and archives name their pages."""
_QUOTED = 60
_READ = 1000
"""Characters of a URL in which words are looked for."""
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|[A-Za-z0-9_-]{43}")
"""SHA-1 and SHA-256, in hex and in base64 for URLs: content stores name pictures that are to be seen by them."""
_READERS = re.compile(r"recip|rcpt|subscriber|contact|member|customer|kunde|empfaenger|user_?id|person", re.IGNORECASE)
_COUNTING = re.compile(
    r"(?<![a-z])(?:open(?:ed|s|ing|er|rate)?|track(?:ing|er|s)?|trk|pixel|px|beacon|webbug|wf/open|imp(?:ression)?s?|log(?:ger|ging|o(?=\.php))?"
    r"|count(?:er)?|stats?|read(?:er|ing|receipt)?|seen|view(?:ed|s)?|analytics|collect|notify|ping|hit|eopn|op|ho\.gif"
    r"|o\.gif|e?oc|mailopen|emailopen|openrate|trackopen|opentrack(?:ing)?)(?![a-z])",
    re.IGNORECASE,
)
_SPACING = re.compile(
    r"(?<![a-z])(?:spacer?|blank|clear|trans(?:parent|p)?|shim|empty|dot(?:_?clear)?|1x1|1pix(?:el)?|px|pixel|invis(?:ible)?|leer|null|nix"
    r"|abstand|gmail_?fix|ghost|line|linie|trenner|separator|divider|shadow|border|corner|bullet|bg|white|black|grey|gray|c)"
    r"[-_a-z0-9]{0,12}\.(?:gif|png|jpe?g|svg)$",
    re.IGNORECASE,
)
_ACTIVE = re.compile(r"\.(?:php|aspx?|ashx|cgi|jsp|do|pl|cfm|html?)(?:/|$)", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:^|&)(?:X-Amz-[A-Za-z]++|Signature|Key-Pair-Id|Policy|_nc_[a-z]++|oh|hash|sig|se|sp|sv|X-Goog-[A-Za-z]++|v=beta&t|ixid|ixlib|imgix)=",
)
_REDIRECTING = re.compile(
    r"(?<![a-z])(?:clicks?|track(?:ing)?|trk|redir(?:ect)?s?|links?|lnk|go|goto|out|url|visit|ls/click|lt\.php|r|c|l|e|cl|ct|ctr|tr|t|q|ss|"
    r"cts|clk|wf|mail|email|news(?:letter)?|nl|mailing|campaign|es|em|sendgrid|mk|action|deeplink|forward)(?![a-z])",
    re.IGNORECASE,
)


_LEAKED = {
    LeakOf.ADDRESS: "the reader's mail address",
    LeakOf.LOCAL_PART: "the name before the @ of the reader's address",
    LeakOf.NAME: "the reader's name",
    LeakOf.MESSAGE_ID: "the Message-ID of this copy",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a signal may look at.

    Attributes:
        reference: what is judged.
        address: its URL in pieces.
        survey: of the message around it.
        rules: of the catalogue, that match its URL, the strongest first.
        leaks: data of the reader in its URL.
        wrapper: what is known of the redirecting service that it leads through; None for none.
        sent_through: services that the message was sent through, each with the header field that says so.
        last: whether it is the message's last thing that loads by itself.
    """

    reference: Reference
    address: Address
    survey: Survey
    rules: tuple[TrackerRule, ...] = ()
    leaks: tuple[Leak, ...] = ()
    wrapper: str | None = None
    sent_through: Mapping[str, str] = field(default_factory=dict)
    last: bool = False

    @property
    def shown(self) -> bool:
        """Whether it loads when the message is shown."""
        return self.reference.trigger in SHOWN

    @property
    def times(self) -> int:
        """How often its URL stands in the message."""
        return self.survey.times[self.address.url]


def evidence(facts: Facts) -> tuple[Signal, ...]:
    """All signals that a reference gives, those that speak for tracking first."""
    tests = _WHEN_SHOWN if facts.shown else _WHEN_FOLLOWED
    return tuple(signal for test in tests if (signal := test(facts)))


def known_vendor(facts: Facts) -> Signal | None:
    """The catalogue knows the URL's host or path."""
    counting = Serves.OPEN if facts.shown else Serves.CLICK
    rules = [rule for rule in facts.rules if counting in rule.serves]
    if not rules:
        return _known_content(facts)
    rule = next((rule for rule in rules if rule.vendor in facts.sent_through), rules[0])
    where = f"the host {rule.host}" if rule.host else f"the path {rule.path}"
    who = rule.vendor or "somebody on a list of trackers"
    detail = f"{who} is known for {where} ({_serves(rule)}; {rule.source}, {rule.dated})"
    if rule.vendor in facts.sent_through:
        field_name = facts.sent_through[rule.vendor].title()
        return Signal("known-vendor", f"{detail}, and the header field {field_name} says that it sent the message")
    return Signal("known-vendor" if rule.certainty != "weak" else "known-shape", detail)


def _known_content(facts: Facts) -> Signal | None:
    if not facts.shown or not facts.rules:
        return None
    rule = facts.rules[0]
    return Signal("known-content", f"{rule.vendor} is known to serve pictures for all there ({rule.source})")


def _serves(rule: TrackerRule) -> str:
    words = {Serves.OPEN: "counts opens", Serves.CLICK: "counts clicks", Serves.CONTENT: "serves pictures"}
    return ", ".join(words[one] for one in Serves if one in rule.serves)


def leaking(facts: Facts) -> Signal | None:
    """The URL holds data of the reader."""
    if not facts.leaks:
        return None
    leak = min(facts.leaks, key=lambda one: (not one.known, list(LeakOf).index(one.what)))
    what = _LEAKED[leak.what]
    if not leak.known:
        name = "address-inside" if leak.form != "plain" else "address-in-clear"
        return Signal(name, f"the URL holds a mail address, {leak.value}, written as {leak.form}")
    name = "leak" if leak.what in {LeakOf.ADDRESS, LeakOf.MESSAGE_ID} else "name-inside"
    return Signal(name, f"the URL holds {what}, {leak.value}, written as {leak.form}")


def invisible(facts: Facts) -> Signal | None:
    """Its element cannot be seen."""
    looks = facts.reference.appearance
    if looks is None or not looks.hidden or facts.reference.kind not in _PICTURED:
        return None
    return Signal("invisible", "; ".join(looks.hidden[:3]))


def shared_identifier(facts: Facts) -> Signal | None:
    """An identifier of the reader stands in it."""
    found = facts.survey.identifiers(facts.address)
    if not found:
        return None
    part, where = min(found, key=lambda one: (is_number(one[0]), one))
    name = "shared-number" if is_number(part) else "shared-identifier"
    return Signal(name, f"{_cut(part)} also stands in {where}")


def shared_parameter(facts: Facts) -> Signal | None:
    """A parameter with a number in it is the same in the address for leaving the list."""
    pair = next((one for one in numbered(facts.address) if one in facts.survey.parameters), None)
    if pair is None or facts.address.site not in facts.survey.leaving:
        return None
    return Signal("shared-parameter", f"{pair[0]}={pair[1]} also stands in the address for leaving the list")


def opaque_identifier(facts: Facts) -> Signal | None:
    """A piece of it looks like a number or name that a machine gave to somebody."""
    common = facts.survey.common
    pieces = [piece for piece in facts.address.opaque if not _is_common(piece.text, common)]
    if not pieces:
        return None
    piece = max(pieces, key=lambda one: (not is_number(one.text), len(one.text)))
    seen = facts.reference.appearance is not None and not facts.reference.appearance.hidden
    content = seen and piece.place == "path" and _HASH.fullmatch(piece.text)
    long = len(piece.text) >= LONG and not content
    name = "number" if is_number(piece.text) else "long-identifier" if long else "identifier"
    return Signal(name, f"{piece.title} holds {_cut(piece.text)}, which means nothing to a person")


def stranger(facts: Facts) -> Signal | None:
    """Its site is neither the sender's nor one that a link leads to."""
    if facts.address.site in facts.survey.known:
        return None
    return Signal("stranger", f"no link leads to {facts.address.site}, nor is it the sender's")


def only_of_its_host(facts: Facts) -> Signal | None:
    """Nothing else is loaded from its host."""
    if facts.survey.pictures[facts.address.host] != 1 or facts.times > 1:
        return None
    return Signal("only-of-host", f"nothing else in the message is loaded from {facts.address.host}")


def counts(facts: Facts) -> Signal | None:
    """Its words are those of counting."""
    if not facts.shown:
        return None
    text = f"{facts.address.host} {facts.address.path}?{facts.address.query}"
    match = _COUNTING.search(_readable(facts.address, text[:_READ]))
    return Signal("counting-word", f"its address says “{match[0]}”") if match else None


def program(facts: Facts) -> Signal | None:
    """A picture that is no file: a program answers, and is told something."""
    if facts.reference.kind not in _PICTURED:
        return None
    if _ACTIVE.search(facts.address.path):
        return Signal("program", "a program answers, not a picture file")
    if facts.address.extension or not (facts.address.query or any(map(str.isdigit, facts.address.path))):
        return None
    return Signal("program", "its address names no picture file")


def unsized(facts: Facts) -> Signal | None:
    """An image without any declared size: it does not matter how it looks."""
    looks = facts.reference.appearance
    sized = looks is None or looks.width is not None or looks.height is not None
    if sized or facts.reference.vector not in {"img@src", "image@src"}:
        return None
    return Signal("unsized", "no size is declared for it")


def at_the_edge(facts: Facts) -> Signal | None:
    """It stands before or behind everything visible."""
    looks = facts.reference.appearance
    order = looks.order if looks else ""
    if order not in {BEFORE, AFTER} and not facts.last:
        return None
    return Signal("at-the-edge", f"it stands {order}" if order else "nothing is loaded after it")


def redirector(facts: Facts) -> Signal | None:
    """A link that leads through somebody who counts."""
    if facts.reference.trigger is not Trigger.CLICK or (facts.address.extension and not facts.address.query):
        return None
    if facts.wrapper:
        return Signal("redirector", facts.wrapper)
    words = _REDIRECTING.search(_readable(facts.address, f"{facts.address.host} {facts.address.path}"))
    alike = facts.survey.shapes[shape(facts.address)]
    if alike >= 3 and _counts_clicks(facts, said=words is not None):
        return Signal("redirector", f"{alike} links of the message go through {facts.address.host} in the same way")
    if facts.address.opaque and words:
        return Signal("redirecting-word", f"its address says “{words[0]}”")
    return None


def _counts_clicks(facts: Facts, *, said: bool) -> bool:
    """Whether links that are alike are counted; shops, too, number or name their pages by machine.

    Whoever counts hides where a link leads, and with that the campaign; its address says that it redirects, or is where
    one leaves the list, or holds more than a page needs.
    """
    one = facts.address
    made = [piece.text for piece in one.opaque if not is_number(piece.text)]
    if "utm_" in one.query or not one.opaque:
        return False
    return said or bool(made and (one.site in facts.survey.leaving or max(map(len, made)) >= _PAGE))


def clicks_counted_there(facts: Facts) -> Signal | None:
    """Its site is the one through which the message's links go."""
    if facts.address.site not in facts.survey.sites:
        return None
    return Signal("same-site-as-clicks", f"the message's links go through {facts.address.site} too")


def repeated(facts: Facts) -> Signal | None:
    """The same picture is used several times: it serves the layout."""
    if facts.times < (2 if facts.address.extension else 3):
        return None
    return Signal("repeated", f"it stands {facts.times} times in the message, as layout pictures do")


def plain_file(facts: Facts) -> Signal | None:
    """A file with a name for people, without anything that differs from reader to reader."""
    one = facts.address
    if not one.extension or one.query or one.opaque:
        return None
    name = one.path.rpartition("/")[2]
    kind = "spacer" if _SPACING.search(name) else "plain-file"
    return Signal(
        kind, f"{_cut(name)} is an ordinary file name" if kind != "spacer" else f"{_cut(name)}: a spacer's name"
    )


def signed_content(facts: Facts) -> Signal | None:
    """Its parameters are those with which content stores sign or shape pictures for everybody."""
    match = _SIGNED.search(facts.address.query)
    if match is None:
        return None
    return Signal(
        "signed-content", f"the parameter {match[0].strip('&=')} is how content stores sign or shape pictures"
    )


def named_for_the_reader(facts: Facts) -> Signal | None:
    """A parameter whose name says that it is the reader's."""
    found = (one for one in facts.address.opaque if one.place == "query" and _READERS.search(one.name))
    piece = next(found, None)
    return Signal("reader-parameter", f"{piece.title} is named for the reader") if piece else None


def hashed_name(facts: Facts) -> Signal | None:
    """Nobody sees it, and its file has a hash for a name, as pictures have that are to be seen."""
    looks, name = facts.reference.appearance, facts.address.path.rpartition("/")[2]
    if looks is None or not looks.hidden or not facts.address.extension:
        return None
    hashed = is_content_hash(name.removesuffix(name[-len(facts.address.extension) :]))
    return Signal("hashed-name", f"{_cut(name)} is named by a hash, and nobody sees it") if hashed else None


_PICTURED = frozenset({Kind.IMAGE, Kind.MEDIA, Kind.FRAME, Kind.OBJECT, Kind.AVATAR})
_Test = Callable[[Facts], Signal | None]
_WHEN_SHOWN: tuple[_Test, ...] = (
    leaking,
    known_vendor,
    shared_identifier,
    shared_parameter,
    invisible,
    opaque_identifier,
    named_for_the_reader,
    hashed_name,
    counts,
    program,
    clicks_counted_there,
    only_of_its_host,
    stranger,
    unsized,
    at_the_edge,
    repeated,
    plain_file,
    signed_content,
)
_WHEN_FOLLOWED: tuple[_Test, ...] = (
    leaking,
    known_vendor,
    shared_identifier,
    shared_parameter,
    opaque_identifier,
    named_for_the_reader,
    redirector,
)


def names(signals: Iterable[Signal]) -> frozenset[str]:
    """The names of signals."""
    return frozenset(signal.name for signal in signals)


def _readable(one: Address, text: str) -> str:
    """A text without the URL's identifiers, in which words stand by chance."""
    for piece in one.opaque:
        text = text.replace(piece.text, "*")
    return text


def _is_common(text: str, common: frozenset[str]) -> bool:
    parts = shared_parts(text)
    return bool(parts) and common.issuperset(parts)


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
