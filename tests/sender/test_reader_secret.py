import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backstamp.errors import KeyFileError
from backstamp.sender.reader_secret import load_readers


def test_the_first_call_makes_the_secret_and_every_other_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "reader.key"
    first = load_readers(path)
    assert load_readers(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["reader.key"]


def test_each_installation_has_its_own(tmp_path: Path) -> None:
    assert load_readers(tmp_path / "one") != load_readers(tmp_path / "other")


def test_of_many_who_come_first_at_once_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = {readers.secret for readers in threads.map(load_readers, [tmp_path / "reader.key"] * 64)}
    assert len(found) == 1


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reader.key"
    load_readers(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_readers(path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"00ff\n", b"no hex", b"00" * 33])
def test_what_is_no_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "reader.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="restore it"):
        load_readers(path)


def test_a_secret_that_cannot_be_made_is_our_error(tmp_path: Path) -> None:
    for path in (tmp_path / "missing" / "reader.key", tmp_path):
        with pytest.raises(KeyFileError, match="cannot read or make"):
            load_readers(path)
