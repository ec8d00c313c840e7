"""Archives are read in memory, one level deep and within limits; nothing in them reaches the disk."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.test_sources_messages import LETTER, MBOX, OUTLOOK, found

from backstamp.recipient.sources.source import Source, Unreadable

Pack = Callable[..., bytes]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, octets in members.items():
            archive.writestr(name, octets)
    return file.getvalue()


def tarred(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, octets in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(octets)
            archive.addfile(info, io.BytesIO(octets))
    return file.getvalue()


def sources(octets: bytes) -> dict[str, bytes]:
    return {each.path: each.octets for each in found("-", stdin=octets) if isinstance(each, Source)}


def told(octets: bytes) -> dict[str, str]:
    return {each.path: each.reason for each in found("-", stdin=octets) if isinstance(each, Unreadable)}


MEMBERS = {
    "folder/one.eml": LETTER,
    "two": LETTER,
    "box.mbox": MBOX * 2,
    "._one.eml": b"\0\5\x16\7",
    "picture.png": b"\x89PNG\0",
}
FOUND = {"-/folder/one.eml": LETTER, "-/two": LETTER, "-/box.mbox#1": LETTER, "-/box.mbox#2": LETTER}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_tape_archives_in_every_wrapping(pack: Pack, form: int) -> None:
    octets = pack(tarred(MEMBERS, form))
    assert sources(octets) == FOUND
    assert list(told(octets)) == ["-/picture.png"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_zip_archives(method: int) -> None:
    assert sources(zipped(MEMBERS, method)) == FOUND


def test_archives_in_a_folder_are_opened(tmp_path: Path) -> None:
    (tmp_path / "mail.zip").write_bytes(zipped({"a/one.eml": LETTER}))
    assert found(tmp_path) == [Source(f"{tmp_path}/mail.zip/a/one.eml", LETTER)]


def test_a_compressed_mailbox_is_read(tmp_path: Path) -> None:
    (tmp_path / "inbox.gz").write_bytes(gzip.compress(MBOX) + gzip.compress(MBOX))
    assert [each.path for each in found(tmp_path)] == [f"{tmp_path}/inbox.gz#1", f"{tmp_path}/inbox.gz#2"]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_in_tape_archives(form: int) -> None:
    name = "folder/" * 40 + "ünïcode.eml"
    assert sources(tarred({name: LETTER, "two.eml": LETTER}, form)) == {f"-/{name}": LETTER, "-/two.eml": LETTER}


@pytest.mark.parametrize(
    "inner", [zipped({"one.eml": LETTER}), gzip.compress(tarred({"one.eml": LETTER}))], ids=["zip", "tar"]
)
@pytest.mark.parametrize("outer", [zipped, tarred])
def test_one_archive_inside_another_is_opened(outer: Pack, inner: bytes) -> None:
    assert sources(outer({"inner": inner})) == {"-/inner/one.eml": LETTER}


def test_a_third_level_is_told() -> None:
    octets = zipped({"a.zip": zipped({"b.zip": zipped({"one.eml": LETTER})}), "two.eml": LETTER})
    assert list(told(octets)) == ["-/a.zip/b.zip"]
    assert sources(octets) == {"-/two.eml": LETTER}


def test_an_encrypted_member_is_told_and_the_rest_read() -> None:
    octets = bytearray(zipped({"secret.eml": LETTER, "open.eml": LETTER}, zipfile.ZIP_STORED))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        octets[octets.index(magic) + flags] |= 1
    assert "encrypted" in told(bytes(octets))["-/secret.eml"]
    assert sources(bytes(octets)) == {"-/open.eml": LETTER}


def test_another_method_is_told() -> None:
    assert "method 14" in told(zipped({"one.eml": LETTER}, zipfile.ZIP_LZMA))["-/one.eml"]


def test_outlook_files_in_archives_are_told_with_advice() -> None:
    assert "msgconvert" in told(zipped({"one.msg": OUTLOOK}))["-/one.msg"]


def test_a_damaged_member_ends_alone() -> None:
    octets = bytearray(zipped({"one.eml": LETTER, "two.eml": LETTER}, zipfile.ZIP_STORED))
    octets[octets.index(b"Hello.")] ^= 1
    assert "damaged" in told(bytes(octets))["-/one.eml"]
    assert sources(bytes(octets)) == {"-/two.eml": LETTER}


@pytest.mark.parametrize("pack", [zipped, lambda members: gzip.compress(tarred(members))])
def test_an_archive_that_is_cut_off_is_told(pack: Pack) -> None:
    octets = pack({"one.eml": LETTER, "two.eml": bytes(9000)})
    assert "damaged" in next(iter(told(octets[:-20]).values()))


def test_a_bomb_is_left_after_little_time_and_memory() -> None:
    """2 MB that expand to 2 GB, as one member and as many."""
    zeros = zipped({"zeros.eml": LETTER + b" " * 100_000_000})
    begun = time.monotonic()
    assert "larger than 160 MB" in next(iter(told(gzip.compress(LETTER + bytes(300_000_000))).values()))
    many = zipped({f"{number}.zip": zeros for number in range(20)}, zipfile.ZIP_STORED)
    reasons = told(many)
    assert "expands to more than" in reasons["-"]
    assert time.monotonic() - begun < 30


def test_a_quine_of_archives_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backstamp.recipient.sources.limits.MAX_MEMBERS", 50)
    octets = zipped({f"{number}.eml": LETTER for number in range(60)})
    assert "more than 50 members" in told(octets)["-"]
    assert len(sources(octets)) == 50


def test_a_huge_table_of_contents_is_refused_before_it_is_read() -> None:
    octets = bytearray(zipped({"one.eml": LETTER}))
    struct.pack_into("<L", octets, octets.rindex(b"PK\x05\x06") + 12, 40 << 20)
    assert "table of contents" in told(bytes(octets))["-"]


def hostile_tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (
            ("dev", tarfile.CHRTYPE),
            ("link", tarfile.SYMTYPE),
            ("hard", tarfile.LNKTYPE),
            ("pipe", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        for name in ("/absolute.eml", "../../escaped.eml"):
            info = tarfile.TarInfo(name)
            info.size = len(LETTER)
            archive.addfile(info, io.BytesIO(LETTER))
    return file.getvalue()


def test_a_hostile_tape_archive_reaches_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sources(hostile_tar()) == {"-//absolute.eml": LETTER, "-/../../escaped.eml": LETTER}
    assert not list(tmp_path.iterdir())
    assert not Path("/absolute.eml").exists()


@pytest.mark.parametrize("kind", [b"L", b"x"])
def test_a_name_of_gigabytes_is_refused(kind: bytes) -> None:
    header = bytearray(tarred({"one.eml": LETTER})[:512])
    header[124:136] = b"77777777777\0"
    header[156:157] = kind
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 256 + sum(header[156:]))
    assert "as no archive's does" in told(bytes(header) + bytes(1024))["-"]


@given(
    st.sampled_from([zipped(MEMBERS), tarred(MEMBERS), gzip.compress(tarred(MEMBERS)), lzma.compress(LETTER)]),
    st.data(),
)
def test_archives_with_octets_changed_are_read_or_told(octets: bytes, data: st.DataObject) -> None:
    changed = bytearray(octets)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)))
    for each in found("-", stdin=bytes(changed[: cut or None])):
        assert isinstance(each, Source | Unreadable)


def test_a_member_without_a_name_is_read_like_all_others() -> None:
    nameless = zipped({"a.eml": LETTER}).replace(b"a.eml", b"\0.eml")
    assert [one.octets for one in found("-", stdin=nameless) if isinstance(one, Source)] == [LETTER]
