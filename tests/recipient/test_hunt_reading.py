"""Reading whole logs: packed and plain, joined, broken, large; the few lines that matter found among all."""

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recipient import log_writers
from tests.recipient.story import LOOKUPS, NEWEST, WANTED

from backstamp.errors import LogFileError
from backstamp.recipient.hunt import reading_lines
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.reading import Log, read_log

BIND = log_writers.TEXTS["bind.log"]().encode()


def _of(octets: bytes, wanted: Needles | None = WANTED, **options: str) -> tuple[list[Event], Log]:
    log = Log(Path("the.log"), wanted, stream=io.BytesIO(octets), newest=NEWEST, **options)  # type: ignore[arg-type]  # texts only
    return list(log), log


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("name", log_writers.TEXTS)
def test_packed_and_plain_are_equal(pack, name):
    plain = log_writers.TEXTS[name]().encode()
    assert _of(pack(plain))[0] == _of(plain)[0]


def test_several_packed_files_in_one_are_read_on():
    both, log = _of(gzip.compress(BIND) + gzip.compress(BIND))
    assert len(both) == 2 * len(_of(BIND)[0])
    assert log.counts.damage == ""


def test_lines_that_were_packed_one_by_one_are_read():
    lines = log_writers.TEXTS["dnsmasq.log"]().encode().splitlines(keepends=True)
    assert _of(b"".join(gzip.compress(line) for line in lines))[0] == _of(b"".join(lines))[0]


class _Drops(io.RawIOBase):
    """A pipe that hands out little at a time."""

    def __init__(self, octets: bytes) -> None:
        self._rest = octets

    def read(self, size: int = -1) -> bytes:
        piece, self._rest = self._rest[:1], self._rest[1:]
        return piece


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_slow_pipe_is_read(pack):
    log = Log(Path("-"), WANTED, stream=_Drops(pack(BIND)), newest=NEWEST)  # type: ignore[arg-type]  # what it needs of a stream
    assert [event.placed("", 0) for event in log] == [event.placed("", 0) for event in _of(BIND)[0]]


