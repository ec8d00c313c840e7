"""Messages from and to files."""

import io
import sys
from pathlib import Path

import pytest

from backstamp.app.files import make_folder, read_message, replace_message, write_message
from backstamp.errors import UsageError

OCTETS = bytes(range(256)) + b"\r\n\n\r"


def test_octets_come_and_go_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_message(OCTETS, tmp_path / "message.eml")
    assert (tmp_path / "message.eml").read_bytes() == OCTETS
    assert read_message(str(tmp_path / "message.eml")) == OCTETS
    write_message(OCTETS, None)
    assert capfdbinary.readouterr().out == OCTETS
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OCTETS)))
    assert read_message("-") == OCTETS


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the message .*: Is a directory"):
        read_message(str(tmp_path))
    with pytest.raises(UsageError, match=r"cannot write .*: Is a directory"):
        write_message(b"", tmp_path)


@pytest.mark.parametrize("name", ["", "no/such.eml", "x" * 5000, "a\0b", "\ud800", "\x1b[2J"])
def test_names_of_no_file_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot read the message"):
        read_message(name)


def test_a_file_is_replaced_as_a_whole_behind_its_links_and_keeps_its_permissions(tmp_path: Path) -> None:
    path, link = tmp_path / "message.eml", tmp_path / "link.eml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    replace_message(OCTETS, link)
    assert (path.read_bytes(), path.stat().st_mode & 0o777, link.is_symlink()) == (OCTETS, 0o640, True)
    assert set(tmp_path.iterdir()) == {path, link}


def test_what_cannot_be_replaced_or_made_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot replace .*: No such file"):
        replace_message(b"", tmp_path / "missing.eml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=r"cannot replace .*: Is a directory"):
        replace_message(b"", tmp_path / "folder")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot make the folder .*: File exists"):
        make_folder(tmp_path / "file")
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "file"}
