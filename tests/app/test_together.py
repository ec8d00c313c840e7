"""The pool of a shared token: requests, never people."""

from tests.app.samples import ACCEPTED, CURL, HOUR, LATER, MINUTE, SENT, THUNDERBIRD, Archive, addressed, draft

from backstamp.app.reading import reading
from backstamp.app.report import Reporter
from backstamp.app.together import first_accepted, judge_pool, shares, together
from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.store import HitStore
from backstamp.sender.fate import State
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.records import Delivery
from backstamp.tokens.token import SHARED

AGGREGATE = Modes(Mode.AGGREGATE, Mode.AGGREGATE)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
NAVIGATES = (
    "accept-language: en\nsec-fetch-mode: navigate\nsec-fetch-dest: document\nsec-fetch-site: none\nsec-fetch-user: ?1"
)


def delivery(ordinal: int, opens: Mode, links: Mode, decided: int | None, state: State = State.ACCEPTED) -> Delivery:
    return Delivery(1, ordinal, "a@x.example", state, decided, 250, "ok", notified=False, opens=opens, links=links)


def test_a_copy_shares_its_token_where_opens_or_links_are_aggregate() -> None:
    assert shares(delivery(0, Mode.AGGREGATE, Mode.OFF, 1))
    assert shares(delivery(0, Mode.INDIVIDUAL, Mode.AGGREGATE, 1))
    assert not shares(delivery(0, Mode.PSEUDONYMOUS, Mode.OFF, 1))


def test_nobody_can_have_read_before_the_first_copy_was_accepted() -> None:
    some = [
        delivery(0, Mode.INDIVIDUAL, Mode.INDIVIDUAL, 1),
        delivery(1, Mode.AGGREGATE, Mode.OFF, 2, State.REFUSED),
        delivery(2, Mode.AGGREGATE, Mode.OFF, 4),
        delivery(3, Mode.AGGREGATE, Mode.OFF, 3),
    ]
    assert first_accepted(some) == 3
    assert first_accepted(some[:2]) is None


def test_where_nobody_shares_a_token_there_is_no_pool() -> None:
    assert together([delivery(0, Mode.INDIVIDUAL, Mode.OFF, 1)], []) is None


def test_many_readers_who_click_within_a_minute_are_no_scanner(archive: Archive) -> None:
    message = archive.message(draft(*addressed(AGGREGATE, "ada", "ben", "cleo", "dora", "emil")), [ACCEPTED] * 5)
    for number in range(5):
        at, peer = SENT + HOUR + number * 1_000_000, f"203.0.{number}.7"
        archive.hit(message, SHARED, FIREFOX, link=number + 1, at=at, peer=peer, headers=NAVIGATES)
    with HitStore(archive.folder.hits) as store:
        hits = list(store.of_message(message))
    pool = judge_pool(hits, sent_at=SENT, now=LATER, catalogue=load_catalogue())
    found = together([delivery(number, Mode.AGGREGATE, Mode.AGGREGATE, SENT) for number in range(5)], pool)
    assert found is not None
    assert (found.clicks.human, found.clicks.machine) == (5, 0)


def test_one_scanner_that_clicks_everything_is_a_machine_in_the_pool_too(archive: Archive) -> None:
    message = archive.message(draft(*addressed(AGGREGATE, "ada")), [ACCEPTED])
    for number in range(5):
        at = SENT + HOUR + number * 1_000_000
        archive.hit(message, SHARED, FIREFOX, link=number + 1, at=at, headers=NAVIGATES)
    with HitStore(archive.folder.hits) as store:
        pool = judge_pool(list(store.of_message(message)), sent_at=SENT, now=LATER, catalogue=load_catalogue())
    found = together([delivery(0, Mode.AGGREGATE, Mode.AGGREGATE, SENT)], pool)
    assert found is not None
    assert (found.clicks.human, found.clicks.machine) == (0, 5)


def test_a_flood_counts_once(archive: Archive) -> None:
    message = archive.message(draft(*addressed(AGGREGATE, "ada", "ben")), [ACCEPTED] * 2)
    for number in range(30):
        archive.hit(message, SHARED, THUNDERBIRD, at=SENT + HOUR + number * MINUTE)
    archive.hit(message, SHARED, CURL, peer="192.0.2.1")
    with reading(archive.path, lambda: LATER) as reporter:
        assert isinstance(reporter, Reporter)
        found = reporter.newest(1).messages[0].together
    assert found is not None
    assert (found.opens.human, found.opens.machine, found.hits, found.flood) == (1, 1, 31, 29)
