import itertools
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.sender.relay_bench import READERS

from backstamp.errors import LedgerError, UsageError
from backstamp.sender import ledger as ledger_module
from backstamp.sender.changes import Link, Skipped
from backstamp.sender.fate import State, decide
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.records import Addressee, Draft
from backstamp.sender.reply import Reply
from backstamp.tokens.token import SHARED

DRAFT = Draft(
    sender="a@x.example",
    author="Ä <a@x.example>",
    subject="Grüße",
    header_id="<1@x.example>",
    opens=Mode.INDIVIDUAL,
    links=Mode.OFF,
    pixel=True,
    untouched=None,
    recipients=(Addressee("b@y.example"), Addressee("c@y.example"), Addressee("b@y.example")),
    rewritten=(Link(1, "https://y.example/", "one"), Link(2, "https://y.example/", "two")),
    skipped=(Skipped("mailto:x", "no web page"), Skipped("a second", "thing")),
)
OK = Reply(250, "2.0.0 ok")
NO = Reply(550, "5.1.1 no\nreally")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    times = itertools.count(1000)
    opened = Ledger(path, lambda: next(times))
    yield opened
    opened.close()


def test_a_message_is_found_again_with_all_that_belongs_to_it(ledger: Ledger, path: Path) -> None:
    message = ledger.add(DRAFT)
    ledger.close()
    again = Ledger(path, lambda: 0)
    assert again.message(message.id) == message
    assert (message.created, message.sender, message.subject, message.pixel) == (1000, "a@x.example", "Grüße", True)
    assert again.links(message.id) == list(DRAFT.rewritten)
    assert again.skipped(message.id) == list(DRAFT.skipped)
    deliveries = again.deliveries(message.id)
    assert [(delivery.ordinal, delivery.recipient) for delivery in deliveries] == [
        (ordinal, each.address) for ordinal, each in enumerate(DRAFT.recipients)
    ]
    assert {(delivery.state, delivery.code, delivery.notified) for delivery in deliveries} == {
        (State.OFFERED, None, False)
    }
    again.close()


def test_another_process_sees_a_message_as_soon_as_it_is_added(ledger: Ledger, path: Path) -> None:
    message = ledger.add(DRAFT)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM deliveries WHERE message = ?", (message.id,)).fetchone() == (3,)
    other.close()


def test_commits_are_synchronous_and_the_file_is_private(ledger: Ledger, path: Path) -> None:
    with ledger._file._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    for name in (path, path.with_name(path.name + "-wal")):
        assert stat.S_IMODE(name.stat().st_mode) == 0o600


def test_messages_come_newest_first_in_pages(ledger: Ledger) -> None:
    added = [ledger.add(DRAFT) for _ in range(5)]
    assert ledger.messages(limit=2) == [added[4], added[3]]
    assert ledger.messages(before=added[3].created) == [added[2], added[1], added[0]]


