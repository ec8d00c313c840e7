"""What ``backstamp hunt --json`` prints, field by field; docs/json.md is made from this module."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import repeat

from pydantic import Field

from backstamp.app.clock import moment
from backstamp.app.hunt_words import certainty, headline, notes, reading_words, zone_words
from backstamp.app.hunting import Hunt, LogRead, errors_of
from backstamp.app.printable import printable_json
from backstamp.app.printed import Printed
from backstamp.recipient.hunt.forwarding import Forward, Reading, Story
from backstamp.recipient.hunt.mail import Message
from backstamp.recipient.hunt.opening import LogLine
from backstamp.recipient.hunt.timeline import Sighting


class HuntLine(Printed):
    """A line of a log that an opening is told from."""

    at: datetime | None = Field(description="When, as the log says.")
    file: str = Field(description="The log.")
    line: int = Field(description="Number of the line, row or frame, from 1.")
    means: str = Field(description="`lookup`, `connection` or `request`.")
    what: str = Field(description="Record type or method.")


class HuntOpening(Printed):
    """What one machine asked about one name within seconds: a likely opening."""

    first: datetime | None = Field(description="When it began; null where the log bears no time.")
    last: datetime | None = Field(description="When the last line of it was written.")
    client: str = Field(description="The address that asked; empty where the log does not say.")
    owner: str | None = Field(description="Whose machine it is, as `--clients` says.")
    role: str = Field(description="`reader`, `resolver` or `gateway`.")
    role_given: bool = Field(description="Whether the role was given; false: it is inferred, or nothing is known.")
    host: str = Field(description="The name asked for.")
    aliases: tuple[str, ...] = Field(description="Names that the answers led through (CNAME).")
    addresses: tuple[str, ...] = Field(description="Addresses answered, at most 16.")
    vendor: str | None = Field(description="Who is behind the name or its alias, where known.")
    reach: str = Field(description="`fetched`, `connected`, `asked`, `unanswered` or `refused`.")
    prompt: bool = Field(
        description="Whether it came within a minute of the delivery, as those of gateways and scanners do, from a "
        "machine whose owner is not known."
    )
    certainty: str = Field(description="What that proves and what not, in words.")
    lookups: int = Field(description="Lines of look-ups.")
    connections: int = Field(description="Lines of connections.")
    requests: int = Field(description="Lines of requests.")
    urls: tuple[str, ...] = Field(description="URLs asked for, as logged, at most 50.")
    clicked: bool = Field(description="Whether the message has the name in links only.")
    exact: bool = Field(description="Whether the log has a URL of the message itself.")
    personal: bool = Field(description="Whether that URL is in no other copy, but in one that was forwarded.")
    relation: str = Field(
        description="`recipient`, `forwarded`, `possibly-forwarded`, `unknown` (whose machine), `machine` (a resolver "
        "or gateway) or `no-message` (none is known that carries the name)."
    )
    message: str | None = Field(description="Path of the likeliest message.")
    other_messages: tuple[str, ...] = Field(description="Paths of others that it can be, the latest first, at most 10.")
    more_messages: int = Field(description="How many there are beyond those.")
    together: tuple[str, ...] = Field(
        description="Names that the same client asked for within seconds and that the likeliest message carries, where "
        "they are several."
    )
    lines: tuple[HuntLine, ...] = Field(description="The lines, the first six of each kind.")


class HuntForward(Printed):
    """How a message most likely came to somebody that it was not sent to."""

    by: tuple[str, ...] = Field(description="Who most likely passed it on: one of these.")
    others: tuple[str, ...] = Field(description="Who else had opened it by then.")
    after: datetime | None = Field(description="Not before.")
    after_opening: bool = Field(description="Whether that is when it was opened; else when it was delivered.")
    before: datetime | None = Field(description="Not later: then it was opened there.")
    copy_path: str | None = Field(description="Path of the forwarded message, where it is among the mail: proof.")


class HuntReading(Printed):
    """One reader, or one machine whose owner is not known, and one message."""

    who: str = Field(description="The owner, or the client's address.")
    owner: str | None = Field(description="The owner, where `--clients` says it.")
    clients: tuple[str, ...] = Field(description="Addresses of the machines.")
    relation: str = Field(description="As in HuntOpening, the one that says most.")
    reach: str = Field(description="As in HuntOpening, the farthest.")
    first: datetime | None = Field(description="The first opening.")
    last: datetime | None = Field(description="The last line of the last opening.")
    openings: int = Field(description="How many.")
    words: str = Field(description="What that means, in a sentence.")
    forward: HuntForward | None = Field(description="How it came to them, where they are no recipient.")


class HuntMessage(Printed):
    """A message that was opened, and by whom."""

    path: str = Field(description="Where it stands.")
    message_id: str = Field(description="With its angle brackets; empty where there is none.")
    subject: str = Field(description="As text.")
    sender: str = Field(alias="from", description="The From field, decoded.")
    to: tuple[str, ...] = Field(description="The recipients' addresses.")
    delivered: datetime | None = Field(description="When it arrived.")
    delivered_by: str = Field(description="Who says so: `Received` (the reader's server) or `Date` (the sender).")
    forwarded_from: str | None = Field(description="Path of the message that it was forwarded from.")
    forwarded_as: tuple[str, ...] = Field(description="Paths of messages that were forwarded from it.")
    readings: tuple[HuntReading, ...] = Field(description="By the time of the first opening.")


class HuntSample(Printed):
    """A line that could not be read."""

    line: int = Field(description="Its number.")
    text: str = Field(description="Its beginning.")


class HuntLog(Printed):
    """How the reading of a log went."""

    path: str = Field(description="The log.")
    formats: tuple[str, ...] = Field(description="Formats met in it.")
    octets: int = Field(description="Read, unpacked.")
    lines: int = Field(description="Lines, rows or frames.")
    read: int = Field(description="Taken apart: lines that hold a name looked for, and samples of the others.")
    told: int = Field(description="Of these, lines that tell of a look-up, connection or request.")
    unparsable: int = Field(description="Of these, lines that no format knows.")
    foreign: int = Field(description="Of these, lines of other programs.")
    overlong: int = Field(description="Lines above 64 KB, which were skipped.")
    samples: tuple[HuntSample, ...] = Field(description="The first unparsable lines.")
    trouble: str | None = Field(description="Why it could not be read to its end.")


class HuntReport(Printed):
    """All that `backstamp hunt --json` prints."""

    headline: str = Field(description="The answer in a sentence.")
    hunted: str = Field(description="Which names were looked for.")
    zone: str = Field(description="Zone of times in the logs that bear none.")
    messages_looked_at: int | None = Field(description="Messages of `--mail`; null without it.")
    openings: tuple[HuntOpening, ...] = Field(description="The timeline.")
    messages: tuple[HuntMessage, ...] = Field(description="Messages that were opened.")
    logs: tuple[HuntLog, ...] = Field(description="The logs, in the order of reading.")
    left_out: int = Field(description="Events that were too many to tell.")
    notes: tuple[str, ...] = Field(description="What must be known to read this rightly.")
    errors: tuple[str, ...] = Field(description="What could not be read.")


def hunt_report(hunt: Hunt) -> HuntReport:
    """All of a hunt."""
    return _report(hunt, map(_opening, hunt.sightings, repeat(hunt)), map(_message, hunt.stories, repeat(hunt)))


def json_pieces(hunt: Hunt) -> Iterator[str]:
    """The same as JSON, piece by piece and fit for a terminal: there may be as many openings as memory holds once."""
    frame = _report(hunt, (), ())
    before = {"headline", "hunted", "zone", "messages_looked_at"}
    yield printable_json(frame.model_dump_json(include=before).removesuffix("}")) + ',"openings":['
    yield from _listed(_opening(each, hunt) for each in hunt.sightings)
    yield '],"messages":['
    yield from _listed(_message(each, hunt) for each in hunt.stories)
    rest = frame.model_dump_json(exclude={*before, "openings", "messages"})
    yield "]," + printable_json(rest.removeprefix("{"))


def _listed(models: Iterable[Printed]) -> Iterator[str]:
    comma = ""
    for model in models:
        yield comma + printable_json(model.model_dump_json())
        comma = ","


def _report(hunt: Hunt, openings: Iterable[HuntOpening], messages: Iterable[HuntMessage]) -> HuntReport:
    return HuntReport(
        headline=headline(hunt),
        hunted=hunt.aim,
        zone=zone_words(hunt.zone),
        messages_looked_at=hunt.mail.looked if hunt.mail else None,
        openings=tuple(openings),
        messages=tuple(messages),
        logs=tuple(map(_log, hunt.logs)),
        left_out=hunt.left_out,
        notes=tuple(notes(hunt)),
        errors=tuple(map(_writable, errors_of(hunt))),
    )


def _opening(sighting: Sighting, hunt: Hunt) -> HuntOpening:
    opening, candidates = sighting.opening, sighting.candidates
    return HuntOpening(
        first=_time(opening.first),
        last=_time(opening.last),
        client=opening.client,
        owner=sighting.owner.label if sighting.owner else None,
        role=sighting.standing.role,
        role_given=sighting.standing.given,
        host=opening.host,
        aliases=_texts(opening.aliases),
        addresses=_texts(opening.addresses),
        vendor=hunt.sought.vendor(opening.host, opening.aliases) or None,
        reach=opening.reach,
        prompt=sighting.prompt,
        certainty=certainty(sighting, hunt),
        lookups=opening.lookups,
        connections=opening.connections,
        requests=opening.requests,
        urls=_texts(opening.urls),
        clicked=sighting.clicked,
        exact=candidates.exact,
        personal=candidates.personal,
        relation=sighting.relation,
        message=_path(candidates.likely),
        other_messages=_texts(each.path for each in candidates.others),
        more_messages=candidates.more,
        together=_texts(candidates.together),
        lines=tuple(map(_line, opening.lines)),
    )


def _line(line: LogLine) -> HuntLine:
    at = _time(line.at) if line.at >= 0 else None
    return HuntLine(at=at, file=line.file, line=line.line, means=line.means, what=line.what)


def _message(story: Story, hunt: Hunt) -> HuntMessage:
    message = story.message
    return HuntMessage(
        path=message.path,
        message_id=message.message_id,
        subject=message.subject,
        sender=message.sender,
        to=_texts(message.recipients),
        delivered=_time(message.delivered),
        delivered_by=message.delivered_by,
        forwarded_from=_path(story.original),
        forwarded_as=_texts(each.path for each in story.copies),
        readings=tuple(_reading(each, story, hunt) for each in story.readings),
    )


def _reading(reading: Reading, story: Story, hunt: Hunt) -> HuntReading:
    return HuntReading(
        who=reading.who,
        owner=reading.owner.label if reading.owner else None,
        clients=_texts(reading.clients),
        relation=reading.relation,
        reach=reading.reach,
        first=_time(reading.first),
        last=_time(reading.last),
        openings=len(reading.sightings),
        words=reading_words(reading, story, hunt.zone),
        forward=_forward(reading.forward) if reading.forward else None,
    )


def _forward(forward: Forward) -> HuntForward:
    return HuntForward(
        by=_texts(forward.by),
        others=_texts(forward.others),
        after=_time(forward.after),
        after_opening=forward.opened,
        before=_time(forward.before),
        copy_path=_path(forward.copy),
    )


def _log(log: LogRead) -> HuntLog:
    counts = log.counts
    return HuntLog(
        path=log.path,
        formats=tuple(counts.formats),
        octets=counts.octets,
        lines=counts.lines,
        read=counts.read,
        told=counts.told,
        unparsable=counts.unparsable,
        foreign=counts.foreign,
        overlong=counts.overlong,
        samples=tuple(HuntSample(line=number, text=text) for number, text in counts.samples),
        trouble=log.trouble or counts.damage or None,
    )


def _path(message: Message | None) -> str | None:
    return None if message is None else message.path


def _time(at: int | None) -> datetime | None:
    return None if at is None else moment(at)


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_writable, texts))


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
