"""The story of one scan: who watches, what each learns and when, what is given away, what to do. Values, no looks.

The terminal and the HTML report both tell it.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from backstamp.app.printable import printable
from backstamp.app.scan_place import Place
from backstamp.app.scan_words import form_words, leak_url, leak_words
from backstamp.app.scanning import Scanned
from backstamp.mail.references.reference import Trigger
from backstamp.recipient.finding import Confidence, Finding, FindingKind, Leak, LeakOf

_HOST = re.compile(r"[a-z][a-z0-9+.-]*+:(?://)?(?:[^/?#@]*+@)?(\[[^\]/?#]*+\]|[^/?#:]++)", re.IGNORECASE)
_RANK = {Confidence.CERTAIN: 0, Confidence.PROBABLE: 1, Confidence.POSSIBLE: 2}
_ON_OPEN = {FindingKind.OPEN, FindingKind.CONTENT, FindingKind.STYLE}
_TELLING = tuple(FindingKind)
_DATA = tuple(LeakOf)
SENDER = "the sender"
_NAMED = 3
"""Watchers that a headline names."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in its place, and whom it tells."""

    finding: Finding
    place: Place
    watcher: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one watcher that are alike: the same kind, as sure, for the same reasons."""

    members: tuple[Found, ...]

    @property
    def first(self) -> Found:
        """The one that stands for all."""
        return self.members[0]


@dataclass(frozen=True)
class Watcher:
    """Somebody who learns something.

    Attributes:
        name: a vendor, a host, or the sender.
        hosts: that its addresses lead to.
        groups: its findings, the surest first.
    """

    name: str
    hosts: tuple[str, ...]
    groups: tuple[Group, ...]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All of its findings."""
        return tuple(found.finding for group in self.groups for found in group.members)

    @property
    def confidence(self) -> Confidence:
        """Of the surest finding."""
        return min((each.confidence for each in self.findings), key=_RANK.__getitem__)

    @property
    def on_open(self) -> bool:
        """Whether it learns of an opening."""
        return any(each.kind in _ON_OPEN for each in self.findings)

    @property
    def on_click(self) -> bool:
        """Whether it learns of clicks."""
        return any(each.kind is FindingKind.CLICK for each in self.findings)

    @property
    def by_receipt(self) -> bool:
        """Whether it asks for a receipt."""
        return any(each.kind is FindingKind.RECEIPT for each in self.findings)

    @property
    def moments(self) -> str:
        """When it learns something, in a few words."""
        words = [("when you open it", self.on_open), ("what you click", self.on_click), ("by receipt", self.by_receipt)]
        return ", ".join(word for word, so in words if so) or "without being asked"


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned at one moment.

    Attributes:
        when: the moment.
        who: the numbers of the watchers, from 1; empty where it holds for all.
        what: in words.
    """

    when: str
    who: tuple[int, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Given:
    """Something of the reader's that is given away, in words.

    Attributes:
        datum: which one.
        to: who receives it.
        url: the address that carries it: what stands in front of it, itself, and what stands behind it.
        what: which datum, to follow the address in a sentence.
        worth: what the way it is written is worth.
        times: in how many addresses it stands like this.
        known: whether it is known to be the reader's.
    """

    datum: LeakOf
    to: str
    url: tuple[str, str, str]
    what: str
    worth: str
    times: int
    known: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: a command, or "" where it is no command, and what it is good for."""

    command: str
    words: str


@dataclass(frozen=True)
class Story:
    """One message, told.

    Attributes:
        scanned: what it is told of.
        watchers: who certainly or probably learn something.
        possible: who perhaps do.
        learned: what they learn, moment by moment.
        given: what is given away.
        steps: what to do.
    """

    scanned: Scanned
    watchers: tuple[Watcher, ...]
    possible: tuple[Watcher, ...]
    learned: tuple[Learned, ...]
    given: tuple[Given, ...]
    steps: tuple[Step, ...]

    @cached_property
    def headline(self) -> str:
        """The verdict in one sentence."""
        return _headline(self)