def test_a_message_is_found_by_any_unique_beginning_of_its_id(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([0x0123456789ABCDEF, 0x0123_0000_0000_0000, 0x7FFFFFFFFFFFFFFF])
    monkeypatch.setattr(ledger_module, "draw_message_id", lambda: next(drawn))
    first, _, last = (ledger.add(DRAFT) for _ in range(3))
    assert ledger.find("01234") == ledger.find(format_message_id(first.id)) == first
    assert ledger.find("7F") == last
    with pytest.raises(UsageError, match="Several messages begin with '0123'"):
        ledger.find("0123")
    with pytest.raises(UsageError, match="No message"):
        ledger.find("2")


def test_a_taken_id_is_drawn_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([1, 1, 1, 2])
    monkeypatch.setattr(ledger_module, "draw_message_id", lambda: next(drawn))
    assert [ledger.add(DRAFT).id, ledger.add(DRAFT).id] == [1, 2]
    assert len(ledger.links(1)) == 2
    monkeypatch.setattr(ledger_module, "draw_message_id", lambda: 1)
    with pytest.raises(LedgerError, match="random source"):
        ledger.add(DRAFT)


def test_unknown_numbers_find_nothing(ledger: Ledger) -> None:
    assert ledger.message(5) is None
    assert ledger.delivery(5, 0) is None
    assert ledger.deliveries(5) == []
    message = ledger.add(DRAFT)
    assert ledger.delivery(message.id, 3) is None
    found = ledger.delivery(message.id, 1)
    assert found is not None
    assert found.recipient == "c@y.example"


def test_fates_are_written_down_and_a_notification_is_owed_until_it_is_sent(ledger: Ledger) -> None:
    message = ledger.add(DRAFT)
    fates = [decide(0, "b@y.example", OK, 5), decide(1, "c@y.example", NO, 6), decide(2, "b@y.example", None, 7)]
    ledger.record(message.id, fates, notice=b"Subject: x\r\n")
    (owed,) = ledger.unnotified()
    assert (owed.message, owed.recipients, owed.headers) == (message, 3, b"Subject: x\r\n")
    assert [(delivery.ordinal, delivery.state, delivery.decided, delivery.text) for delivery in owed.missed] == [
        (1, State.REFUSED, 6, NO.text),
        (2, State.UNCERTAIN, 7, fates[2].reply.text),
    ]
    ledger.mark_notified(owed)
    assert ledger.unnotified() == []
    assert [delivery.notified for delivery in ledger.deliveries(message.id)] == [False, True, True]


def test_nothing_is_owed_where_the_client_was_told_itself_or_nobody_can_be(ledger: Ledger) -> None:
    told, untold = ledger.add(DRAFT), ledger.add(replace(DRAFT, sender=""))
    ledger.record(told.id, [decide(0, "b@y.example", NO, 5)], told=True)
    ledger.record(untold.id, [decide(0, "b@y.example", NO, 5)])
    assert ledger.unnotified() == []
    assert ledger.deliveries(told.id)[0].notified
    assert not ledger.deliveries(untold.id)[0].notified


def test_text_that_is_no_unicode_is_stored_readably(ledger: Ledger) -> None:
    message = ledger.add(replace(DRAFT, subject="a\udce9b\x00c"))
    assert ledger.messages()[0].subject == message.subject == "a?b\x00c"


def test_a_second_ledger_in_one_process_drops_no_locks_of_the_first(ledger: Ledger, path: Path) -> None:
    ledger.add(DRAFT)
    Ledger(path, lambda: 0).close()
    script = (
        "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('select count(*) from messages').fetchone())"
    )
    count = [sys.executable, "-c", script, str(path)]
    assert subprocess.run(count, check=True, capture_output=True, text=True).stdout == "1\n"
    ledger.add(DRAFT)
    assert subprocess.run(count, check=True, capture_output=True, text=True).stdout == "2\n"
    assert len(ledger.messages()) == 2


def test_many_threads_write_at_once(ledger: Ledger) -> None:
    def work() -> None:
        for _ in range(5):
            message = ledger.add(DRAFT)
            ledger.record(message.id, [decide(0, "b@y.example", OK, 5)])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger.messages()) == 40
    assert all(ledger.deliveries(message.id)[0].state is State.ACCEPTED for message in ledger.messages())


def test_a_newer_ledger_is_refused(ledger: Ledger, path: Path) -> None:
    ledger.close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 3")
    other.close()
    with pytest.raises(LedgerError, match="ledger version 3, this program reads 2"):
        Ledger(path, lambda: 0)


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger(path, lambda: 0)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("theirs",)]
    other.close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"not a database " * 100)
    for place in (tmp_path / "text", tmp_path, tmp_path / "missing" / "ledger"):
        with pytest.raises(LedgerError, match=str(place)):
            Ledger(place, lambda: 0)


