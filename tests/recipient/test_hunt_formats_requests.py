"""Requests and connections, as proxies, web servers and Zeek log them."""

from dataclasses import replace

import pytest
from tests.recipient.story import NEWEST

from backstamp.recipient.hunt.clock import Clock
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats.combined import Combined
from backstamp.recipient.hunt.formats.squid import Squid
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat
from backstamp.recipient.hunt.formats.zeek import ZeekJson, ZeekTable

CLOCK = Clock(NEWEST)
AT = 1795252321 * 1_000_000  # 2026-11-21 09:12:01 UTC
URL = "http://open.tracker.example/p.gif?id=7"


def _event(parser: LineFormat, line: str) -> Event:
    told = parser.parse(line.encode())
    assert told is not None
    return told.event


def test_squid_tells_a_request():
    line = f"1795252321.123     45 192.0.2.10 TCP_MISS/200 512 GET {URL} - HIER_DIRECT/198.51.100.8 image/gif"
    event = _event(Squid(CLOCK), line)
    expected = Event(AT + 123_000, "192.0.2.10", "open.tracker.example", Means.REQUEST, "GET", url=URL, outcome="200")
    assert event == replace(expected, addresses=("198.51.100.8",))


def test_squid_tells_a_tunnel_as_a_connection():
    line = "1795252321.000    900 2001:db8::12 TCP_TUNNEL/200 4096 CONNECT Open.Tracker.Example:443 anna HIER_NONE/- -"
    event = _event(Squid(CLOCK), line)
    assert (event.means, event.host, event.url) == (Means.CONNECTION, "open.tracker.example", "")


def test_squid_tells_what_it_denied():
    line = f"1795252321.000      0 192.0.2.10 TCP_DENIED/403 3900 GET {URL} - HIER_NONE/- text/html"
    assert _event(Squid(CLOCK), line).blocked


def test_squid_knows_its_own_errors_tell_nothing():
    line = "1795252321.000      0 192.0.2.10 NONE/400 3900 NONE error:invalid-request - HIER_NONE/- text/html"
    assert Squid(CLOCK).parse(line.encode()) is None


@pytest.mark.parametrize(
    ("line", "host", "url"),
    [
        (f'192.0.2.10 - - [21/Nov/2026:09:12:01 +0000] "GET {URL} HTTP/1.1" 200 43', "open.tracker.example", URL),
        (
            'open.tracker.example:443 192.0.2.10 - anna [21/Nov/2026:10:12:01 +0100] "GET /p.gif HTTP/1.1" 200 43 "-" "Mail \\"x\\""',
            "open.tracker.example",
            "https://open.tracker.example:443/p.gif",
        ),
        (
            'open.tracker.example 192.0.2.10 - - [21/Nov/2026:03:42:01 -0530] "GET /p.gif HTTP/1.1" 200 43 "-" "-"',
            "open.tracker.example",
            "http://open.tracker.example/p.gif",
        ),
    ],
)
def test_combined_tells_the_host_from_the_virtual_host_or_the_url(line, host, url):
    event = _event(Combined(CLOCK), line)
    assert (event.at, event.client, event.host, event.url, event.outcome) == (AT, "192.0.2.10", host, url, "200")


def test_combined_tells_a_tunnel():
    line = '192.0.2.10 - - [21/Nov/2026:09:12:01 +0000] "CONNECT open.tracker.example:443 HTTP/1.1" 200 -'
    event = _event(Combined(CLOCK), line)
    assert (event.means, event.host) == (Means.CONNECTION, "open.tracker.example")


def test_combined_without_any_host_tells_nothing():
    line = '192.0.2.10 - - [21/Nov/2026:09:12:01 +0000] "GET /p.gif HTTP/1.1" 200 43 "http://open.tracker.example/" "-"'
    assert Combined(CLOCK).parse(line.encode()) is None


def test_combined_takes_a_request_that_is_none():
    line = '192.0.2.10 - - [21/Nov/2026:09:12:01 +0000] "\\x16\\x03\\x01" 400 0 "-" "-"'
    assert Combined(CLOCK).parse(line.encode()) is None


def _table(fields: str, *values: str) -> Event:
    parser = ZeekTable(CLOCK)
    for header in ("#separator \\x09", "#set_separator\t,", "#unset_field\t-", "#fields\t" + "\t".join(fields.split())):
        assert parser.parse(header.encode()) is None
    return _event(parser, "\t".join(values))


def test_a_separator_that_is_no_character_is_the_usual_one():
    parser = ZeekTable(CLOCK)
    for header in ("#separator \\x", "#fields\tts\tid.orig_h\tquery"):
        assert parser.parse(header.encode()) is None
    assert _event(parser, "1795252321.1\t192.0.2.10\topen.tracker.example").host == "open.tracker.example"


def test_zeek_tells_http():
    fields = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p method host uri status_code"
    event = _table(
        fields,
        "1795252321.000000",
        "C1",
        "192.0.2.10",
        "4001",
        "198.51.100.8",
        "80",
        "GET",
        "open.tracker.example",
        "/p",
        "200",
    )
    assert (event.means, event.host, event.url) == (
        Means.REQUEST,
        "open.tracker.example",
        "http://open.tracker.example/p",
    )
    assert (event.at, event.what, event.outcome, event.port) == (AT, "GET", "200", 4001)


def test_zeek_tells_the_server_name_of_tls():
    line = (
        b'{"ts":1795252321.0,"uid":"C1","id.orig_h":"192.0.2.10","id.orig_p":4001,"server_name":"Open.Tracker.example"}'
    )
    told = ZeekJson(CLOCK).parse(line)
    assert told is not None
    assert (told.event.means, told.event.host, told.event.at) == (Means.CONNECTION, "open.tracker.example", AT)


def test_zeek_tells_a_connection_by_its_address():
    fields = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service conn_state"
    event = _table(fields, "1795252321.5", "C1", "192.0.2.10", "4001", "198.51.100.8", "80", "tcp", "http", "SF")
    assert (event.means, event.host, event.outcome, event.at) == (Means.CONNECTION, "198.51.100.8", "SF", AT + 500_000)


def test_a_table_that_does_not_fit_its_header_is_told():
    with pytest.raises(BadLineError):
        _table("ts uid id.orig_h", "1", "2")
