"""Where the stop list and the tombstones meet."""

import contextlib
from collections.abc import Iterator

import pytest
from tests.app.samples import ACCEPTED, SENT, Archive, draft

from backstamp.app.models import Withdrawal
from backstamp.app.withdrawing import LedgerSide, stop_address
from backstamp.errors import KeyFileError, LedgerError, StoreError, UsageError
from backstamp.hits.withdrawals import tombstones, withdrawn_since
from backstamp.sender.ledger import Ledger
from backstamp.sender.reader_secret import load_readers
from backstamp.tokens.token import SHARED

ADA, BEN = "ada@reader.example", "ben@reader.example"


@pytest.fixture
def ledger(archive: Archive) -> Iterator[Ledger]:
    with contextlib.closing(Ledger(archive.folder.ledger, lambda: SENT)) as opened:
        yield opened


def stop(archive: Archive, address: str = ADA) -> Withdrawal:
    return stop_address(archive.folder, address, lambda: SENT)


def test_every_copy_of_one_reader_is_withdrawn_and_the_reader_is_on_the_stop_list(archive: Archive) -> None:
    first = archive.message(draft(ADA, BEN), [ACCEPTED, ACCEPTED])
    second = archive.message(draft(BEN, ADA.upper()), [ACCEPTED, None])
    assert stop(archive) == Withdrawal(address=ADA, silenced=2, silent_before=0)
    assert {each[1:] for each in tombstones(archive.folder.hits)} == {(first, 0), (second, 1)}
    assert withdrawn_since(archive.folder.hits, (first, 0)) == SENT
    readers = load_readers(archive.folder.reader_key)
    ada, ben = (readers.reader_of_address(who) for who in (ADA, BEN))
    with contextlib.closing(Ledger(archive.folder.ledger, lambda: SENT)) as opened:
        assert opened.is_stopped([ada, ben]) == {ada}


def test_who_has_had_no_mail_needs_no_hit_store(archive: Archive) -> None:
    archive.message(draft(BEN), [ACCEPTED])
    assert stop(archive) == Withdrawal(address=ADA, silenced=0, silent_before=0)
    assert not archive.folder.hits.exists()


def test_a_hit_store_that_cannot_be_written_is_an_error_but_new_mail_is_stopped(archive: Archive) -> None:
    archive.message(draft(ADA), [ACCEPTED])
    archive.folder.hits.mkdir()
    with pytest.raises(StoreError):
        stop(archive)
    reader = load_readers(archive.folder.reader_key).reader_of_address(ADA)
    with contextlib.closing(Ledger(archive.folder.ledger, lambda: SENT)) as opened:
        assert opened.is_stopped([reader]) == {reader}


def test_without_a_ledger_or_a_readable_secret_nothing_is_begun(archive: Archive) -> None:
    with pytest.raises(UsageError, match="holds no ledger"):
        stop(archive)
    archive.message(draft(ADA), [ACCEPTED])
    archive.folder.reader_key.write_text("none of ours")
    archive.folder.reader_key.chmod(0o600)
    with pytest.raises(KeyFileError):
        stop(archive)


def test_the_ledgers_side_finds_all_copies_of_the_reader_of_one(archive: Archive, ledger: Ledger) -> None:
    first = archive.message(draft(ADA, BEN), [ACCEPTED, ACCEPTED])
    second = archive.message(draft(BEN, ADA), [ACCEPTED, ACCEPTED])
    ledger.name_readers(load_readers(archive.folder.reader_key).reader_of_address)
    side = LedgerSide(ledger)
    assert side.stopped(first, 0) is False
    assert set(side.stop(second, 1)) == {(first, 0), (second, 1)}
    assert side.stopped(first, 0) is side.stopped(second, 1) is True
    assert side.stopped(first, 1) is False


@pytest.mark.parametrize("recipient", [7, SHARED])
def test_a_copy_that_the_ledger_does_not_know_has_no_reader_to_stop(
    archive: Archive, ledger: Ledger, recipient: int
) -> None:
    side = LedgerSide(ledger)
    assert list(side.stop(1, recipient)) == []
    assert side.stopped(1, recipient) is None


def test_a_ledger_that_cannot_be_read_is_an_error(archive: Archive, ledger: Ledger) -> None:
    archive.message(draft(ADA), [ACCEPTED])
    octets = archive.folder.ledger.read_bytes()
    for file in archive.path.glob("ledger.sqlite*"):
        file.write_bytes(b"\xa5" * max(len(octets), 4096))
    with pytest.raises(LedgerError):
        LedgerSide(ledger).stopped(1, 0)
