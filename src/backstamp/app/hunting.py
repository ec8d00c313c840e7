"""A hunt: names to look for, logs read, openings folded and placed. What touches files stands here."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta, timezone, tzinfo
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from backstamp.app.clock import moment, now_us
from backstamp.app.hunt_mail import Mail, read_mail
from backstamp.catalogue.trackers import TrackerBook, load_trackers
from backstamp.errors import LogFileError, UsageError
from backstamp.recipient.hunt.clients import ClientBook, Network, read_network, read_time
from backstamp.recipient.hunt.counts import Counts
from backstamp.recipient.hunt.forwarding import Story, stories
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.openings import Folding
from backstamp.recipient.hunt.post import Post
from backstamp.recipient.hunt.reading import Log
from backstamp.recipient.hunt.sought import Sought, of_catalogue, vendors_of
from backstamp.recipient.hunt.timeline import Sighting, timeline
from backstamp.recipient.sources.walk import files

STDIN = "-"
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


@dataclass(frozen=True, slots=True)
class Question:
    """What the user asks.

    Attributes:
        logs: files, folders, or ``-`` for standard input.
        mail: a mailbox, folder or message, or what a scan printed; None where there is none.
        domains: to hunt for, with all below them.
        clients: a table of whose machines there are.
        resolvers: addresses and networks.
        gateways: as above.
        since: a time; "" for the beginning.
        until: a time; "" for the end.
        zone: of times that bear none, and of those shown.
        skew: seconds by which clocks may differ.
        format_name: of the logs; "" to find it.
        folder: the data folder.
    """

    logs: Sequence[str]
    mail: str | None = None
    domains: Sequence[str] = ()
    clients: Path | None = None
    resolvers: Sequence[str] = ()
    gateways: Sequence[str] = ()
    since: str = ""
    until: str = ""
    zone: str = "UTC"
    skew: int = 300
    format_name: str = ""
    folder: Path = Path("backstamp-data")


@dataclass(frozen=True, slots=True)
class LogRead:
    """How the reading of a log went.

    Attributes:
        path: of it.
        counts: what was read.
        trouble: why it could not be read at all, or to its end; "" where it was.
    """

    path: str
    counts: Counts
    trouble: str = ""

    @property
    def known(self) -> bool:
        """Whether it is a log at all: empty, or with lines that tell something, or mostly of a form that is known."""
        counts = self.counts
        return not self.trouble and (counts.told > 0 or counts.unparsable * 2 <= counts.read)


@dataclass(frozen=True, slots=True)
class Hunt:
    """What came out.

    Attributes:
        sought: the names.
        aim: where they come from, for people.
        mail: what was read of it; None where there is none.
        sightings: all openings, by time.
        stories: the messages that were opened.
        logs: how the reading went, in the order of reading.
        left_out: events that were too many to tell.
        zone: of the times shown.
        given: whether the table of clients was given.
    """

    sought: Sought
    aim: str
    mail: Mail | None
    sightings: Sequence[Sighting]
    stories: Sequence[Story]
    logs: Sequence[LogRead]
    left_out: int
    zone: tzinfo
    given: bool

    @property
    def read(self) -> bool:
        """Whether any log could be read, and any of the mail."""
        mail = self.mail is None or self.mail.looked > 0 or not self.mail.unreadable
        return mail and any(log.known for log in self.logs)


@dataclass(slots=True)
class Watch:
    """Where a hunt is, for those who watch it."""

    doing: str = ""
    counts: Counts = field(default_factory=Counts)
    events: int = 0


def hunt(question: Question, watch: Watch) -> Hunt:
    """Read everything, and answer.

    Raises:
        UsageError: something asked for cannot be.
        CatalogueError: an imported list of trackers is malformed.
    """
    zone = read_zone(question.zone)
    limits = tuple(read_time(text, zone) if text else None for text in (question.since, question.until))
    resolvers, gateways = _networks(question.resolvers), _networks(question.gateways)
    book = _clients(question.clients, zone)
    paths = _log_paths(question)
    trackers = load_trackers(question.folder)
    watch.doing = f"reading mail in {question.mail}"
    mail = read_mail(question.mail, question.folder) if question.mail is not None else None
    sought, aim = _sought(question, mail, trackers)
    post = Post(mail.messages if mail else (), question.skew * 1_000_000)
    folding = Folding(post.has_url)
    logs = [_read(path, question.format_name, zone, sought, folding, limits, watch) for path in paths]
    watch.doing = "putting it together"
    sightings = timeline(folding.openings(), post, book, resolvers, gateways)
    given = question.clients is not None
    return Hunt(sought, aim, mail, sightings, stories(sightings, post), logs, folding.left_out, zone, given)


def read_zone(text: str) -> tzinfo:
    """A zone by its name (IANA) or offset.

    Raises:
        UsageError: it is neither.
    """
    offset = _OFFSET.fullmatch(text)
    try:
        if text.upper() in {"UTC", "Z"}:
            return UTC
        if offset:
            minutes = int(offset[2]) * 60 + int(offset[3])
            return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
        return ZoneInfo(text)
    except (ValueError, KeyError, OSError):
        raise UsageError(f"no zone is called {text!r}: write a name such as Europe/Berlin, or +01:00") from None


def _networks(texts: Sequence[str]) -> tuple[Network, ...]:
    return tuple(read_network(text) for text in texts)


def _clients(path: Path | None, zone: tzinfo) -> ClientBook:
    if path is None:
        return ClientBook()
    try:
        return ClientBook.read(path.read_text(encoding="utf-8", errors="replace"), zone)
    except (OSError, ValueError) as error:
        raise UsageError(f"the table of clients {path} cannot be read: {error}") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error.operator}") from None


def _log_paths(question: Question) -> list[str]:
    """Files as they are named, all files of a folder; before anything is read, each is known to be there."""
    if STDIN in question.logs and question.mail == STDIN:
        raise UsageError("standard input cannot be log and mail at once: name one of them as a file")
    paths: list[str] = []
    for path in question.logs:
        if path != STDIN and not Path(path).exists():
            raise UsageError(f"{path} is not there: name a log, a folder of logs, or - for standard input")
        if path != STDIN and Path(path).is_dir():
            paths += [found.path for found in files(path)]
        else:
            paths.append(path)
    return list(dict.fromkeys(paths))


def _sought(question: Question, mail: Mail | None, trackers: TrackerBook) -> tuple[Sought, str]:
    """Domains that were named, hosts of the mail, or else the catalogue."""
    vendors = vendors_of(trackers.rules)
    exact: set[str] = set()
    for message in mail.messages if mail else ():
        exact.update(message.hosts)
        vendors |= {host: each.vendor for host, each in message.hosts.items() if each.vendor}
    below = Needles.of(question.domains)
    if question.domains and not below.hosts:
        raise UsageError("--domain: none of these is a name: write a domain such as tracker.example")
    aims = [", ".join(sorted(below.hosts))] if below.hosts else []
    if mail:
        aims.append(f"{len(exact):,} name{'s' if len(exact) != 1 else ''} that the mail makes a client ask for")
    if not aims:
        below = of_catalogue(trackers.rules)
        aims.append(f"the {len(below.hosts):,} hosts of the catalogue that serve opens")
    return Sought(frozenset(exact), below, vendors), "; ".join(aims)


def _read(
    path: str,
    format_name: str,
    zone: tzinfo,
    sought: Sought,
    folding: Folding,
    limits: tuple[int | None, ...],
    watch: Watch,
) -> LogRead:
    """One log; what is wrong with it is told, and the next one is read."""
    opened = partial(Log, Path(path), sought.needles(), zone=zone, format_name=format_name)
    log = opened(stream=sys.stdin.buffer, newest=moment(now_us())) if path == STDIN else opened()
    watch.doing, watch.counts = f"reading {path}", log.counts
    within = _within(limits)
    try:
        for event in log:
            if sought.wants(event) and within(event.at):
                watch.events += 1
                folding.add(event)
    except LogFileError as error:
        return LogRead(path, log.counts, error.operator)
    return LogRead(path, log.counts)


def _within(limits: tuple[int | None, ...]) -> Callable[[int | None], bool]:
    """Events without a time are within any limits: nothing says that they are not."""
    since, until = limits
    if since is None and until is None:
        return lambda _: True
    first, last = -(1 << 62) if since is None else since, 1 << 62 if until is None else until
    return lambda at: at is None or first <= at < last


def errors_of(hunt: Hunt) -> Iterator[str]:
    """What could not be read, a sentence each."""
    for log in hunt.logs:
        if log.trouble:
            yield log.trouble
        elif log.counts.damage:
            yield f"{log.path}: {log.counts.damage}"
    for each in hunt.mail.unreadable if hunt.mail else ():
        yield f"{each.path}: {each.reason}"
