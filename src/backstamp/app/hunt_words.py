"""What a hunt found, in words: facts apart from what follows from them, and how sure that is."""

from collections.abc import Sequence
from datetime import tzinfo

from backstamp.app.clock import moment
from backstamp.app.hunting import Hunt
from backstamp.recipient.hunt.forwarding import Forward, Reading, Story
from backstamp.recipient.hunt.mail import Message
from backstamp.recipient.hunt.opening import Opening, Reach
from backstamp.recipient.hunt.roles import Role, Standing
from backstamp.recipient.hunt.sought import is_general
from backstamp.recipient.hunt.timeline import Relation, Sighting

REACHES = {
    Reach.FETCHED: "fetched from",
    Reach.CONNECTED: "connected to",
    Reach.ASKED: "asked for",
    Reach.UNANSWERED: "asked in vain for",
    Reach.REFUSED: "was refused",
}
_PROVES = {
    Reach.FETCHED: "a URL there was asked for, which no known message has.",
    Reach.CONNECTED: "a machine connected to it; the log does not say for which URL.",
    Reach.ASKED: "a machine looked the name up: likely an opening, and no proof that a person read.",
    Reach.UNANSWERED: "a machine looked the name up and got no address: over this resolver nothing could be loaded.",
    Reach.REFUSED: "a rule of resolver or proxy forbids it: over this one the tracker learnt nothing.",
}
_SHORT = {
    Reach.FETCHED: "Fetched",
    Reach.CONNECTED: "Connected",
    Reach.ASKED: "Asked",
    Reach.UNANSWERED: "Asked in vain",
    Reach.REFUSED: "Refused",
}
RELATIONS = {
    Relation.RECIPIENT: "a recipient",
    Relation.FORWARDED: "no recipient",
    Relation.POSSIBLY_FORWARDED: "possibly forwarded",
    Relation.UNKNOWN: "machine not known",
    Relation.MACHINE: "a machine for others",
    Relation.NO_MESSAGE: "message not known",
}
_NOT_READ = (
    "A look-up says that a machine asked for a name, not that a person read anything: programs that look ahead at "
    "links, virus scanners and mail gateways ask too."
)
_GENERAL = "{} is a name that web sites have: a look-up of it may have nothing to do with mail."
_PROMPT = (
    "What was asked within a minute of the delivery by a machine that nobody knows may be the work of a mail gateway "
    "or scanner: --gateway ADDRESS says that it is."
)
_CACHED = (
    "A name that was asked for stays known to the machine for minutes or hours (its TTL): what was opened again within "
    "that time left no line. There can be more openings than are shown, and on other networks none is seen."
)


def when(at: int | None, zone: tzinfo) -> str:
    """A moment, to the second."""
    return "at an unknown time" if at is None else moment(at).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def zone_words(zone: tzinfo) -> str:
    """The zone's name."""
    return getattr(zone, "key", None) or str(zone)


def span(opening: Opening, zone: tzinfo) -> str:
    """From when until when."""
    first = when(opening.first, zone)
    if opening.first is None or opening.last is None or opening.last - opening.first < 1_000_000:
        return first
    last = when(opening.last, zone)
    return f"{first} – {last[11:] if last[:10] == first[:10] else last}"


def client_words(sighting: Sighting) -> str:
    """Whose machine it is, as far as known."""
    return who_words(sighting.owner.label if sighting.owner else "", (sighting.opening.client,), sighting.standing)


def who_words(owner: str, clients: Sequence[str], standing: Standing) -> str:
    """A reader, with the addresses of the machines."""
    shown = ", ".join(client or "a client that the log does not name" for client in clients[:3])
    shown += f" and {len(clients) - 3} more" if len(clients) > 3 else ""
    if owner:
        return f"{owner} ({shown})"
    role = {Role.READER: "", Role.RESOLVER: "a resolver or proxy", Role.GATEWAY: "a mail gateway or scanner"}
    if standing.role is Role.READER:
        return shown
    return f"{shown}, {'' if standing.given else 'most likely '}{role[standing.role]}"


