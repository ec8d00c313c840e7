"""Which message: what it carries, when it arrived, and which of several an opening can belong to."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.hunting import CHRIS, HOST, SECOND, at, folded, lookup, message, request

from backstamp.app.scan_models import json_line
from backstamp.catalogue.trackers import load_trackers
from backstamp.errors import UsageError
from backstamp.recipient.hunt.clients import Owner
from backstamp.recipient.hunt.mail import of_line, of_scan, url_key
from backstamp.recipient.hunt.post import Post
from backstamp.recipient.scan import scan

SKEW = 300 * SECOND
LETTER = b"""\
Received: from mx.corp.example by store.corp.example; Sat, 21 Nov 2026 09:00:30 +0000
Received: from acme.example by mx.corp.example; Sat, 21 Nov 2026 09:00:10 +0000
Date: Sat, 21 Nov 2026 08:59:00 +0000
From: Alice <alice@acme.example>
To: Bob <bob@corp.example>
Subject: Offer
Message-ID: <offer@acme.example>
Content-Type: text/html

<p>Hello <a href="https://acme.example/">Acme</a></p>
<img src="https://open.tracker.example/t/Xk3v9QpZ7a" width="1" height="1" alt="">
"""


def scanned(octets: bytes):
    return of_scan("offer.eml", scan(octets, load_trackers()))


def test_a_message_carries_what_tells_on_its_reader_and_nothing_else():
    found = scanned(LETTER)
    assert list(found.hosts) == [HOST]
    assert found.hosts[HOST].opens
    assert set(found.personal) == {f"{HOST}/t/Xk3v9QpZ7a"}
    assert found.recipients == ("bob@corp.example",)
    assert found.senders == {"alice@acme.example"}


def test_the_uppermost_received_field_says_when_it_arrived_and_else_the_date():
    assert (scanned(LETTER).delivered, scanned(LETTER).delivered_by) == (at(9, 0, 30), "Received")
    sent = LETTER[LETTER.index(b"Date:") :]
    assert (scanned(sent).delivered, scanned(sent).delivered_by) == (at(8, 59), "Date")


def test_a_message_that_tells_nothing_is_none():
    assert scanned(b"Subject: Hello\n\nHello") is None


def test_a_line_of_a_scan_is_the_same_message(tmp_path):
    path = tmp_path / "offer.eml"
    path.write_bytes(LETTER)
    command = [sys.executable, "-m", "backstamp", "scan", "--json", str(path)]
    line = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    found = of_line(line, 1)
    assert found is not None
    assert found.hosts == scanned(LETTER).hosts
    assert (found.delivered, found.delivered_by) == (at(9, 0, 30), "Received")


def test_a_line_that_an_earlier_version_printed_has_the_senders_date_alone():
    told = json.loads(json_line("offer.eml", scan(LETTER, load_trackers())))
    del told["received"]
    found = of_line(json.dumps(told), 1)
    assert found is not None
    assert (found.delivered, found.delivered_by) == (at(8, 59), "Date")


@pytest.mark.parametrize("received", [7, "yesterday", "2026-13-01T00:00:00Z", []])
def test_a_line_whose_time_of_arrival_is_none_is_refused(received):
    told = json.loads(json_line("offer.eml", scan(LETTER, load_trackers()))) | {"received": received}
    with pytest.raises(UsageError, match="line 3"):
        of_line(json.dumps(told), 3)


@given(st.text(max_size=100) | st.recursive(st.none() | st.text(max_size=5), st.lists).map(json.dumps))
def test_what_is_no_line_of_a_scan_is_refused(text):
    with pytest.raises(UsageError, match="line 7"):
        of_line(text, 7)


@given(st.text(max_size=300))
def test_no_url_breaks_it(text):
    url_key(text)


def test_two_writings_of_a_url_have_one_key():
    assert url_key("HTTPS://Open.Tracker.example:443/t/1?a=B#x") == url_key("http://open.tracker.example/t/1?a=B")
    assert url_key("https://open.tracker.example/t/1") != url_key("https://open.tracker.example/t/2")


def test_the_latest_that_had_arrived_is_the_likeliest_and_others_are_named():
    first, second, third = message("first", at(8)), message("second", at(9)), message("third", at(12))
    found = Post([third, first, second], SKEW).candidates(folded(lookup(at(10)))[0], None)
    assert (found.likely, found.others, found.more) == (second, (first,), 0)


def test_nothing_is_opened_before_it_arrived_but_for_what_clocks_differ():
    post = Post([message("offer", at(9))], SKEW)
    assert post.candidates(folded(lookup(at(8, 54, 59)))[0], None).likely is None
    assert post.candidates(folded(lookup(at(8, 55, 1)))[0], None).likely is not None


def test_a_message_of_an_unknown_time_can_always_have_been():
    assert Post([message("offer", None)], SKEW).candidates(folded(lookup(at(1)))[0], None).likely is not None


def test_of_several_the_owners_own_comes_first():
    bobs, newer = message("bobs", at(8)), message("newer", at(9), to=("dan@corp.example",))
    found = Post([bobs, newer], SKEW).candidates(folded(lookup(at(10)))[0], Owner.of("Bob <bob@corp.example>"))
    assert (found.likely, found.own) == (bobs, True)


def test_a_url_of_a_message_decides():
    old, new = message("old", at(8)), message("new", at(9))
    opening = folded(lookup(at(10)), request(at(10), f"http://{HOST}/t/old"))[0]
    found = Post([old, new], SKEW).candidates(opening, None)
    assert (found.likely, found.others, found.exact, found.personal) == (old, (), True, True)


def test_the_same_message_in_two_folders_is_one():
    assert len(Post([message("offer", at(9)), message("offer", at(9))], SKEW).messages) == 1


def test_of_ten_thousand_messages_with_one_host_some_are_named_and_the_rest_counted():
    post = Post([message(f"m{number}", at(8) + number) for number in range(10_000)], SKEW)
    for _ in range(2000):
        found = post.candidates(folded(lookup(at(10), client=CHRIS))[0], None)
    assert found.likely is not None
    assert found.likely.subject == "m9999"
    assert 1 + len(found.others) + found.more == 10_000