def test_a_ledger_that_breaks_speaks_through_our_own_error(ledger: Ledger) -> None:
    message = ledger.add(DRAFT)
    with ledger._file._engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE skipped")
        connection.commit()
    with pytest.raises(LedgerError, match="cannot be read: no such table"):
        ledger.skipped(message.id)
    with pytest.raises(LedgerError, match="cannot be written: no such table"):
        ledger.add(DRAFT)
    assert len(ledger.messages()) == 1


ADA, BEN, EVE = (READERS.reader_of_address(f"{name}@reader.example") for name in ("ada", "ben", "eve"))
PSEUDONYMOUS = Modes(Mode.PSEUDONYMOUS, Mode.PSEUDONYMOUS)
UNNAMED = replace(
    DRAFT,
    opens=Mode.PSEUDONYMOUS,
    links=Mode.PSEUDONYMOUS,
    recipients=(
        Addressee("ada@reader.example", PSEUDONYMOUS, ADA, forgotten=True),
        Addressee("ben@reader.example", PSEUDONYMOUS, BEN, forgotten=True),
    ),
)
TELLING = Reply(250, "2.1.5 <ada@reader.example> Saved")
REFUSING = Reply(550, "5.1.1 <ben@reader.example>: no such reader")


def on_disk(path: Path) -> bytes:
    """All octets that the ledger has on the disk, its write-ahead log among them."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def shown(ledger: Ledger, message: int) -> list[tuple[str, str | None]]:
    return [(delivery.shown, delivery.text) for delivery in ledger.deliveries(message)]


def test_an_address_that_is_not_to_stay_goes_from_the_disk_with_the_accepted_fate(ledger: Ledger, path: Path) -> None:
    message = ledger.add(UNNAMED).id
    assert b"ada@reader.example" in on_disk(path)
    ledger.record(message, [decide(0, "ada@reader.example", TELLING, 5), decide(1, "ben@reader.example", TELLING, 5)])
    assert shown(ledger, message) == [
        (f"reader {ADA.hex()[:4]}-{ADA.hex()[4:8]}…", "2.1.5"),
        (f"reader {BEN.hex()[:4]}-{BEN.hex()[4:8]}…", "2.1.5"),
    ]
    assert b"reader.example" not in on_disk(path)


def test_of_many_addresses_none_is_left_between_the_rows(ledger: Ledger, path: Path) -> None:
    names = [f"somebody.{number:04d}@reader.example" for number in range(500)]
    some = [Addressee(name, PSEUDONYMOUS, READERS.reader_of_address(name), forgotten=True) for name in names]
    message = ledger.add(replace(UNNAMED, recipients=tuple(some))).id
    for start in range(0, 500, 100):
        fates = [decide(number, names[number], TELLING, 5) for number in range(start, start + 100)]
        ledger.record(message, fates)
    assert b"somebody." not in on_disk(path)
    assert b"reader.example" not in on_disk(path)


def test_a_refused_address_stays_until_the_sender_has_been_told(ledger: Ledger, path: Path) -> None:
    message = ledger.add(UNNAMED).id
    fates = [decide(0, "ada@reader.example", TELLING, 5), decide(1, "ben@reader.example", REFUSING, 5)]
    ledger.record(message, fates, notice=b"To: ben@reader.example\r\n")
    assert b"ada@" not in on_disk(path)
    (owed,) = ledger.unnotified()
    assert [(each.recipient, each.text) for each in owed.missed] == [("ben@reader.example", REFUSING.text)]
    ledger.mark_notified(owed)
    assert shown(ledger, message)[1] == (f"reader {BEN.hex()[:4]}-{BEN.hex()[4:8]}…", "5.1.1")
    assert b"reader.example" not in on_disk(path)


@pytest.mark.parametrize("told", [True, False])
def test_a_refused_address_goes_at_once_where_no_notification_will_name_it(
    ledger: Ledger, path: Path, told: bool
) -> None:
    message = ledger.add(UNNAMED).id
    fates = [decide(0, "ada@reader.example", None, 5), decide(1, "ben@reader.example", REFUSING, 5)]
    ledger.record(message, fates, told=told)
    assert b"reader.example" not in on_disk(path)


def test_addresses_that_may_stay_do(ledger: Ledger) -> None:
    message = ledger.add(DRAFT).id
    ledger.record(message, [decide(0, "b@y.example", OK, 5)])
    assert ledger.deliveries(message)[0].shown == "b@y.example"


def test_addresses_whose_fate_a_crash_has_hidden_go_in_time(ledger: Ledger, path: Path) -> None:
    old = ledger.add(UNNAMED)
    new = ledger.add(UNNAMED)
    kept = ledger.add(DRAFT)
    ledger.forget_interrupted(new.created)
    assert [delivery.recipient for delivery in ledger.deliveries(old.id)] == ["", ""]
    assert [delivery.recipient for delivery in ledger.deliveries(new.id)] == [
        "ada@reader.example",
        "ben@reader.example",
    ]
    assert ledger.deliveries(kept.id)[0].recipient == "b@y.example"
    ledger.forget_interrupted(new.created + 1)
    assert b"reader.example" not in on_disk(path)


def test_a_log_that_somebody_reads_is_emptied_the_next_time(ledger: Ledger, path: Path) -> None:
    ledger.add(DRAFT)
    other = sqlite3.connect(path)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM messages").fetchone()
    first = ledger.add(UNNAMED).id
    ledger.record(first, [decide(0, "ada@reader.example", OK, 5), decide(1, "ben@reader.example", OK, 5)])
    assert ledger.deliveries(first)[0].recipient == ""
    other.close()
    second = ledger.add(UNNAMED).id
    ledger.record(second, [decide(0, "ada@reader.example", OK, 5), decide(1, "ben@reader.example", OK, 5)])
    assert b"reader.example" not in on_disk(path)


def test_who_asks_to_be_left_alone_is_remembered_without_an_address(ledger: Ledger, path: Path) -> None:
    many = [READERS.reader_of_address(str(number)) for number in range(1200)]
    ledger.stop(ADA)
    ledger.stop(ADA)
    ledger.stop(many[1100])
    assert ledger.is_stopped([]) == set()
    assert ledger.is_stopped([BEN, EVE]) == set()
    assert ledger.is_stopped([*many, ADA, BEN]) == {ADA, many[1100]}
    ledger.close()
    again = Ledger(path, lambda: 0)
    assert again.is_stopped([ADA]) == {ADA}
    again.close()
    assert b"reader.example" not in on_disk(path)


def test_a_readers_deliveries_are_found_before_and_after_the_address_has_gone(ledger: Ledger) -> None:
    message = ledger.add(UNNAMED).id
    assert ledger.deliveries_of(ADA) == [(message, 0)]
    ledger.record(message, [decide(0, "ada@reader.example", OK, 5)])
    another = ledger.add(UNNAMED).id
    assert sorted(ledger.deliveries_of(ADA)) == sorted([(message, 0), (another, 0)])
    assert ledger.deliveries_of(EVE) == []
    assert (ledger.reader_of(message, 1), ledger.reader_of(message, 2), ledger.reader_of(message, SHARED)) == (
        BEN,
        None,
        None,
    )


def test_deliveries_from_a_time_without_pseudonyms_get_theirs(ledger: Ledger) -> None:
    aggregate = Addressee("eve@reader.example", Modes(Mode.AGGREGATE, Mode.AGGREGATE))
    message = ledger.add(replace(DRAFT, recipients=(Addressee("ADA@reader.example"), aggregate))).id
    assert ledger.deliveries_of(ADA) == []
    ledger.name_readers(READERS.reader_of_address)
    assert ledger.deliveries_of(ADA) == [(message, 0)]
    assert ledger.deliveries_of(EVE) == []