def standing_words(client: str, standing: Standing) -> str:
    """Why a client is taken for a resolver or gateway, and how to say better."""
    if standing.given:
        return f"{client} was named as {'a resolver' if standing.role is Role.RESOLVER else 'a mail gateway'}."
    if standing.role is Role.GATEWAY:
        return (
            f"{client} asked within a minute of their arrival for what is in {standing.cases:,} messages: most likely "
            f"a mail gateway or scanner, or a mail program that loads pictures at once. --gateway {client} says that "
            "it is one, --clients whose it is."
        )
    return (
        f"{client} asked {standing.cases:,} times right after one of {standing.partners:,} other clients had: most "
        f"likely a resolver or proxy that asks for them. --resolver {client} says that it is one."
    )


def certainty(sighting: Sighting, hunt: Hunt) -> str:
    """What the logs prove of an opening, and what not."""
    opening = sighting.opening
    words = [_proves(sighting)]
    if sighting.candidates.together:
        words.append(f"{len(sighting.candidates.together)} names of this message were asked for within seconds.")
    if sighting.prompt:
        words.append("It came within a minute of the delivery, as look-ups of mail gateways and scanners do.")
    if _says_little(sighting, hunt):
        words.append(_GENERAL.format(opening.host))
    if opening.aliases:
        words.append(f"The name is an alias of {opening.aliases[-1]}.")
    return " ".join(words)


def how_sure(hunt: Hunt) -> list[str]:
    """What the logs prove of all openings, each kind said once."""
    found = dict.fromkeys(map(_proves, hunt.sightings))
    general = sorted({each.opening.host for each in hunt.sightings if _says_little(each, hunt)})
    prompt = any(each.prompt for each in hunt.sightings)
    return [*found, *([_PROMPT] if prompt else []), *map(_GENERAL.format, general[:5])]


def _says_little(sighting: Sighting, hunt: Hunt) -> bool:
    """Whether a name was asked for that stands for a web site, and for no known tracker."""
    opening = sighting.opening
    if opening.reach not in {Reach.ASKED, Reach.CONNECTED} or hunt.sought.vendor(opening.host, opening.aliases):
        return False
    return is_general(opening.host)


def _proves(sighting: Sighting) -> str:
    candidates, reach = sighting.candidates, sighting.opening.reach
    if sighting.standing.role is not Role.READER:
        return "By a resolver, proxy or gateway: it asks for others, or looks at all mail. That is no opening."
    words = _PROVES[reach]
    if reach is Reach.FETCHED and candidates.personal:
        words = "a URL was asked for that stands in this message alone, or in what was forwarded of it: beyond doubt."
    elif reach is Reach.FETCHED and candidates.exact:
        words = "a URL of this message was asked for; other copies may have the same."
    return f"{_SHORT[reach]}: {words}"


def message_words(message: Message) -> str:
    """A message, named."""
    return f"“{message.subject or message.message_id or 'no subject'}”"


def candidates_words(sighting: Sighting) -> str:
    """Which message it is, and how many others it could be."""
    likely = sighting.candidates.likely
    if likely is None:
        return ""
    others = len(sighting.candidates.others) + sighting.candidates.more
    return message_words(likely) + (f" or {others:,} more" if others else "")


def headline(hunt: Hunt) -> str:
    """The answer in a sentence."""
    if not hunt.sightings:
        return "Nothing was found: nobody asked for these names in these logs."
    readings = [reading for story in hunt.stories for reading in story.readings]
    forwarded = {reading.who for reading in readings if reading.relation is Relation.FORWARDED} | {
        reading.who
        for story in hunt.stories
        for reading in story.readings
        if story.original and reading.relation is Relation.RECIPIENT
    }
    possible = any(reading.relation is Relation.POSSIBLY_FORWARDED for reading in readings)
    people = [each for each in hunt.sightings if each.standing.role is Role.READER]
    if not people:
        return "No opening was found: only resolvers, proxies or gateways asked for these names."
    count = _number(len(people), "likely opening")
    opened = sum(any(each.relation is not Relation.MACHINE for each in story.readings) for story in hunt.stories)
    if opened:
        told = f"{count}; {_number(opened, 'message')} opened"
        if forwarded:
            return f"{told}, and most likely passed on to {_listed(sorted(forwarded))}."
        return f"{told}, and possibly passed on." if possible else f"{told}."
    clients = len({each.opening.client for each in people})
    return f"{count} from {_number(clients, 'client')}."