def story(scanned: Scanned) -> Story:
    """Tell one message."""
    findings = scanned.scan.findings
    names = watcher_names(findings)
    found = [Found(*each) for each in zip(findings, scanned.places, names, strict=True)]
    sure = _watchers(each for each in found if each.finding.sure)
    possible = _watchers(each for each in found if not each.finding.sure)
    return Story(scanned, sure, possible, tuple(_learned(sure)), tuple(_given(found)), tuple(_steps(scanned, sure)))


def host_of(url: str) -> str:
    """The host of a URL, lower-case; of mailto: the domain; "" where there is none."""
    found = _HOST.match(url)
    if found is None:
        return ""
    return found[1].lower().rpartition("@")[2]


def watcher_names(findings: Sequence[Finding]) -> list[str]:
    """Whom each finding tells: the vendor (of anything at its host), the host, or the sender, who asks for receipts."""
    vendors = {host_of(each.url): each.vendor for each in reversed(findings) if each.vendor and host_of(each.url)}
    names = []
    for each in findings:
        host = host_of(each.url)
        name = SENDER if each.kind is FindingKind.RECEIPT else each.vendor or vendors.get(host) or host or SENDER
        names.append(name)
    return names


def headline_of(watchers: Sequence[Watcher], given: Sequence[Given], possible: int) -> str:
    """The verdict in one sentence."""
    clauses = list(_clauses(watchers))
    if not clauses:
        if possible:
            return (
                f"Nothing in this message tracks you for certain or in all probability; "
                f"{_count(possible, 'address')} in it could."
            )
        return "No tracking was found in this message."
    known = {each.datum for each in given if each.known}
    if known:
        clauses.append("knows you by your address" if LeakOf.ADDRESS in known else "carries data of yours")
    elif any(each.per_recipient for watcher in watchers for each in watcher.findings):
        clauses.append("knows you by a number of your own")
    return f"This message {_and(clauses)}."


def _headline(told: Story) -> str:
    return headline_of(told.watchers, told.given, sum(len(each.findings) for each in told.possible))


def _clauses(watchers: Sequence[Watcher]) -> Iterator[str]:
    opens = [each for each in watchers if each.on_open]
    clicks = [each for each in watchers if each.on_click]
    if opens and {each.name for each in opens} == {each.name for each in clicks}:
        yield f"tells {_names(opens)} when you open it and which links you follow"
    else:
        if opens:
            yield f"tells {_names(opens)} when you open it"
        if clicks:
            yield f"tells {_names(clicks)} which links you follow"
    if any(each.by_receipt for each in watchers):
        yield "asks your mail program to tell the sender that you read it"
    rest = [each for each in watchers if not (each.on_open or each.on_click or each.by_receipt)]
    if rest and not (opens or clicks):
        yield f"can tell {_names(rest)} that it has arrived"


