"""`backstamp clean`: a filter that never loses mail, files, mailboxes and Maildirs, and the way back."""

import json
import os
from pathlib import Path

import pytest
from tests.app.conftest import Call

from backstamp.app import cleaning

PIXEL = b'<img src="https://www.google-analytics.com/collect?tid=UA-1&cid=8f14e45fceea167a5a36" width="1" height="1" alt="">'
LETTER = (
    b"From: Ann <ann@sender.example>\r\nTo: bob@reader.example\r\nSubject: News\r\nMIME-Version: 1.0\r\n"
    b"Disposition-Notification-To: ann@sender.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b'<p>Hi <a href="https://shop.example/a?utm_source=news&amp;b=1">shop</a></p>\r\n' + PIXEL + b"\r\n"
)
PLAIN = b"From: eve@sender.example\r\nSubject: Lunch\r\n\r\nAt one?\r\n"
LINE = b"From ann@sender.example Mon Mar  2 09:00:00 2026\n"
MBOX = LINE + LETTER.replace(b"\r\n", b"\n") + b"\n" + LINE + PLAIN.replace(b"\r\n", b"\n") + b">From here on\n\n"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.eml"
    path.write_bytes(LETTER)
    return path


def test_a_message_goes_through_a_pipe_and_back(call: Call) -> None:
    done = call("clean", stdin=LETTER)
    assert done.code == 0
    assert done.out.startswith(b"X-Backstamp-Cleaned: v=1;")
    assert b"Disposition" not in done.out
    assert b'<a href="https://shop.example/a?b=1">shop</a>' in done.out
    assert done.err == "Standard input: 2 removed, 1 stripped of tracking parameters.\n"
    back = call("clean", "-", "--undo", stdin=done.out)
    assert (back.code, back.out, back.err) == (0, LETTER, "Standard input: the original, octet for octet.\n")
    assert call("clean", "-", stdin=done.out).out == done.out


def test_what_was_not_cleaned_has_no_original(call: Call) -> None:
    done = call("clean", "--undo", stdin=LETTER)
    assert (done.code, done.out) == (1, LETTER)
    assert "no original" in done.err


def test_quiet_is_quiet(call: Call) -> None:
    assert call("clean", "--quiet", stdin=LETTER).err == ""


@pytest.mark.parametrize("octets", [b"", b"\x00\xff" * 500, b"\n\n\n", PLAIN])
def test_a_filter_gives_anything_back(call: Call, octets: bytes) -> None:
    done = call("clean", stdin=octets)
    assert (done.code, done.out) == (0, octets)