def reading_words(reading: Reading, story: Story, zone: tzinfo) -> str:
    """What one reader's openings say."""
    words = _reading_words(reading, story, zone)
    if reading.reach in {Reach.REFUSED, Reach.UNANSWERED} and reading.relation is not Relation.MACHINE:
        words += " The tracker learnt nothing by it, over this resolver or proxy."
    return words


def _reading_words(reading: Reading, story: Story, zone: tzinfo) -> str:
    if reading.forward is not None:
        return _forward_words(reading, reading.forward, zone)
    if reading.relation is Relation.RECIPIENT:
        came = f", to whom {_listed(sorted(story.message.senders))} forwarded it" if story.original else ""
        return f"Opened by a recipient{came}."
    if reading.relation is Relation.MACHINE:
        return "Not a reader: it asks for others."
    if reading.prompt:
        return "Within a minute of the delivery: perhaps a mail gateway or scanner. --gateway or --clients tell."
    to = _listed(story.message.recipients) or "the recipient"
    return f"Nobody says whose machine this is; it may be that of {to}. --clients tells."


def copies_words(story: Story, zone: tzinfo) -> list[str]:
    """The copies that were forwarded, as far as they are among the mail."""
    return [
        f"Forwarded as {message_words(copy)} to {_listed(copy.recipients) or 'nobody that it names'}, "
        f"{when(copy.delivered, zone)} ({copy.path})."
        for copy in story.copies[:10]
    ]


def _forward_words(reading: Reading, forward: Forward, zone: tzinfo) -> str:
    by = _one_of(forward.by) or "a recipient"
    if forward.copy is not None:
        sent = f"{by} forwarded it to {reading.who}"
        return f"{sent} on {when(forward.copy.delivered, zone)} (message {message_words(forward.copy)})."
    between = _between(forward, zone)
    others = f" Or by {_listed(forward.others)}, who had it by then." if forward.others else ""
    if reading.relation is Relation.POSSIBLY_FORWARDED:
        return (
            f"More machines than recipients: possibly forwarded by {by}, {between}; or a second machine of the same "
            f"reader. --clients tells.{others}"
        )
    sure = any(sighting.candidates.personal for sighting in reading.sightings)
    else_ = "or read in a shared mailbox" if sure else "or read in a shared mailbox, or a copy of their own"
    return f"Forwarded, most likely by {by} to {reading.who}, {between}; {else_}.{others}"


def _between(forward: Forward, zone: tzinfo) -> str:
    if forward.after is None:
        return f"before {when(forward.before, zone)}"
    what = "when it was first opened" if forward.opened else "when it was delivered"
    if forward.before is None:
        return f"after {when(forward.after, zone)}, {what}"
    return f"between {when(forward.after, zone)} ({what}) and {when(forward.before, zone)}"


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:4])
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest:,} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)


def _one_of(names: Sequence[str]) -> str:
    return f"one of {_listed(names)}" if len(names) > 1 else _listed(names)


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def notes(hunt: Hunt) -> list[str]:
    """What a reader of the report must know."""
    found = [_NOT_READ, _CACHED] if hunt.sightings else []
    standings = {each.opening.client: each.standing for each in hunt.sightings if each.standing.role is not Role.READER}
    found += [standing_words(client, standing) for client, standing in list(standings.items())[:10]]
    if hunt.left_out:
        found.append(f"{hunt.left_out:,} events were too many to tell; --since, --until or --domain narrow it down.")
    if not hunt.mail:
        found.append("Without --mail nobody can say which message it was, nor whether it was forwarded.")
    elif not hunt.given:
        found.append("Without --clients nobody can say whose machines these are.")
    return found