def test_a_packed_file_that_breaks_off_is_read_up_to_there():
    large = BIND * 2000
    packed = gzip.compress(large)
    events, log = _of(packed[: len(packed) // 2])
    assert 0 < len(events) < 2000 * 8
    assert "breaks off" in log.counts.damage


def test_a_packed_file_that_is_damaged_is_read_up_to_there():
    packed = bytearray(gzip.compress(BIND * 2000))
    packed[len(packed) // 2 :] = b"\xff" * (len(packed) - len(packed) // 2)
    events, log = _of(bytes(packed))
    assert events
    assert "what stood before was read" in log.counts.damage


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_windows_encodings_are_read(encoding):
    text = log_writers.TEXTS["windows_american.log"]()
    assert _of(text.encode(encoding))[0] == _of(text.encode())[0]


def test_lines_may_end_in_any_way():
    for changed in (BIND.replace(b"\n", b"\r\n"), BIND.rstrip(b"\n"), BIND.replace(b"\n", b"\n\n")):
        assert [event.host for event in _of(changed)[0]] == [event.host for event in _of(BIND)[0]]


def test_logs_that_were_joined_are_all_read():
    parts = [log_writers.TEXTS[name]().encode() for name in ("bind.log", "route53.json")]
    squid = b"1795252321.123     45 192.0.2.10 TCP_MISS/200 512 GET http://open.tracker.example/p.gif - HIER_DIRECT/198.51.100.8 image/gif\n"
    events, log = _of(b"".join([*parts, squid]))
    assert log.counts.formats == ["bind", "route53", "squid"]
    assert len(events) == 8 + 10 + 1
    assert log.counts.unparsable == 0


def test_a_second_table_of_zeek_may_have_other_fields():
    first = log_writers.TEXTS["zeek_dns.log"]()
    second = "#separator \\x09\n#fields\tts\tid.orig_h\tquery\n1795252321.0\t192.0.2.77\tlate.tracker.example\n"
    padding = first.splitlines()[8] + "\n"
    events, _ = _of((first + padding * 3000 + second).encode(), Needles.of(["late.tracker.example"]))
    assert [(event.client, event.host) for event in events] == [("192.0.2.77", "late.tracker.example")]


def test_unparsable_lines_are_counted_and_shown():
    events, log = _of(BIND + b"what is this?\n\x00\xff\x00\n" + BIND)
    assert len(events) == 16
    assert log.counts.unparsable == 2
    assert [line for _, line in log.counts.samples] == ["what is this?", "\x00\ufffd\x00"]
    assert log.counts.samples[0][0] == len(BIND.splitlines()) + 1


def test_an_endless_line_is_skipped_and_counted():
    events, log = _of(BIND + b"x" * 3_000_000 + b"\n" + BIND)
    assert len(events) == 16
    assert log.counts.overlong == 1
    assert log.counts.lines == 2 * len(BIND.splitlines()) + 1
    assert events[-1].line == log.counts.lines


def test_an_unknown_log_is_refused_with_its_line_and_the_formats_known():
    with pytest.raises(LogFileError, match=r"dear diary.*--format") as refused:
        _of(b"dear diary,\ntoday nothing happened.\n")
    assert "adguard" in refused.value.operator


def test_a_format_that_is_named_is_taken():
    events, log = _of(b"hello\n" * 3 + BIND, format_name="bind")
    assert len(events) == 8
    assert log.counts.unparsable == 3


def test_a_format_that_nobody_knows_is_refused():
    with pytest.raises(LogFileError, match="nonsense"):
        _of(BIND, format_name="nonsense")


def test_an_empty_log_tells_nothing():
    events, log = _of(b"")
    assert not events
    assert log.counts.lines == 0
    assert log.counts.formats == []


def test_a_log_that_is_not_there_is_told(tmp_path):
    with pytest.raises(LogFileError, match="cannot be read"):
        read_log(tmp_path / "nowhere.log", WANTED)


def test_a_foreign_database_is_refused(tmp_path):
    path = tmp_path / "some.db"
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 2000)
    with pytest.raises(LogFileError):
        read_log(path, WANTED)


def test_only_whole_labels_count():
    events, _ = _of(BIND, Needles.of(["racker.example", "tracker", "tracker.exam"]))
    assert events == []


def _busy(lines_between: int, name: str) -> bytes:
    """The story with much else in between: blocks end anywhere in it."""
    story = log_writers.TEXTS[name]().splitlines()
    other = log_writers._dnsmasq_lines(LOOKUPS[3], "router dnsmasq[590]", "")
    lines = []
    for round_ in range(60):
        lines += story
        lines += other * (lines_between + round_)
    return "\n".join(lines).encode() + b"\n"


@pytest.mark.parametrize("name", ["dnsmasq.log", "pihole.log"])
def test_searching_finds_what_reading_every_line_finds(name, monkeypatch):
    monkeypatch.setattr(reading_lines, "_FIRST", 0)
    octets = _busy(40, name)
    assert len(octets) > 500_000
    every = [
        event
        for event in _of(octets, None)[0]
        if WANTED.match(event.host) or any(WANTED.match(alias) for alias in event.aliases)
    ]
    found, log = _of(octets)
    assert found == every
    assert len(found) == 60 * 10
    assert log.counts.read < log.counts.lines / 4


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 40)), min_size=1, max_size=30))
@settings(max_examples=30)
def test_searching_and_reading_agree_on_any_story(picked):
    lines = []
    at = LOOKUPS[0].at
    for number, (index, gap) in enumerate(picked):
        asked = replace(LOOKUPS[index], at=at + timedelta(minutes=number))
        lines += log_writers._dnsmasq_lines(asked, "router dnsmasq[590]", "")
        lines += log_writers._dnsmasq_lines(LOOKUPS[3], "router dnsmasq[590]", "") * gap
    octets = "\n".join(lines).encode()
    first = reading_lines._FIRST
    reading_lines._FIRST = 0
    try:
        found = _of(octets)[0]
    finally:
        reading_lines._FIRST = first
    every = _of(octets, None)[0]
    assert found == [e for e in every if WANTED.match(e.host) or any(WANTED.match(alias) for alias in e.aliases)]


