import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mail.references.vectors import VECTORS, Vector
from tests.recipient.messages import NOTHING_KNOWN, READER, found, letter, scanned

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.catalogue.trackers import TrackerBook, load_trackers
from backstamp.mail.references.reference import Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.finding import Confidence, FindingKind, LeakOf
from backstamp.recipient.scan import scan

PIXEL = '<p>Hello</p><img width="1" height="1" alt="" src="https://t.shop.example/o?u=Gk3vQz81xWbR">'


def test_a_message_says_who_it_is_from_and_for():
    told = scanned(PIXEL, "Message-ID: <a1@shop.example>", "Date: Mon, 5 Jan 2026 10:00:00 +0000")
    assert (told.message_id, told.sender, told.subject) == ("<a1@shop.example>", "Shop <news@shop.example>", "News")
    assert told.date == "Mon, 5 Jan 2026 10:00:00 +0000"
    assert told.reader.addresses == (READER,)
    assert told.references >= 1


def test_a_pixel_with_an_identifier_is_an_open_tracker():
    finding = found(PIXEL)
    assert (finding.kind, finding.confidence, finding.per_recipient) == (FindingKind.OPEN, Confidence.PROBABLE, True)
    assert scanned(PIXEL).tracked


def test_a_brand_picture_is_listed_as_possible_and_tracks_nobody():
    told = scanned('<img width="120" height="40" src="https://shop.example/logo.png" alt="Shop">')
    finding = told.findings[-1]
    assert (finding.kind, finding.confidence, finding.per_recipient) == (
        FindingKind.CONTENT,
        Confidence.POSSIBLE,
        False,
    )
    assert not told.tracked


def test_a_spacer_is_no_tracker():
    assert not scanned('<img width="1" height="1" src="https://shop.example/i/spacer.gif"><p>Hello</p>').tracked


def test_every_picture_under_a_personal_url_is_found():
    leave = "List-Unsubscribe: <https://r.shop.example/off/w8xk2vq9p>"
    pictures = "".join(
        f'<img width="300" height="200" src="https://r.shop.example/im/w8xk2vq9p/{name}.jpg?x=1">' for name in "abc"
    )
    sure = [one for one in scanned(pictures, leave).findings if one.kind is FindingKind.CONTENT and one.sure]
    assert len(sure) == 3
    assert all(one.per_recipient for one in sure)


def test_an_unsized_pixel_is_found():
    html = '<p>Hello</p><img src="https://e4k9.open.mailer.example/t7xq2mw9kf" alt="">'
    assert found(html).sure


def test_a_request_for_a_receipt_is_certain():
    finding = scanned("", "Disposition-Notification-To: spy@shop.example").findings[0]
    assert (finding.kind, finding.confidence) == (FindingKind.RECEIPT, Confidence.CERTAIN)


def test_leaving_a_list_names_the_reader_without_making_the_message_tracked():
    told = scanned("", f"List-Unsubscribe: <https://shop.example/off?{READER}>")
    assert told.findings[0].leaks[0].what is LeakOf.ADDRESS
    assert told.findings[0].sure
    assert not told.tracked


def test_a_cid_that_holds_the_address_is_told():
    finding = found(f'<img src="cid:{READER.replace("@", "%40")}">')
    assert finding.leaks[0].value == READER
    assert found('<p>x</p><img src="https://shop.example/a.png"><img src="cid:part1">').url.endswith("a.png")


def test_a_picture_behind_a_proxy_is_judged_by_its_own_address():
    proxied = "https://ci3.googleusercontent.com/meips/x=s0-d-e1-ft#https://t.shop.example/wf/open?upn=Gk3vQz81xWbR"
    vendor = found(f'<img width="1" height="1" src="{proxied}">', trackers=load_trackers()).vendor
    assert vendor is not None
    assert "SendGrid" in vendor


def test_the_readers_own_addresses_may_be_named():
    html = '<img src="https://t.example/x?e=ada%40other.example">'
    told = scanned(html, me=("Ada Lovelace <ada@other.example>",)).findings[-1]
    assert told.leaks[0].known
    assert told.confidence is Confidence.CERTAIN


def test_a_token_that_can_be_read_is_shown():
    finding = found('<img src="https://t.example/x?d=eyJ1c2VyIjogMTIzNDUsICJtYWlsaW5nIjogNzd9">')
    assert '"user": 12345' in finding.decoded[0].text


def test_the_address_in_the_sample_url_of_a_read_receipt_is_read_in_base64():
    url = (
        "https://link.getmailspring.com/open/BE1B1C1E-9FF0-49EC-A6FA-F81F716D7D99@getmailspring.com"
        "?me=fb407742&amp;recipient=Y29kZW1vdXNlOTJAb3V0bG9vay5jb20%3D"
    )
    leak = found(f'<img src="{url}">').leaks[0]
    assert (leak.what, leak.form, leak.value) == (LeakOf.ADDRESS, "base64", "codemouse92@outlook.com")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.group}: {vector.name}")
def test_every_vector_that_fetches_something_is_found(vector: Vector):
    whole = "\r\n\r\n" in vector.sample
    message = vector.sample.encode() if whole else letter(vector.sample)
    told = {finding.url for finding in scan(message, NOTHING_KNOWN).findings}
    for line in vector.expected:
        _, trigger, _, url = line.split(" | ")
        if trigger != Trigger.NEVER and is_remote(url):
            assert url in told


def test_the_corpora_are_scanned_without_an_error(corpora: Path):
    trackers = load_trackers()
    for file in sorted(corpora.glob("*/*.*")):
        scan(file.read_bytes(), trackers)


@given(st.binary())
def test_any_octets_are_scanned(octets):
    scan(octets, NOTHING_KNOWN)


def test_a_message_with_its_octets_shaken_is_scanned():
    source = random.Random(3)
    message = bytearray(letter(PIXEL * 5, f"List-Unsubscribe: <https://shop.example/?{READER}>"))
    for _ in range(300):
        message[source.randrange(len(message))] = source.randrange(256)
        scan(bytes(message), NOTHING_KNOWN)


@pytest.mark.parametrize(
    ("html", "vendor"),
    [
        ('<img width="1" height="1" src="https://e.shop.example/wf/seen?u=Gk3vQz81xWbR">', "Weaver"),
        ('<img width="200" height="90" src="https://e.shop.example/wf/seen/a.png">', None),
        ('<img width="1" height="1" src="https://e.shop.example/imported/seen?u=Gk3vQz81xWbR">', None),
    ],
)
def test_a_shape_that_is_known_names_its_vendor_where_the_finding_is_sure(html: str, vendor: str | None):
    opens, day = frozenset({Serves.OPEN}), date(2026, 5, 1)
    rules = [
        TrackerRule("weaver", "Weaver", opens, "", "/wf/seen", "weak", "made up", day),
        TrackerRule("nobody", "", opens, "", "/imported/seen", "weak", "made up", day),
    ]
    finding = found(html, trackers=TrackerBook(rules))
    assert "known-shape" in {signal.name for signal in finding.signals}
    assert finding.vendor == vendor


def test_leaks_are_looked_for_until_so_much_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    images = "".join(f'<img src="https://t.shop.example/{number}?e={READER}">' for number in range(9))
    assert sum(bool(each.leaks) for each in scanned(images).findings) == 9
    monkeypatch.setattr("backstamp.recipient.scan.MAX_SEARCHED", 2000)
    assert 0 < sum(bool(each.leaks) for each in scanned(images).findings) < 9
