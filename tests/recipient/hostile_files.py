"""Mailboxes, archives and logs that are meant to take all memory, or all time, of whoever opens them.

Each is a function that writes a file; large ones are written, or packed, piece by piece.
"""

import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

MEGABYTE = 1 << 20
_ZEROS = bytes(MEGABYTE)
_MAIL = b"From: a@b.example\nSubject: x\n\n<img src=https://t.example/o.gif width=1>\n"
_QUERY = b"21-Nov-2026 09:12:01.123 client @0x7f 192.0.2.10#40001 (open.tracker.example): query: open.tracker.example IN A + (192.0.2.1)\n"
Write = Callable[[Path], None]


def _packed(path: Path, head: bytes, piece: bytes, times: int) -> None:
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(head)
        for _ in range(times):
            file.write(piece)


def gzip_bomb(path: Path) -> None:
    _packed(path, _MAIL, _ZEROS, 600)


def gzip_bomb_of_messages(path: Path) -> None:
    separator = b"From a@b.example Tue Nov 21 16:00:00 2026\n"
    _packed(path, separator + _MAIL, (b"\n" + separator + _MAIL) * 7000, 100)


def gzip_of_gzip(path: Path) -> None:
    inner = gzip.compress(_MAIL + bytes(50 * MEGABYTE))
    for _ in range(5):
        inner = gzip.compress(inner)
    path.write_bytes(inner)


def gzip_members(path: Path) -> None:
    path.write_bytes(gzip.compress(b"") * 200_000)


def xz_bomb(path: Path) -> None:
    with lzma.open(path, "wb", preset=0) as file:
        file.write(_MAIL)
        for _ in range(300):
            file.write(_ZEROS)


def zip_bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.eml", "w") as file,
    ):
        file.write(_MAIL)
        for _ in range(600):
            file.write(_ZEROS)


def zip_of_zips(path: Path) -> None:
    inner = _MAIL
    for depth in range(8):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(3):
                archive.writestr(f"{depth}-{copy}.zip", inner)
        inner = made.getvalue()
    path.write_bytes(inner)


def zip_of_many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"{number}.txt", b"")


