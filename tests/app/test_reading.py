"""Opening a data folder for reading, also before its server has ever run."""

from pathlib import Path

import pytest
from tests.app.samples import ACCEPTED, CURL, LATER, Archive, draft

from backstamp.app.reading import reading
from backstamp.errors import LedgerError, StoreError, UsageError


@pytest.mark.parametrize("make", [False, True])
def test_a_folder_without_ledger_is_told_and_left_alone(tmp_path: Path, *, make: bool) -> None:
    folder = tmp_path / "data"
    if make:
        folder.mkdir()
    with pytest.raises(UsageError, match=f"{folder} holds no ledger"), reading(folder):
        pytest.fail("nothing to read")
    assert not folder.exists() or not list(folder.iterdir())


def test_a_ledger_without_hits_has_empty_reports(archive: Archive) -> None:
    archive.message(draft("ada@reader.example"), [ACCEPTED])
    with reading(archive.path) as reporter:
        assert reporter.hits(0, 10) == []
        assert reporter.newest(10).messages[0].counts.none == 1
        with pytest.raises(UsageError, match="there is no hit 1"):
            reporter.hit(1)
    assert not archive.folder.hits.exists()


def test_hits_that_come_to_be_while_reading_are_found(archive: Archive) -> None:
    message = archive.message(draft("ada@reader.example"), [ACCEPTED])
    with reading(archive.path, lambda: LATER) as reporter:
        assert reporter.hits(0, 10) == []
        archive.hit(message, 0, CURL)
        assert [hit.id for hit in reporter.hits(0, 10)] == [1]
        archive.hit(message, 0, CURL)
        assert [hit.id for hit in reporter.hits(1, 10)] == [2]


def test_files_that_are_something_else_are_our_errors(archive: Archive) -> None:
    archive.message(draft("ada@reader.example"), [ACCEPTED])
    archive.folder.hits.write_bytes(b"no store " * 1000)
    with pytest.raises(StoreError, match=r"hits\.sqlite"), reading(archive.path) as reporter:
        reporter.newest(1)
    archive.folder.ledger.write_bytes(b"no ledger " * 1000)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite"), reading(archive.path):
        pytest.fail("nothing to read")
