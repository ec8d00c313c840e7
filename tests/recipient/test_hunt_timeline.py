"""Who opened what, when, and to whom it was forwarded."""

from datetime import UTC
from typing import Any

import pytest
from tests.recipient import log_writers
from tests.recipient.hunting import BOB, CHRIS, DAN, HOST, SECOND, at, folded, lookup, message, request
from tests.recipient.story import DESKTOP, NEWEST, NOTEBOOK, PHONE, WANTED

from backstamp.recipient.hunt.clients import ClientBook, read_network
from backstamp.recipient.hunt.forwarding import stories
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.openings import Folding
from backstamp.recipient.hunt.post import Post
from backstamp.recipient.hunt.reading import Log
from backstamp.recipient.hunt.roles import Role
from backstamp.recipient.hunt.sought import Sought
from backstamp.recipient.hunt.timeline import Relation, timeline

STAFF = f"{BOB},Bob <bob@corp.example>\n{CHRIS},Chris <chris@corp.example>\n{DAN},dan@corp.example\n"
BOOK = ClientBook.read(STAFF, UTC)
SKEW = 300 * SECOND


def told(events: Any, messages: Any, book: ClientBook = BOOK, **known: Any) -> Any:
    post = Post(messages, SKEW)
    sightings = timeline(folded(*events), post, book, **known)
    return sightings, stories(sightings, post)


def test_the_consultants_case_bob_opens_forwards_and_chris_opens():
    sightings, (story,) = told([lookup(at(9)), lookup(at(11), CHRIS)], [message("offer", at(8))])
    assert [sighting.relation for sighting in sightings] == [Relation.RECIPIENT, Relation.FORWARDED]
    bob, chris = story.readings
    assert (bob.who, bob.forward) == ("Bob <bob@corp.example>", None)
    forward = chris.forward
    assert (forward.by, forward.after, forward.opened, forward.before) == ((bob.who,), at(9), True, at(11))


def test_without_an_opening_of_the_recipients_it_was_forwarded_after_the_delivery():
    _, (story,) = told([lookup(at(11), CHRIS)], [message("offer", at(8))])
    forward = story.readings[0].forward
    assert (forward.by, forward.after, forward.opened) == (("bob@corp.example",), at(8), False)


def test_the_second_who_got_it_may_have_it_from_the_first():
    _, (story,) = told([lookup(at(9)), lookup(at(10), CHRIS), lookup(at(11), DAN)], [message("offer", at(8))])
    assert story.readings[2].forward.others == ("Chris <chris@corp.example>",)


def test_a_forwarded_copy_among_the_mail_is_proof():
    original = message("offer", at(8), token="same")
    copy = message("fwd", at(10), ("chris@corp.example",), "Bob <bob@corp.example>", token="same")
    _, found = told([lookup(at(9)), lookup(at(11), CHRIS), lookup(at(12), DAN)], [original, copy])
    first, second = (next(story for story in found if story.message is each) for each in (original, copy))
    assert first.copies == (copy,)
    assert second.original is original
    chris, dan = second.readings
    assert (chris.who, chris.relation) == ("Chris <chris@corp.example>", Relation.RECIPIENT)
    assert dan.relation is Relation.FORWARDED


def test_a_url_in_a_proxys_log_is_this_delivery_beyond_doubt():
    events = [lookup(at(11), CHRIS), request(at(11), f"http://{HOST}/t/offer", CHRIS)]
    (sighting,), _ = told(events, [message("offer", at(8)), message("other", at(10), to=("chris@corp.example",))])
    assert sighting.candidates.personal
    assert (sighting.candidates.likely.subject, sighting.relation) == ("offer", Relation.FORWARDED)


def test_more_unknown_machines_than_recipients_are_possibly_a_forward():
    events = [lookup(at(9)), lookup(at(10), CHRIS), lookup(at(12), BOB)]
    sightings, _ = told(events, [message("offer", at(8))], ClientBook())
    assert [each.relation for each in sightings] == [
        Relation.UNKNOWN,
        Relation.POSSIBLY_FORWARDED,
        Relation.UNKNOWN,
    ]


def test_a_stranger_who_asks_right_at_the_delivery_does_not_stand_for_the_recipient():
    events = [lookup(at(8) + SECOND, "192.0.2.25"), lookup(at(9))]
    sightings, _ = told(events, [message("offer", at(8))], ClientBook())
    assert [(each.prompt, each.relation) for each in sightings] == [(True, Relation.UNKNOWN), (False, Relation.UNKNOWN)]


def test_a_named_gateway_is_no_reader():
    sightings, (story,) = told(
        [lookup(at(8) + SECOND, "192.0.2.25")], [message("offer", at(8))], gateways=[read_network("192.0.2.25")]
    )
    assert (sightings[0].relation, sightings[0].standing.role) == (Relation.MACHINE, Role.GATEWAY)
    assert story.readings[0].forward is None


def test_a_name_that_only_links_have_was_clicked():
    (sighting,), _ = told([lookup(at(9))], [message("offer", at(8), opens=False)])
    assert sighting.clicked


def test_openings_without_a_message_are_told_as_such():
    sightings, found = told([lookup(at(9), host="unknown.example")], [message("offer", at(8))])
    assert [sighting.relation for sighting in sightings] == [Relation.NO_MESSAGE]
    assert found == []


def seen_in(name: str) -> list[tuple[str, str, int | None]]:
    """The timeline of one log of the day that all formats tell; the branded name only where answers are logged."""
    sought = Sought(frozenset(), Needles.of(WANTED.hosts))
    folding = Folding()
    for event in Log(log_writers.FOLDER / name, sought.needles(), newest=NEWEST):
        if sought.wants(event):
            folding.add(event)
    sightings = timeline(folding.openings(), Post((), SKEW), ClientBook())
    return [(each.opening.client, each.opening.host, each.opening.first) for each in sightings]


@pytest.mark.parametrize("name", log_writers.TEXTS)
def test_every_format_gives_the_same_timeline(name):
    expected = [
        (DESKTOP, "open.tracker.example", at(9, 12, 1)),
        (DESKTOP, "click.tracker.example", at(9, 13, 30)),
        (PHONE, "news.shop.example", at(12, 30, 15)),
        (NOTEBOOK, "blocked.example", at(14, 5)),
        (DESKTOP, "open.tracker.example", at(15, 40, 20)),
        (NOTEBOOK, "open.tracker.example", at(23, 59, 58)),
        (NOTEBOOK, "click.tracker.example", at(24 - 1, 59, 59) + 2 * SECOND),
    ]
    found = seen_in(name)
    uncloaked = any(host == "news.shop.example" for _, host, _ in found)
    assert found == [each for each in expected if uncloaked or each[0] != PHONE]


def test_an_alias_of_a_known_tracker_is_told():
    sought = Sought(frozenset(), WANTED, {"tracker.example": "Example Tracker"})
    events = list(Log(log_writers.FOLDER / "zeek_dns.log", sought.needles(), newest=NEWEST))
    branded = next(each for each in folded(*events) if each.client == PHONE)
    assert branded.aliases == ("shop.tracker.example", "edge.tracker.example")
    assert sought.vendor(branded.host, branded.aliases) == "Example Tracker"


def test_what_lies_below_a_messages_host_is_not_wanted():
    sought = Sought(frozenset({"shop.example"}), Needles.of(["tracker.example"]))
    assert not sought.wants(lookup(1, host="www.shop.example"))
    assert sought.wants(lookup(1, host="shop.example"))
    assert sought.wants(lookup(1, host="a.tracker.example"))
    assert sought.wants(lookup(1, host="x.example", aliases=("a.tracker.example",)))