def test_a_filter_loses_no_mail_whatever_breaks(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("no way")

    monkeypatch.setattr(cleaning, "clean_once", broken)
    done = call("clean", stdin=LETTER)
    assert (done.code, done.out) == (0, LETTER)
    assert "passed through as it came, not cleaned: no way" in done.err


def test_a_filter_loses_no_mail_over_bad_settings(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data" / "trackers").mkdir(parents=True)
    (tmp_path / "data" / "backstamp.toml").write_text("nonsense = [")
    done = call("clean", "--data", "data", stdin=LETTER)
    assert (done.code, done.out) == (0, LETTER)
    assert "passed through" in done.err


def test_the_report_says_what_went_what_stays_and_how_to_undo(call: Call, letter: Path) -> None:
    done = call("clean", letter, "-o", "out.eml", "--report", "table")
    assert done.code == 0
    for words in ("News", "Removed (2)", "Without tracking parameters (1)", "backstamp clean --undo out.eml"):
        assert words in done.text
    assert call("clean", "--undo", "out.eml", "-o", "back.eml").code == 0
    assert (letter.parent / "back.eml").read_bytes() == LETTER


def test_the_report_as_json(call: Call, letter: Path) -> None:
    told = json.loads(call("clean", letter, "-o", "out.eml", "--report", "json").text)
    assert (told["outcome"], told["undo"], told["octets_before"]) == ("cleaned", True, len(LETTER))
    assert [change["deed"] for change in told["changes"]] == ["removed", "stripped", "removed"]
    assert told["changes"][2]["confidence"] == "certain"


def test_options_are_obeyed(call: Call, letter: Path) -> None:
    kept = call("clean", letter, "--images", "none", "--links", "keep", "--no-undo", "--quiet").out
    assert kept == LETTER.replace(b"Disposition-Notification-To: ann@sender.example\r\n", b"")
    found = call("clean", letter, "--found", "--no-undo", "--quiet").out
    assert found.startswith(b"X-Backstamp-Found: open=1; ")


def test_a_file_is_cleaned_in_place_with_its_time_and_permissions(call: Call, letter: Path) -> None:
    letter.chmod(0o640)
    os.utime(letter, ns=(10**18, 10**18))
    assert call("clean", letter, "--in-place").code == 0
    assert PIXEL not in letter.read_bytes()
    assert (letter.stat().st_mode & 0o777, letter.stat().st_mtime_ns) == (0o640, 10**18)
    assert call("clean", letter, "--undo", "--in-place").code == 0
    assert letter.read_bytes() == LETTER
    assert [path.name for path in letter.parent.iterdir()] == ["letter.eml"]


def test_a_mailbox_stays_a_mailbox(call: Call, tmp_path: Path) -> None:
    box = tmp_path / "inbox"
    box.write_bytes(MBOX)
    done = call("clean", box, "-o", "clean.mbox")
    assert done.code == 0
    assert [line.split(":")[0].rpartition("#")[2] for line in done.err.splitlines()] == ["1", "2"]
    cleaned = (tmp_path / "clean.mbox").read_bytes()
    assert cleaned.startswith(LINE + b"X-Backstamp-Cleaned")
    assert cleaned.endswith(MBOX[MBOX.index(LINE, 1) - 1 :])
    assert PIXEL not in cleaned
    assert box.read_bytes() == MBOX
    assert call("clean", "--undo", "clean.mbox", "-o", "back.mbox").code == 1  # the second was not cleaned
    assert (tmp_path / "back.mbox").read_bytes() == MBOX


def test_a_mailbox_is_never_changed_in_its_place_unasked(call: Call, tmp_path: Path) -> None:
    box = tmp_path / "inbox"
    box.write_bytes(MBOX)
    refused = call("clean", box)
    assert (refused.code, refused.out) == (2, b"")
    assert "--in-place" in refused.err
    assert call("clean", box, "--in-place", "--quiet").code == 0
    assert PIXEL not in box.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


def test_a_mailbox_in_use_is_left_alone(call: Call, tmp_path: Path) -> None:
    box = tmp_path / "inbox"
    box.write_bytes(MBOX)
    (tmp_path / "inbox.lock").touch()
    done = call("clean", box, "--in-place")
    assert done.code == 2
    assert "in use" in done.err
    assert box.read_bytes() == MBOX
    assert (tmp_path / "inbox.lock").exists()


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    root = tmp_path / "Maildir"
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (root / folder).mkdir(parents=True)
    (root / "cur" / f"1.host,S={len(LETTER)},W={len(LETTER)}:2,S").write_bytes(LETTER)
    (root / "new" / "2.host").write_bytes(PLAIN)
    (root / ".Sent" / "cur" / "3.host:2,").write_bytes(LETTER)
    (root / "dovecot-uidlist").write_text("3 V1 N1\n")
    return root


def names(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_maildir_is_written_as_the_same_tree(call: Call, maildir: Path, tmp_path: Path) -> None:
    os.utime(maildir / "new" / "2.host", ns=(10**18, 10**18))
    done = call("clean", maildir, "-o", "out")
    assert done.code == 0
    out = tmp_path / "out"
    (first,) = (out / "cur").iterdir()
    size = first.stat().st_size
    assert first.name == f"1.host,S={size},W={size}:2,S"
    assert names(out) == sorted([f"cur/{first.name}", "new/2.host", ".Sent/cur/3.host:2,"])
    assert (out / "tmp").is_dir()
    assert (out / "new" / "2.host").read_bytes() == PLAIN
    assert (out / "new" / "2.host").stat().st_mtime_ns == 10**18
    assert (maildir / ".Sent" / "cur" / "3.host:2,").read_bytes() == LETTER


def test_a_maildir_is_cleaned_in_place(call: Call, maildir: Path) -> None:
    assert call("clean", maildir, "--in-place", "--quiet").code == 0
    assert len(names(maildir)) == 4
    assert all(PIXEL not in (maildir / name).read_bytes() for name in names(maildir))
    assert call("clean", maildir, "--in-place", "--undo", "--quiet").code == 1
    assert (maildir / "cur" / f"1.host,S={len(LETTER)},W={len(LETTER)}:2,S").read_bytes() == LETTER


def test_a_folder_tells_what_it_left_alone(call: Call, letter: Path, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    mail.mkdir()
    letter.rename(mail / "letter.eml")
    (mail / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" * 50)
    done = call("clean", mail, "-o", "out")
    assert done.code == 1
    assert "photo.jpg: left alone" in done.err
    assert names(tmp_path / "out") == ["letter.eml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.eml"], "cannot read nowhere.eml"),
        (["-", "--in-place"], "--in-place"),
        (["."], "say where to write"),
        ([".", "-o", "inside"], "would be cleaned again"),
    ],
)
def test_what_cannot_be_is_said(call: Call, arguments: list[str], words: str) -> None:
    done = call("clean", *arguments)
    assert done.code == 2
    assert words in done.err