def zip_that_lies(path: Path) -> None:
    """Its directory says other sizes and places than its members do."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/a.eml", _MAIL * 100)
        archive.writestr("C:\\x\0.eml", _MAIL)
    octets = bytearray(made.getvalue())
    at = octets.find(b"PK\x01\x02")
    octets[at + 20 : at + 28] = b"\xff\xff\xff\x7f\x01\0\0\0"
    octets[at + 42 : at + 46] = b"\x05\0\0\0"
    path.write_bytes(bytes(octets))


def tar_with_absolute_names(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name in ("/etc/passwd.eml", "../../up.eml", "a/\u202elme.exe", "x" * 5000 + ".eml"):
            member = tarfile.TarInfo(name)
            member.size = len(_MAIL)
            archive.addfile(member, io.BytesIO(_MAIL))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo("/dev/zero.eml")
            member.type, member.linkname = kind, "/dev/zero"
            archive.addfile(member)


def tar_that_lies(path: Path) -> None:
    """A member that says it has a terabyte, behind a long name that says the same."""
    member = tarfile.TarInfo("a.eml")
    member.size = 1 << 40
    name = tarfile.TarInfo("././@LongLink")
    name.type, name.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    path.write_bytes(name.tobuf(tarfile.GNU_FORMAT) + b"x" * MEGABYTE + member.tobuf(tarfile.GNU_FORMAT) + _MAIL)


def mbox_of_one_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"From a@b.example Tue Nov 21 16:00:00 2026\nSubject: ")
        for _ in range(300):
            file.write(b"x" * MEGABYTE)


def mbox_of_separators(path: Path) -> None:
    path.write_bytes(b"From a@b.example Tue Nov 21 16:00:00 2026\nFrom: x\n\nFrom \n" * 50_000)


def emlx_that_lies(path: Path) -> None:
    path.write_bytes(b"999999999999\n" + _MAIL)


def octets(path: Path) -> None:
    path.write_bytes(b"From: \xff\x00\xed\xa0\x80\nX" + bytes(range(256)) * 4000)


FILES: dict[str, Write] = {
    made.__name__.replace("_", "-"): made
    for made in (
        gzip_bomb,
        gzip_bomb_of_messages,
        gzip_of_gzip,
        gzip_members,
        xz_bomb,
        zip_bomb,
        zip_of_zips,
        zip_of_many,
        zip_that_lies,
        tar_with_absolute_names,
        tar_that_lies,
        mbox_of_one_line,
        mbox_of_separators,
        emlx_that_lies,
        octets,
    )
}


def log_gzip_bomb(path: Path) -> None:
    _packed(path, _QUERY * 100, _ZEROS, 300)


def log_gzip_of_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.compress(_QUERY * 1000)))


def log_long_lines(path: Path) -> None:
    with path.open("wb") as file:
        file.write(_QUERY * 10)
        for _ in range(2):
            for _ in range(100):
                file.write(b"tracker.example " * (MEGABYTE // 16))
            file.write(b"\n" + _QUERY)


def log_one_line(path: Path) -> None:
    path.write_bytes(b"open.tracker.example " * 5_000_000)


def log_many_names(path: Path) -> None:
    """Every line looks like one that is wanted; each has a client of its own."""
    lines = (
        _QUERY.replace(b"192.0.2.10#40001", b"10.%d.%d.%d#%d" % (n >> 16, n >> 8 & 255, n & 255, n % 60_000))
        for n in range(100_000)
    )
    path.write_bytes(b"".join(lines))


def log_aliases(path: Path) -> None:
    """dnsmasq's answers that lead from name to name and never end."""
    head = b"Nov 21 09:12:01 dnsmasq[1]: "
    path.write_bytes(
        b"".join(head + b"reply a%d.tracker.example is <CNAME>\n" % number for number in range(100_000))
        + b"".join(head + b"query[A] a.tracker.example from 10.0.0.%d\n" % (number % 250) for number in range(50_000))
    )


def log_octets(path: Path) -> None:
    junk = b"\x00\xff\xfe\xed\xa0\x80 tracker.example \xe2\x80\xae\r\n"
    path.write_bytes(_QUERY * 10 + junk * 100_000 + b"\0" * MEGABYTE)


def log_json(path: Path) -> None:
    deep = b'{"ts":' + b"[" * 30_000 + b' "tracker.example"\n'
    path.write_bytes(b'{"ts":1795250000.1,"query":"open.tracker.example","id.orig_h":"10.0.0.1"}\n' + deep * 300)


def log_nulls(path: Path) -> None:
    path.write_bytes(bytes(50 * MEGABYTE))


def log_numbers(path: Path) -> None:
    """Numbers of which Python refuses, or takes long, to make integers."""
    big = b"9" * 40_000
    lines = [
        b"%s.%s 1 10.0.0.1 TCP_MISS/200 1 GET http://open.tracker.example/ - HIER_DIRECT/- -\n" % (big, big),
        b'10.0.0.1 - - [%s/Nov/%s:09:00:00 +%s] "GET http://open.tracker.example/ HTTP/1.1" 200 %s\n'
        % (big[:9], big, big, big),
        b'{"ts":%s,"query":"open.tracker.example","id.orig_h":"10.0.0.1"}\n' % big,
        b"[%s] unbound[1:0] info: 10.0.0.1 open.tracker.example. A IN\n" % big,
    ]
    path.write_bytes(b"".join(lines) * 100)


LOGS: dict[str, Write] = {
    made.__name__.removeprefix("log_").replace("_", "-"): made
    for made in (
        log_gzip_bomb,
        log_gzip_of_gzip,
        log_long_lines,
        log_one_line,
        log_many_names,
        log_aliases,
        log_octets,
        log_json,
        log_nulls,
        log_numbers,
    )
}
