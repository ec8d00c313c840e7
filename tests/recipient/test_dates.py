"""When a message was sent and when it arrived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.hunting import at

from backstamp.app.clock import moment
from backstamp.mail.parts import part_map
from backstamp.recipient.dates import read_date, received

STORE = b"Received: from mx.corp.example by store.corp.example\r\n\tid 7; Sat, 21 Nov 2026\r\n 09:00:30 +0000 (UTC)\r\n"
MX = b"Received: from acme.example by mx.corp.example; Sat, 21 Nov 2026 08:00:10 +0000\r\n"


def arrived(message: bytes) -> str:
    return received(message, part_map(message))


def test_the_uppermost_received_field_was_written_last():
    text = arrived(STORE + MX + b"\r\nHello")
    assert text == "Sat, 21 Nov 2026 09:00:30 +0000 (UTC)"
    assert read_date(text) == at(9, 0, 30)


@pytest.mark.parametrize("message", [b"", b"Date: x\n\n", b"Received: by mx\n\n", b"Subject: a\n\nReceived: b; c"])
def test_without_such_a_date_there_is_none(message):
    assert arrived(message) == ""


def test_a_field_of_a_million_octets_is_read_from_its_end():
    assert arrived(b"Received: " + b"x; " * 400_000 + b"Sat, 21 Nov 2026 09:00:30 +0000\n\n").startswith("Sat")


@pytest.mark.parametrize("zone", ["+0000", "-0000", "GMT", "", "(no zone)"])
def test_a_time_without_a_zone_is_of_utc(zone):
    assert read_date(f"Sat, 21 Nov 2026 09:00:30 {zone}") == at(9, 0, 30)


@pytest.mark.parametrize("text", ["", "soon", "Fri, 31 Dec 9999 23:59:59 -1200", "Thu, 1 Jan 1904 00:00:00 +0000"])
def test_what_is_no_time_or_cannot_be_shown_is_none(text):
    assert read_date(text) is None


@given(st.text(max_size=300) | st.from_regex(r"[0-9]{1,3} Nov [0-9]{1,6} [0-9]{1,3}:[0-9]{1,3} [+-][0-9]{1,5}"))
def test_whatever_is_read_can_be_shown(text):
    found = read_date(text)
    assert found is None or moment(found).year >= 1970


@given(st.binary(max_size=300))
def test_no_header_breaks_it(octets):
    read_date(arrived(b"Received: " + octets))
