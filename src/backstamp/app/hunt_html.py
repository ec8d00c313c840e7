"""The report of a hunt as one HTML file: no scripts, nothing loaded from anywhere, no link that leads out of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from backstamp.app.html_page import page
from backstamp.app.hunt_words import (
    REACHES,
    RELATIONS,
    candidates_words,
    certainty,
    client_words,
    copies_words,
    headline,
    message_words,
    notes,
    reading_words,
    span,
    when,
    who_words,
    zone_words,
)
from backstamp.app.hunting import Hunt, errors_of
from backstamp.app.scan_html_markup import Markup, tag
from backstamp.recipient.hunt.forwarding import Reading, Story
from backstamp.recipient.hunt.roles import READER
from backstamp.recipient.hunt.timeline import Relation, Sighting

_ROWS = 2000
_STORIES = 500
_CLASSES = {
    Relation.RECIPIENT: "clear",
    Relation.FORWARDED: "certain",
    Relation.POSSIBLY_FORWARDED: "probable",
    Relation.UNKNOWN: "possible",
    Relation.MACHINE: "faint",
    Relation.NO_MESSAGE: "possible",
}


def report(hunt: Hunt, made: datetime) -> str:
    """The whole file.

    Args:
        hunt: what was found.
        made: when, in UTC.
    """
    source = "from logs and mail alone: nothing was looked up or fetched"
    return page(headline(hunt), list(_parts(hunt)), made, source)


def _parts(hunt: Hunt) -> Iterator[Markup]:
    found = "certain" if hunt.stories else ("probable" if hunt.sightings else "clear")
    yield tag("p", "Hunt in logs", class_="kicker")
    yield tag("h1", headline(hunt), class_=found)
    yield tag("p", f"Hunted for {hunt.aim}. Times are {zone_words(hunt.zone)}.", class_="faint")
    if hunt.stories:
        yield tag("h2", "Who opened what")
        yield from (_story(story, hunt) for story in hunt.stories[:_STORIES])
        yield from _rest(len(hunt.stories) - _STORIES, "messages")
    if hunt.sightings:
        yield tag("h2", "Timeline")
        yield _timeline(hunt)
        yield from _rest(len(hunt.sightings) - _ROWS, "openings")
    told = notes(hunt)
    if told:
        yield tag("h2", "To be borne in mind")
        yield tag("ul", *(tag("li", note) for note in told))
    yield tag("h2", "What was read")
    yield _logs(hunt)
    errors = list(errors_of(hunt))
    if errors:
        yield tag("ul", *(tag("li", error) for error in errors), class_="small")


def _story(story: Story, hunt: Hunt) -> Markup:
    message = story.message
    facts = [
        ("From", message.sender),
        ("To", ", ".join(message.recipients) or "nobody that it names"),
        ("Delivered", when(message.delivered, hunt.zone) + (f" ({message.delivered_by})" if message.delivered else "")),
        ("Where", message.path),
    ]
    rows = [part for name, text in facts for part in (tag("dt", name), tag("dd", text))]
    readings = [tag("li", *_reading(reading, story, hunt)) for reading in story.readings]
    readings += [tag("li", words, class_="certain") for words in copies_words(story, hunt.zone)]
    return tag(
        "div", tag("p", tag("strong", message_words(message))), tag("dl", *rows), tag("ul", *readings), class_="card"
    )


def _reading(reading: Reading, story: Story, hunt: Hunt) -> Sequence[str]:
    standing = reading.sightings[0].standing if reading.owner is None else READER
    who = who_words(reading.owner.label if reading.owner else "", reading.clients, standing)
    count = len(reading.sightings)
    until = f", {count:,} times until {when(reading.last, hunt.zone)}" if count > 1 else ""
    words = reading_words(reading, story, hunt.zone)
    return [
        tag("strong", who),
        f", {when(reading.first, hunt.zone)}{until}: ",
        tag("span", words, class_=_CLASSES[reading.relation]),
    ]


def _timeline(hunt: Hunt) -> Markup:
    head = tag("tr", *(tag("th", name) for name in ("When", "Who", "What", "How sure, and where it stands")))
    rows = [_row(sighting, hunt) for sighting in hunt.sightings[:_ROWS]]
    return tag("table", tag("thead", head), tag("tbody", *rows))


def _row(sighting: Sighting, hunt: Hunt) -> Markup:
    opening = sighting.opening
    vendor = hunt.sought.vendor(opening.host, opening.aliases)
    what: list[str] = [REACHES[opening.reach], tag("br"), tag("code", opening.host)]
    what += [f" {vendor}"] if vendor else []
    which = candidates_words(sighting)
    what += [tag("br"), which] if which else []
    relation = tag("span", RELATIONS[sighting.relation], class_=f"badge {_CLASSES[sighting.relation]}")
    lines = [tag("li", f"{line.file}:{line.line} {line.means} {line.what}") for line in opening.lines]
    rest = opening.events - len(lines)
    lines += [tag("li", f"and {rest:,} more")] if rest > 0 else []
    return tag(
        "tr",
        tag("td", span(opening, hunt.zone), class_="number small"),
        tag("td", client_words(sighting), tag("br"), relation),
        tag("td", *what),
        tag("td", certainty(sighting, hunt), tag("ul", *lines, class_="faint"), class_="small"),
    )


def _logs(hunt: Hunt) -> Markup:
    names = ("Lines", "Looked at closely", "Unknown form")
    head = tag("tr", tag("th", "Log"), tag("th", "Format"), *(tag("th", name, class_="number") for name in names))
    rows = []
    for log in hunt.logs:
        numbers = (log.counts.lines, log.counts.read, log.counts.unparsable)
        cells = [tag("td", f"{number:,}", class_="number") for number in numbers]
        samples = [tag("br"), *(tag("code", f"{number}: {text}") for number, text in log.counts.samples)]
        name = tag("td", log.path, *(samples if log.counts.samples else ()))
        rows.append(tag("tr", name, tag("td", ", ".join(log.counts.formats)), *cells))
    return tag("table", tag("thead", head), tag("tbody", *rows))


def _rest(count: int, what: str) -> list[Markup]:
    return [tag("p", f"and {count:,} more {what}; --json has all", class_="faint small")] if count > 0 else []
