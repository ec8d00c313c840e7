"""Messages are found in files, folders and on standard input, and what is none is told."""

import gzip
import io
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import UsageError
from backstamp.recipient.sources.messages import messages
from backstamp.recipient.sources.source import Source, Unreadable

LETTER = b"From: a@a.example\nSubject: one\n\nHello.\n"
MBOX = b"From a@a.example Tue Nov 21 16:00:00 2026\n" + LETTER + b"\n"
OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def found(*paths: Path | str, stdin: bytes = b"") -> list[Source | Unreadable]:
    return list(messages([str(path) for path in paths], io.BytesIO(stdin)))


def paths_of(folder: Path) -> list[str]:
    return [each.path.removeprefix(f"{folder}/") for each in found(folder)]


def only(*paths: Path | str, stdin: bytes = b"") -> Source | Unreadable:
    (one,) = found(*paths, stdin=stdin)
    return one


@pytest.mark.parametrize("octets", [LETTER, b"Hello.", b"\n\nSubject: x\n\n", b"\xff\xfe!", b"From nobody"])
def test_a_named_file_is_a_message_whatever_its_name_and_beginning(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "letter.txt").write_bytes(octets)
    assert only(tmp_path / "letter.txt") == Source(f"{tmp_path}/letter.txt", octets)


def test_a_mailbox_numbers_its_messages(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_bytes(MBOX * 2)
    assert found(tmp_path / "inbox") == [Source(f"{tmp_path}/inbox#{number}", LETTER) for number in (1, 2)]


def test_a_mailbox_of_one_message_has_the_files_name(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_bytes(MBOX)
    assert only(tmp_path / "inbox") == Source(f"{tmp_path}/inbox", LETTER)


@pytest.mark.parametrize("stdin", [LETTER, MBOX, gzip.compress(LETTER, mtime=0)])
def test_standard_input_is_a_dash(stdin: bytes) -> None:
    assert only("-", stdin=stdin) == Source("-", LETTER)


def test_apple_mails_count_and_property_list_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "1.emlx").write_bytes(b"%d   \n" % len(LETTER) + LETTER + b"<?xml version='1.0'?><plist/>")
    assert only(tmp_path) == Source(f"{tmp_path}/1.emlx", LETTER)


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (OUTLOOK, "save it as .eml"),
        (b"!BDN" + bytes(600), "readpst"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(600), "unpack it"),
        (b"", "it is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "it is no message"),
    ],
)
def test_what_is_not_read_is_told_with_advice(tmp_path: Path, octets: bytes, words: str) -> None:
    (tmp_path / "file").write_bytes(octets)
    told = only(tmp_path / "file")
    assert isinstance(told, Unreadable)
    assert words in told.reason


def test_a_path_that_leads_nowhere_is_wrong_usage_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(LETTER)
    with pytest.raises(UsageError, match="gone is not there: name a message"):
        messages([str(tmp_path / "one.eml"), "gone"], io.BytesIO())
    with pytest.raises(UsageError):
        messages(["a\0b"], io.BytesIO())


def test_folders_are_read_in_order_and_numbers_by_value(tmp_path: Path) -> None:
    for name in ("10", "9", "b.eml", "a.eml", "sub/c.eml", "sub/deeper/d.eml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(LETTER)
    assert paths_of(tmp_path) == ["9", "10", "a.eml", "b.eml", "sub/c.eml", "sub/deeper/d.eml"]


def test_in_a_folder_only_what_begins_like_mail_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>Subject: x")
    (tmp_path / "list.yaml").write_text("colour: red\nsize: 3\n")
    (tmp_path / "letter").write_bytes(LETTER)
    (tmp_path / "odd.eml").write_bytes(b"<html>")
    (tmp_path / ".hidden.eml").write_bytes(LETTER)
    (tmp_path / "Inbox.msf").write_bytes(b"// <!-- <mdb:mork")
    kinds = {Path(each.path).name: type(each) for each in found(tmp_path)}
    assert kinds == {"page.html": Unreadable, "list.yaml": Unreadable, "letter": Source, "odd.eml": Source}


def test_a_maildir_is_its_cur_and_new_and_the_folders_below(tmp_path: Path) -> None:
    for name in ("cur/1:2,S", "new/2", "tmp/3", ".Sent/cur/4:2,RS", ".Sent/new/.keep", ".Sent/tmp/5"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"odd beginning")
    (tmp_path / "dovecot.index").write_bytes(LETTER)
    assert paths_of(tmp_path) == [".Sent/cur/4:2,RS", "cur/1:2,S", "new/2"]
    assert all(isinstance(each, Source) for each in found(tmp_path))


def test_links_to_folders_are_not_followed_and_loops_end(tmp_path: Path) -> None:
    inside, outside = tmp_path / "mail", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "one.eml").write_bytes(LETTER)
    (outside / "two.eml").write_bytes(LETTER)
    (inside / "loop").symlink_to(inside)
    (inside / "out").symlink_to(outside)
    (inside / "gone.eml").symlink_to(tmp_path / "gone")
    assert [type(each) for each in found(inside)] == [Unreadable, Source]
    assert paths_of(inside) == ["gone.eml", "one.eml"]


def test_pipes_in_folders_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.eml")
    told = only(tmp_path)
    assert isinstance(told, Unreadable)
    assert "no regular file" in told.reason


def test_folders_a_thousand_deep_cost_no_recursion(tmp_path: Path) -> None:
    place = tmp_path
    for _ in range(1200):
        place /= "d"
        place.mkdir()
    (place / "one.eml").write_bytes(LETTER)
    try:
        assert len(found(tmp_path)) == 1
    finally:
        # Python's own way to remove a tree calls itself once for each folder: a later run of the tests would fail on it.
        subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.eml"
    Path(os.fsdecode(name)).write_bytes(LETTER)
    assert isinstance(only(tmp_path), Source)


@given(st.binary(max_size=2000))
def test_any_octets_are_a_message_or_told(octets: bytes) -> None:
    for each in found("-", stdin=octets):
        assert isinstance(each, Source | Unreadable)
        assert each.path.startswith("-")


@given(
    st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"From x\nA: b\n", b"12\nA: b\n"]),
    st.binary(max_size=2000),
)
def test_octets_that_begin_like_something_else_are_read_or_told(magic: bytes, octets: bytes) -> None:
    for each in found("-", stdin=magic + octets):
        assert isinstance(each, Source | Unreadable)


def test_memory_stays_flat_over_a_large_mailbox(tmp_path: Path) -> None:
    """200 MB of messages, read in a process whose memory is measured."""
    mailbox = tmp_path / "large.mbox"
    message = MBOX[:-1] + b"All work and no play.\n" * 900 + b"\n"
    with mailbox.open("wb") as file:
        for _ in range(50):
            file.write(message * (4_000_000 // len(message)))
    code = (
        "import resource, sys, io\n"
        "from backstamp.recipient.sources.messages import messages\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "count = sum(1 for _ in messages([sys.argv[1]], io.BytesIO()))\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, mailbox], capture_output=True, text=True, check=True)
    count, kilobytes = map(int, done.stdout.split())
    assert count == 50 * (4_000_000 // len(message))
    assert kilobytes < 20_000


def test_a_message_without_end_is_told_and_not_held(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("backstamp.recipient.sources.stream.MAX_MESSAGE", 1_000_000)
    (tmp_path / "endless.eml").write_bytes(LETTER + b"x" * 20_000_000)
    tracemalloc.start()
    told = only(tmp_path / "endless.eml")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(told, Unreadable)
    assert "larger than" in told.reason
    assert peak < 5_000_000