def _names(watchers: Sequence[Watcher]) -> str:
    names = [printable(each.name, 60) for each in watchers]
    if len(names) == 1:
        return names[0]
    kind = "companies" if all(each.findings[0].vendor for each in watchers) else "parties"
    shown = names if len(names) <= _NAMED else [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
    return f"{len(names)} {kind} ({', '.join(shown)})"


def _and(clauses: Sequence[str]) -> str:
    if len(clauses) == 1:
        return clauses[0]
    return f"{', '.join(clauses[:-1])}, and {clauses[-1]}"


def _watchers(found: Iterable[Found]) -> tuple[Watcher, ...]:
    by_name: dict[str, list[Found]] = {}
    for each in found:
        by_name.setdefault(each.watcher, []).append(each)
    watchers = [_watcher(name, each) for name, each in by_name.items()]
    return tuple(sorted(watchers, key=lambda each: (_RANK[each.confidence], not each.on_open, not each.on_click)))


def _watcher(name: str, found: Sequence[Found]) -> Watcher:
    alike: dict[tuple[object, ...], list[Found]] = {}
    for each in found:
        finding = each.finding
        reasons = tuple(signal.name for signal in finding.signals)
        key = (_RANK[finding.confidence], finding.kind, finding.reference.trigger, finding.per_recipient, reasons)
        alike.setdefault(key, []).append(each)
    groups = sorted(alike.values(), key=_weight)
    hosts = dict.fromkeys(filter(None, (host_of(each.finding.url) for each in found)))
    return Watcher(name, tuple(hosts), tuple(Group(tuple(group)) for group in groups))


def _weight(group: Sequence[Found]) -> tuple[int, int]:
    """What tells most comes first: sure before unsure, openings before clicks."""
    finding = group[0].finding
    return _RANK[finding.confidence], _TELLING.index(finding.kind)


def _learned(watchers: Sequence[Watcher]) -> Iterator[Learned]:
    for when, what, applies in _MOMENTS:
        who = tuple(number for number, watcher in enumerate(watchers, 1) if applies(watcher))
        if who:
            yield Learned(when, who if len(who) < len(watchers) else (), what)


def _has(*kinds: FindingKind) -> Callable[[Watcher], bool]:
    return lambda watcher: any(each.kind in kinds for each in watcher.findings)


def _on_print(watcher: Watcher) -> bool:
    return any(each.reference.trigger is Trigger.PRINT for each in watcher.findings)


_OPENING = (
    "that the message was opened, when and how often, with which mail program, and your network address: roughly where "
    "you are. Where your mail service loads pictures for you, less."
)
_CLICKING = "which link you followed, when, your browser and your network address; only then it sends you on."
_WHOSE = "each reader's copy has other addresses: what is asked for under yours is put down to you."
_FORWARDING = (
    "whoever opens or clicks in a copy that you forward is taken for you, and openings from other places show that it "
    "was passed on."
)
_RECEIPT = "that and when you read it, if your mail program answers such requests, or you agree to it."
_UNASKED = "that it has arrived, or that somebody checks its sender: some programs look this up by themselves."
_MOMENTS: tuple[tuple[str, str, Callable[[Watcher], bool]], ...] = (
    ("On open", _OPENING, lambda watcher: watcher.on_open),
    ("On print", "that the message was printed or made into a PDF.", _on_print),
    ("On click", _CLICKING, lambda watcher: watcher.on_click),
    ("Who you are", _WHOSE, lambda watcher: any(each.per_recipient or each.leaks for each in watcher.findings)),
    ("On forward", _FORWARDING, lambda watcher: watcher.on_open or watcher.on_click),
    ("By receipt", _RECEIPT, lambda watcher: watcher.by_receipt),
    ("Unasked", _UNASKED, _has(FindingKind.PREFETCH, FindingKind.AUTH)),
)


def _given(found: Sequence[Found]) -> Iterator[Given]:
    """Leaks, told once for each datum, form and receiver; those known to be the reader's come first."""
    alike: dict[tuple[LeakOf, str, str, str, bool], list[tuple[Finding, Leak]]] = {}
    for each in found:
        for leak in each.finding.leaks:
            key = (leak.what, leak.form, leak.value, each.watcher, leak.known)
            alike.setdefault(key, []).append((each.finding, leak))
    for key, leaks in sorted(alike.items(), key=lambda item: (not item[0][4], _DATA.index(item[0][0]))):
        finding, leak = leaks[0]
        url = leak_url(finding.url, leak)
        yield Given(leak.what, key[3], url, leak_words(leak), form_words(leak.form), len(leaks), leak.known)


def _steps(scanned: Scanned, watchers: Sequence[Watcher]) -> Iterator[Step]:
    if not watchers:
        return
    file = Path(scanned.path.rpartition("#")[0] or scanned.path)
    if file.is_file():
        name = shlex.quote(printable(str(file), 200))
        yield Step(f"backstamp clean {name} -o cleaned", "makes a copy without what tracks you; the original stays")
    hosts = [host for watcher in watchers for host in watcher.hosts if watcher.on_open or watcher.on_click]
    if hosts:
        domains = " ".join(f"--domain {shlex.quote(printable(host, 80))}" for host in hosts[:3])
        yield Step(f"backstamp hunt LOG {domains}", "shows in DNS or proxy logs who has opened it already")
        yield Step("backstamp block --format hosts", "makes block lists for your network; --from a saved --json")
    yield Step(
        "",
        "Read it without loading pictures. Do not forward it as it is: each reader of the copy is reported as you. "
        "To show it to others, clean it first, or attach it as a file.",
    )


def _count(number: int, what: str) -> str:
    plural = f"{what}es" if what.endswith("s") else f"{what}s"
    return f"1 {what}" if number == 1 else f"{number:,} {plural}"