@pytest.mark.parametrize("name", log_writers.TEXTS)
def test_searching_finds_the_story_in_every_format(name, monkeypatch):
    """Without the first thousand lines, which are read in full: names in labels and in base64 are found by search alone."""
    octets = log_writers.TEXTS[name]().encode()
    full = _of(octets)[0]
    monkeypatch.setattr(reading_lines, "_FIRST", 0)
    assert _of(octets)[0] == full


def test_a_tap_that_breaks_off_is_read_up_to_there():
    tap = log_writers.dnstap()
    events, log = _of(tap[: len(tap) // 2])
    assert 0 < len(events) < 10
    assert "breaks off" in log.counts.damage


def test_a_tap_is_found_in_a_packed_file_and_its_frames_are_searched():
    events, log = _of(gzip.compress(log_writers.dnstap()), Needles.of(["shop.tracker.example"]))
    assert [event.host for event in events] == ["news.shop.example", "news.shop.example"]
    assert log.counts.lines == 2 * len(LOOKUPS)
    assert log.counts.read < log.counts.lines


@given(st.integers(0, 30_000), st.binary(min_size=1, max_size=40))
@settings(max_examples=40)
def test_a_mutated_database_is_read_or_refused(at, octets):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pihole-FTL.db")
        log_writers.ftl(path)
        written = path.read_bytes()
        path.write_bytes(written[: 16 + at] + octets + written[16 + at + len(octets) :])
        try:
            read_log(path, WANTED)
        except LogFileError:
            return


def test_a_database_in_use_is_told(tmp_path):
    path = tmp_path / "pihole-FTL.db"
    log_writers.ftl(path)
    (tmp_path / "pihole-FTL.db-wal").write_bytes(b"")
    events, counts = read_log(path, WANTED)
    assert len(events) == 10
    assert "-wal" in counts.damage


def test_the_year_is_that_of_the_file(tmp_path):
    import os

    path = tmp_path / "dnsmasq.log"
    path.write_text("Dec 31 23:59:59 dnsmasq[1]: query[A] open.tracker.example from 192.0.2.10\n")
    stamp = datetime(2020, 1, 1, 6, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
    (event,), _ = read_log(path, WANTED)
    assert event.at == int(datetime(2019, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()) * 1_000_000


@given(st.binary(max_size=2000))
def test_any_octets_are_read_or_refused(octets):
    try:
        _of(octets)
    except LogFileError:
        return


@given(st.sampled_from(sorted(log_writers.TEXTS)), st.integers(0, 3000), st.binary(max_size=40))
def test_mutated_logs_are_read_or_refused(name, at, octets):
    text = log_writers.TEXTS[name]().encode()
    try:
        _of(text[:at] + octets + text[at + len(octets) :])
    except LogFileError:
        return


_FLAT = """
    import gzip, resource, sys
    from datetime import datetime, UTC
    from pathlib import Path
    from backstamp.recipient.hunt.needles import Needles
    from backstamp.recipient.hunt.reading import Log

    class Endless:
        def __init__(self, piece, times):
            self.piece, self.times = piece, times
        def read(self, size):
            self.times -= 1
            return self.piece if self.times >= 0 else b""

    kept = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    log = Log(Path("x"), Needles.of(["tracker.example"]), stream=Endless(Path(sys.argv[1]).read_bytes(), int(sys.argv[2])),
              newest=datetime(2026, 11, 22, tzinfo=UTC))
    events = sum(1 for _ in log)
    print(events, log.counts.octets, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_is_flat_in_the_size_of_the_log(tmp_path):
    """300 MB, made while they are read; what is held is that of 10 MB and a little."""
    line = "Nov 21 16:12:42 router dnsmasq[9]: query[A] host{}.shop.example from 192.0.2.10\n"
    piece = "".join(line.format(number) for number in range(2000)) + log_writers.TEXTS["dnsmasq.log"]()
    (tmp_path / "piece").write_bytes(piece.encode())

    def run(megabytes: int) -> list[int]:
        times = megabytes * 1_000_000 // len(piece)
        command = [sys.executable, "-c", textwrap.dedent(_FLAT), str(tmp_path / "piece"), str(times)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        return [int(word) for word in done.stdout.split()]

    small, large = run(10), run(300)
    assert large[0] > 20 * small[0] > 0
    assert large[1] > 290_000_000
    assert large[2] - small[2] < 30_000  # kilobytes
