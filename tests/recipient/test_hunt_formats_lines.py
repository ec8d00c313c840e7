"""What lines of logs are like in the wild: mixed case, views, zones, escapes, missing years, and octets of no format."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient import log_writers
from tests.recipient.story import NEWEST

from backstamp.recipient.hunt.clock import Clock, microseconds
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.formats import dnstap, frames, wire
from backstamp.recipient.hunt.formats.bind import Bind
from backstamp.recipient.hunt.formats.dnsmasq import Dnsmasq
from backstamp.recipient.hunt.formats.known import line_formats
from backstamp.recipient.hunt.formats.told import BadLineError, ForeignLineError, LineFormat, Part
from backstamp.recipient.hunt.formats.unbound import Unbound
from backstamp.recipient.hunt.formats.windows import Windows, host

CLOCK = Clock(NEWEST)
SAMPLES = [line for write in log_writers.TEXTS.values() for line in write().encode().splitlines()]
FRAMES = log_writers.dnstap()


def _event(form: LineFormat, line: str) -> Event:
    told = form.parse(line.encode())
    assert told is not None
    return told.event


@pytest.mark.parametrize(
    ("line", "client", "port", "name", "kind"),
    [
        (
            "client @0x7fa0d607f200 192.0.2.10#63565 (example.org): view internal: query: example.org IN NS +E(0)K (192.0.2.1)",
            "192.0.2.10",
            63565,
            "example.org",
            "NS",
        ),
        (
            "client 192.0.2.4#53311: view x: query: a.example.org IN A -EDC (192.0.2.1)",
            "192.0.2.4",
            53311,
            "a.example.org",
            "A",
        ),
        (
            "21-Nov-2026 10:00:00.123 queries: info: client @0x1 fe80::1%eth0#5353 (x.example): view a query: b.example IN A + (c): query: x.example IN HTTPS +E(0) (192.0.2.1) [ECS 192.0.2.0/24/0]",
            "fe80::1",
            5353,
            "x.example",
            "HTTPS",
        ),
        (
            "client @0x1 192.0.2.10#1024/key staff (two\\032words.Example): query: two\\032words.Example IN TYPE65 +T (192.0.2.1)",
            "192.0.2.10",
            1024,
            "two\\032words.example",
            "TYPE65",
        ),
    ],
)
def test_bind_of_all_ages(line, client, port, name, kind):
    event = _event(Bind(CLOCK), line)
    assert (event.client, event.port, event.host, event.what) == (client, port, name, kind)


def test_a_policy_that_lets_through_blocks_nothing():
    head = "client @0x1 192.0.2.10#1024 (x.example): "
    told = Bind(CLOCK).parse(f"{head}rpz QNAME PASSTHRU rewrite x.example/A/IN via x.example.rpz".encode())
    assert told is not None
    assert told.part is Part.ANSWER
    assert not told.event.blocked
    assert Bind(CLOCK).parse(f"{head}disabled rpz QNAME NXDOMAIN rewrite x.example/A/IN via y".encode()) is None


def test_unbound_says_nothing_of_a_broken_question():
    line = b"[1795252321] unbound[901:0] info: 192.0.2.10 - - - FORMERR - - -"
    assert Unbound(CLOCK).parse(line) is None


def test_lines_of_other_programs_are_foreign():
    line = b"Nov 21 08:00:00 ns1 postfix/smtpd[811]: connect from mail.tracker.example[192.0.2.99]"
    for form in (Bind(CLOCK), Unbound(CLOCK), Dnsmasq(CLOCK)):
        with pytest.raises(ForeignLineError):
            form.parse(line)


@pytest.mark.parametrize(
    ("words", "blocked"),
    [
        ("gravity blocked x.example is 0.0.0.0", True),
        ("gravity blocked (CNAME) x.example is ::", True),
        ("exactly denied x.example is 0.0.0.0", True),
        ("regex blacklisted x.example is 0.0.0.0", True),
        ("/etc/pihole/gravity.list x.example is 0.0.0.0", True),
        ("/etc/hosts x.example is 192.0.2.80", False),
        ("config x.example is NXDOMAIN", True),
        ("config x.example is 192.0.2.80", False),
        ("cached x.example is 198.51.100.1", False),
        ("cached-stale x.example is <HTTPS>", False),
    ],
)
def test_what_pihole_and_dnsmasq_block(words, blocked):
    event = _event(Dnsmasq(CLOCK), f"Nov 21 16:12:42 dnsmasq[9]: {words}")
    assert (event.host, event.blocked) == ("x.example", blocked)


def test_a_log_of_openwrt_has_its_year():
    line = "Sat Nov 21 16:12:42 2020 daemon.info dnsmasq[9]: 7 192.0.2.10/4000 query[A] x.example from 192.0.2.10"
    assert _event(Dnsmasq(CLOCK), line).at == microseconds(datetime(2020, 11, 21, 16, 12, 42, tzinfo=UTC))


def test_a_year_that_is_missing_rolls_over_at_new_year():
    clock = Clock(datetime(2027, 1, 2, tzinfo=UTC))
    assert clock.syslog("Dec 31 23:59:59") == microseconds(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert clock.syslog("Jan  1 00:00:01") == microseconds(datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC))


def test_the_29th_of_february_is_of_a_leap_year():
    clock = Clock(datetime(2027, 1, 2, tzinfo=UTC))
    assert clock.syslog("Feb 29 12:00:00") == microseconds(datetime(2024, 2, 29, 12, tzinfo=UTC))


def test_times_without_a_zone_are_of_the_zone_given():
    clock = Clock(NEWEST, timezone(timedelta(hours=2)))
    assert clock.dated("21-Nov-2026 10:00:00.5") == microseconds(datetime(2026, 11, 21, 8, 0, 0, 500_000, tzinfo=UTC))
    assert clock.iso("2026-11-21T10:00:00Z") == microseconds(datetime(2026, 11, 21, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("date", "newest", "expected"),
    [
        ("3/4/2026 9:00:00 AM", datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)),
        ("03/04/2026 09:00:00", datetime(2026, 4, 3, 10, tzinfo=UTC), datetime(2026, 4, 3, 9, tzinfo=UTC)),
        ("12/11/2026 12:00:00 AM", datetime(2026, 12, 12, tzinfo=UTC), datetime(2026, 12, 11, 0, tzinfo=UTC)),
        ("05.04.2026 09:00:00", datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 4, 5, 9, tzinfo=UTC)),
        ("2026-04-05 09:00:00", datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 4, 5, 9, tzinfo=UTC)),
    ],
)
def test_windows_dates_of_all_locales(date, newest, expected):
    line = f"{date} 0E70 PACKET  00000000033397A0 UDP Rcv 192.0.2.10      5b47   Q [0001   D   NOERROR] A      (1)x(7)example(0)"
    assert _event(Windows(Clock(newest)), line).at == microseconds(expected)


def test_windows_names():
    assert host("(4)Open(7)tracker(7)example(0)") == "open.tracker.example"
    assert host("(0)") == ""


@given(st.binary(max_size=300))
def test_any_octets_are_told_or_refused(line):
    for form in line_formats(CLOCK):
        try:
            form.parse(line)
        except BadLineError:
            continue


@given(st.sampled_from(SAMPLES), st.data())
def test_a_mutated_line_is_told_or_refused(line, data):
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 12)))
    mutated = line[:start] + data.draw(st.binary(max_size=12)) + line[end:]
    for form in line_formats(CLOCK):
        try:
            told = form.parse(mutated)
        except BadLineError:
            continue
        assert told is None or (told.event.host == told.event.host.lower() and not told.event.host.endswith("."))


@pytest.mark.parametrize(
    "piece", [b"a", b" ", b"(", b"client ", b"query: ", b"[", b'"\\', b"{", b'{"a":', b"[" * 7, b"1.", b": ", b"(1)"]
)
def test_a_line_of_the_greatest_length_is_quick(piece):
    """Linear: 64 KB cost a fraction of a second in every format; a quadratic one would take minutes."""
    for line in (piece * (65536 // len(piece)), SAMPLES[3] + piece * (60000 // len(piece))):
        for form in line_formats(CLOCK):
            try:
                form.parse(line)
            except BadLineError:
                continue


@given(st.binary(max_size=200))
def test_any_octets_are_a_dns_message_or_refused(octets):
    for read in (wire.message, dnstap.parse, frames.fields):
        try:
            read(octets)
        except BadLineError:
            continue


@given(st.integers(0, len(FRAMES) - 1), st.binary(min_size=1, max_size=4))
def test_a_mutated_stream_is_read_or_refused(at, octets):
    mutated = FRAMES[:at] + octets + FRAMES[at + len(octets) :]
    try:
        found = frames.frames(mutated)
    except BadLineError:
        return
    for start, end, _ in found.chosen:
        try:
            dnstap.parse(mutated[start:end])
        except BadLineError:
            continue


def test_a_name_that_points_at_itself_is_refused():
    header = b"\0\1\x81\x80\0\1\0\0\0\0\0\0"
    with pytest.raises(BadLineError):
        wire.message(header + b"\xc0\x0c\0\1\0\1")
