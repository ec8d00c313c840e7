"""The join of ledger and hits, at known times."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.app import samples
from tests.app.samples import (
    ACCEPTED,
    CURL,
    HOUR,
    LATER,
    MINUTE,
    REFUSED,
    SENT,
    THUNDERBIRD,
    Archive,
    addressed,
    draft,
)

from backstamp.app.models import MessageReport
from backstamp.app.reading import reading
from backstamp.app.report import Reporter
from backstamp.errors import UsageError
from backstamp.sender.modes import OFF, Mode, Modes
from backstamp.tokens.token import SHARED

READERS = ("ada@reader.example", "ben@reader.example", "cleo@reader.example")


@contextmanager
def reporter(archive: Archive, now: int = LATER) -> Iterator[Reporter]:
    with reading(archive.path, lambda: now) as found:
        yield found


def only(archive: Archive, now: int = LATER) -> MessageReport:
    with reporter(archive, now) as found:
        (message,) = found.newest(10).messages
    return message


def test_people_machines_and_silence_are_told_apart(archive: Archive) -> None:
    message = archive.message(draft(*READERS), [ACCEPTED] * 3)
    archive.hit(message, 0, THUNDERBIRD)
    archive.hit(message, 1, CURL)
    report = only(archive)
    assert [each.state for each in report.deliveries] == ["human-open", "machine", "none"]
    assert (report.counts.human_open, report.counts.machine, report.counts.none) == (1, 1, 1)
    assert (report.opened_at_least, report.opened_at_most, report.clicked) == (1, 1, 0)
    assert (report.naive.opened, report.naive.clicked) == (2, 0)
    assert report.deliveries[0].first_open is not None
    assert report.deliveries[0].first_open.timestamp() == (SENT + HOUR) / 1_000_000
    assert report.deliveries[2].why == ""


def test_the_counts_add_up_to_the_recipients(archive: Archive) -> None:
    message = archive.message(draft(*READERS), [ACCEPTED, REFUSED, None])
    archive.hit(message, 0, CURL)
    report = only(archive)
    assert sum(report.counts.model_dump().values()) == report.recipients == 3


def test_a_refused_recipient_is_not_delivered_rather_than_silent(archive: Archive) -> None:
    archive.message(draft(*READERS), [ACCEPTED, REFUSED, None])
    report = only(archive)
    ada, ben, cleo = report.deliveries
    assert (ben.handover, ben.answer, ben.not_delivered) == ("refused", "550 5.1.1 No such reader", True)
    assert (cleo.handover, cleo.not_delivered) == ("uncertain", False)
    assert (ada.handover, ada.not_delivered) == ("accepted", False)
    assert (report.counts.none, report.counts.not_delivered, report.delivered) == (2, 1, 2)


def test_a_scanner_of_a_copy_refused_afterwards_is_still_reported(archive: Archive) -> None:
    message = archive.message(draft(READERS[0]), [REFUSED])
    archive.hit(message, 0, CURL)
    report = only(archive)
    assert (report.deliveries[0].state, report.deliveries[0].not_delivered) == ("machine", False)
    assert (report.counts.machine, report.counts.not_delivered) == (1, 0)


def test_a_verdict_settles_half_an_hour_after_its_hit(archive: Archive) -> None:
    message = archive.message(draft(READERS[0]), [ACCEPTED])
    archive.hit(message, 0, THUNDERBIRD, at=SENT + HOUR)
    assert not only(archive, SENT + HOUR + 29 * MINUTE).settled
    assert only(archive, SENT + HOUR + 31 * MINUTE).settled


def test_a_persons_click_names_link_and_destination(archive: Archive) -> None:
    message = archive.message(draft(READERS[0]), [ACCEPTED])
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
    more = "accept-language: en\nsec-fetch-mode: navigate\nsec-fetch-dest: document\nsec-fetch-site: none\nsec-fetch-user: ?1"
    archive.hit(message, 0, firefox, link=1, headers=more)
    report = only(archive)
    (click,) = report.deliveries[0].clicks
    assert (click.link, click.destination, click.text) == (1, "https://lamplight.example/new", "on the shelves")
    assert (report.clicked, report.links[0].people, report.naive.clicked) == (1, 1, 1)
    assert report.deliveries[0].any_link


def test_hits_of_a_message_the_ledger_does_not_know_are_listed_without_recipient(archive: Archive) -> None:
    archive.message(draft(READERS[0]), [ACCEPTED])
    archive.hit(12345, 9, CURL, link=3)
    with reporter(archive) as found:
        (hit,) = found.hits(0, 10)
    assert (hit.message, hit.ordinal, hit.recipient, hit.link, hit.destination) == (f"{12345:016x}", 9, None, 3, None)


def test_hits_come_page_by_page_in_order_of_arrival(archive: Archive) -> None:
    first = archive.message(draft(*READERS), [ACCEPTED] * 3)
    second = archive.message(draft(*READERS), [ACCEPTED] * 3, at=SENT + MINUTE)
    for message, ordinal in [(first, 2), (second, 0), (first, 0), (first, 2)]:
        archive.hit(message, ordinal, CURL)
    with reporter(archive) as found:
        assert [hit.id for hit in found.hits(0, 3)] == [1, 2, 3]
        assert [hit.id for hit in found.hits(3, 3)] == [4]
        assert found.hits(4, 3) == []
        assert found.hit(4) == found.hits(3, 1)[0]
        assert [message.id for message in found.newest(10).messages] == [f"{second:016x}", f"{first:016x}"]
        assert len(found.newest(1).messages) == 1


@pytest.mark.parametrize("number", [0, -1, 2, 2**63, 10**30])
def test_a_hit_that_is_not_there_is_told(archive: Archive, number: int) -> None:
    message = archive.message(draft(READERS[0]), [ACCEPTED])
    archive.hit(message, 0, CURL)
    with reporter(archive) as found, pytest.raises(UsageError, match="there is no hit"):
        found.hit(number)


def test_an_untouched_message_has_its_reason(archive: Archive) -> None:
    archive.message(draft(READERS[0], untouched="It is signed.", rewritten=()), [ACCEPTED])
    report = only(archive)
    assert (report.untouched, report.pixel, report.links) == ("It is signed.", False, ())


AGGREGATE = Modes(Mode.AGGREGATE, Mode.AGGREGATE)
PSEUDONYMOUS = Modes(Mode.PSEUDONYMOUS, Mode.PSEUDONYMOUS)


def test_in_aggregate_mode_there_are_totals_and_no_rows(archive: Archive) -> None:
    content = draft(*addressed(AGGREGATE, "ada", "ben", "cleo"), opens=Mode.AGGREGATE, links=Mode.AGGREGATE)
    message = archive.message(content, [ACCEPTED] * 3)
    archive.hit(message, SHARED, THUNDERBIRD)
    archive.hit(message, SHARED, THUNDERBIRD, peer="203.0.113.5")
    archive.hit(message, SHARED, CURL, peer="192.0.2.1")
    report = only(archive)
    assert report.deliveries == ()
    assert report.together is not None
    assert (report.together.recipients, report.together.opens.human, report.together.opens.machine) == (3, 2, 1)
    assert (report.opened_at_least, report.opened_at_most, report.clicked) == (0, 0, 0)
    assert (report.naive.opened, report.naive.clicked) == (0, 0)
    assert (report.recipients, report.delivered, report.counts.together) == (3, 3, 3)
    assert (report.opens_mode, report.links_mode) == ("aggregate", "aggregate")
    assert report.meaning is not None
    assert "cannot say who" in report.meaning
    assert "reader.example" not in report.model_dump_json()


def test_in_aggregate_mode_those_who_did_not_get_it_are_named_and_nothing_else_of_them(archive: Archive) -> None:
    content = draft(*addressed(AGGREGATE, "ada", "ben", "cleo"), opens=Mode.AGGREGATE, links=Mode.AGGREGATE)
    message = archive.message(content, [ACCEPTED, REFUSED, None])
    archive.hit(message, SHARED, THUNDERBIRD)
    report = only(archive)
    assert [(each.recipient, each.handover, each.state, each.hits) for each in report.deliveries] == [
        ("ben@reader.example", "refused", "together", 0),
        ("cleo@reader.example", "uncertain", "together", 0),
    ]
    assert (report.counts.not_delivered, report.counts.together) == (1, 2)
    assert sum(report.counts.model_dump().values()) == 3


def test_a_shared_hit_is_nobodys(archive: Archive) -> None:
    message = archive.message(draft(*addressed(AGGREGATE, "ada"), opens=Mode.AGGREGATE), [ACCEPTED])
    archive.hit(message, SHARED, THUNDERBIRD, link=1)
    with reporter(archive) as found:
        (hit,) = found.hits(0, 10)
        assert found.hit(1) == hit
    assert (hit.recipient, hit.together, hit.ordinal) == (None, True, SHARED)
    assert hit.destination == "https://lamplight.example/new"


def test_clicks_of_the_pool_are_counted_by_link(archive: Archive) -> None:
    message = archive.message(draft(*addressed(AGGREGATE, "ada"), links=Mode.AGGREGATE), [ACCEPTED])
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
    more = "accept-language: en\nsec-fetch-mode: navigate\nsec-fetch-dest: document\nsec-fetch-site: none\nsec-fetch-user: ?1"
    archive.hit(message, SHARED, firefox, link=1, headers=more)
    report = only(archive)
    assert (report.links[0].people, report.links[0].together) == (0, 1)


def test_in_pseudonymous_mode_a_reader_is_the_same_in_every_message_and_has_no_address(archive: Archive) -> None:
    content = draft(*addressed(PSEUDONYMOUS, "ada", "ben"), opens=Mode.PSEUDONYMOUS, links=Mode.PSEUDONYMOUS)
    for at in (SENT, SENT + MINUTE):
        message = archive.message(content, [ACCEPTED, ACCEPTED], at=at)
        archive.hit(message, 0, THUNDERBIRD)
    with reporter(archive) as found:
        second, first = found.newest(10).messages
        hit = found.hit(1)
    ada = samples.READERS.reader_of_address("ada@reader.example").hex()
    assert first.deliveries[0].reader == second.deliveries[0].reader == ada
    assert first.deliveries[0].recipient == hit.recipient == f"reader {ada[:4]}-{ada[4:8]}…"
    assert (first.deliveries[0].state, first.counts.human_open, first.opened_at_least) == ("human-open", 1, 1)
    assert first.meaning is not None
    assert "pseudonym" in first.meaning
    assert "reader.example" not in first.model_dump_json()


def test_opens_by_recipient_and_clicks_together_in_one_message(archive: Archive) -> None:
    modes = Modes(Mode.INDIVIDUAL, Mode.AGGREGATE)
    message = archive.message(draft(*addressed(modes, "ada"), links=Mode.AGGREGATE), [ACCEPTED])
    archive.hit(message, 0, THUNDERBIRD)
    archive.hit(message, SHARED, CURL, link=1)
    report = only(archive)
    assert [(each.recipient, each.state) for each in report.deliveries] == [("ada@reader.example", "human-open")]
    assert report.together is not None
    assert (report.together.clicks.machine, report.together.opens.human) == (1, 0)


def test_who_is_not_recorded_at_all_has_no_row(archive: Archive) -> None:
    archive.message(draft("ada@reader.example", *addressed(OFF, "ben")), [ACCEPTED, ACCEPTED])
    report = only(archive)
    assert [each.recipient for each in report.deliveries] == ["ada@reader.example"]
    assert (report.counts.none, report.counts.off, report.together) == (1, 1, None)
