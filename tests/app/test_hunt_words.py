"""What a hunt says, in words."""

from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest
from tests.app.hunts import hunted
from tests.recipient.hunting import CHRIS, HOST, at, folded, lookup, message, request

from backstamp.app.hunt_words import certainty, headline, how_sure, notes, reading_words, span, when
from backstamp.app.hunting import Hunt
from backstamp.recipient.hunt.clients import read_network


def readings(found: Hunt) -> list[str]:
    return [reading_words(reading, story, UTC) for story in found.stories for reading in story.readings]


def test_a_forward_is_told_with_who_when_and_the_other_explanations():
    found = hunted([lookup(at(9)), lookup(at(11), CHRIS)], [message("offer", at(8))])
    opened, forwarded = readings(found)
    assert opened == "Opened by a recipient."
    assert forwarded == (
        "Forwarded, most likely by Bob <bob@corp.example> to Chris <chris@corp.example>, between 2026-11-21 09:00:00 (when "
        "it was first opened) and 2026-11-21 11:00:00; or read in a shared mailbox, or a copy of their own."
    )
    assert (
        headline(found)
        == "2 likely openings; 1 message opened, and most likely passed on to Chris <chris@corp.example>."
    )


def test_with_the_messages_own_url_a_copy_of_their_own_is_out_of_the_question():
    found = hunted([request(at(11), f"https://{HOST}/t/offer", CHRIS)], [message("offer", at(8))])
    assert readings(found)[0].endswith("; or read in a shared mailbox.")
    assert "beyond doubt" in certainty(found.sightings[0], found)


def test_a_copy_among_the_mail_says_who_forwarded_it():
    copy = message("fwd", at(10), ("chris@corp.example",), "Bob <bob@corp.example>", token="offer")
    found = hunted([lookup(at(11), CHRIS)], [message("offer", at(8)), copy])
    assert readings(found) == ["Opened by a recipient, to whom bob@corp.example forwarded it."]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (lookup(at(9)), "no proof that a person read"),
        (lookup(at(9), blocked=True), "the tracker learnt nothing"),
        (lookup(at(9), outcome="NXDOMAIN"), "got no address"),
        (request(at(9), "http://x/", outcome="200"), "which no known message has"),
    ],
)
def test_what_an_opening_proves_is_said_by_how_far_it_went(event, words):
    found = hunted([event])
    assert words in certainty(found.sightings[0], found)
    assert [words in line for line in how_sure(found)] == [True]


def test_a_name_that_web_sites_have_says_less_unless_it_is_a_known_trackers():
    event = lookup(at(9), host="www.shop.example")
    plain, known = hunted([event]), hunted([event], vendors={"shop.example": "Shop Tracker"})
    assert "nothing to do with mail" in certainty(plain.sightings[0], plain)
    assert "nothing to do with mail" not in certainty(known.sightings[0], known)


def test_a_gateway_is_no_opening():
    found = hunted([lookup(at(8), "192.0.2.25")], [message("offer", at(8))], gateways=[read_network("192.0.2.25")])
    assert headline(found) == "No opening was found: only resolvers, proxies or gateways asked for these names."
    assert "That is no opening." in certainty(found.sightings[0], found)
    assert "192.0.2.25 was named as a mail gateway." in notes(found)


def test_what_was_refused_taught_the_tracker_nothing():
    found = hunted([lookup(at(9), blocked=True)], [message("offer", at(8))])
    assert readings(found) == ["Opened by a recipient. The tracker learnt nothing by it, over this resolver or proxy."]


def test_caching_and_what_is_missing_are_told():
    found = hunted([lookup(at(9))], left_out=7, staff="")
    assert any("TTL" in note for note in notes(found))
    assert any(note.startswith("7 events were too many") for note in notes(found))
    assert any("--mail" in note for note in notes(found))
    assert notes(hunted([], [message("offer", at(8))])) == []


def test_nothing_found_is_said():
    assert headline(hunted([])) == "Nothing was found: nobody asked for these names in these logs."


def test_times_are_told_in_the_zone_asked_for():
    assert when(at(9), timezone(timedelta(hours=1))) == "2026-11-21 10:00:00"
    assert when(None, UTC) == "at an unknown time"
    (opening,) = folded(lookup(at(9)), lookup(at(9, 0, 12)))
    assert span(opening, UTC) == "2026-11-21 09:00:00 – 09:00:12"


def test_the_pages_words_are_the_programs():
    page = (Path(__file__).resolve().parents[2] / "docs" / "hunt.md").read_text(encoding="utf-8")
    from backstamp.app.hunt_words import RELATIONS

    told = {words for relation, words in RELATIONS.items() if relation != "no-message"}
    assert told <= {line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")}
