import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.mmdb import write_database

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.catalogue.dated import Answer
from backstamp.catalogue.facts import NetworkClass
from backstamp.errors import CatalogueError

PLAIN = load_catalogue().networks
DAY = date(2026, 5, 20)


def test_without_a_list_apples_coarse_networks_make_the_relay_probable():
    relay = PLAIN.look("104.28.9.182", DAY).relay
    assert (relay.answer, relay.where, relay.dated) == (Answer.PROBABLE, "104.28.0.0/16", None)


def test_apples_own_seventeen_is_not_the_relay():
    assert PLAIN.look("17.58.0.1", DAY).relay.answer is Answer.UNKNOWN


def test_a_covering_list_overrules_the_coarse_networks(tmp_path):
    (tmp_path / "relay-2026-05-01.csv").write_text("172.224.224.0/27,GB,,,\n")
    networks = load_catalogue(tmp_path).networks
    assert networks.look("172.224.224.9", DAY).relay.answer is Answer.IN_LIST
    assert networks.look("104.28.9.182", DAY).relay.answer is Answer.NOT_IN_LIST
    assert networks.relay_days == (date(2026, 5, 1),)


def test_the_network_half_of_which_is_relay_stays_probable_against_a_list(tmp_path):
    (tmp_path / "relay-2026-05-01.csv").write_text("172.224.224.0/27,GB,,,\n")
    write_database(tmp_path / "asn-2026-05-01.mmdb", {"23.32.0.0/11": {"autonomous_system_number": 36183}})
    look = load_catalogue(tmp_path).networks.look("23.40.0.1", DAY)
    assert (look.asn, look.relay.answer, look.relay.where) == (36183, Answer.PROBABLE, "AS36183")


def test_googles_packaged_list_speaks_for_its_day():
    assert PLAIN.look("66.249.93.55", DAY).google.answer is Answer.IN_LIST
    assert PLAIN.look("66.249.93.55", date(2020, 10, 22)).google.answer is Answer.PROBABLE
    assert PLAIN.look("108.177.2.32", DAY).google.answer is Answer.PROBABLE
    assert PLAIN.look("192.0.2.1", DAY).google.answer is Answer.NOT_IN_LIST


def test_a_downloaded_google_list_takes_over_from_its_day_on(tmp_path):
    document = {"creationTime": "2026-05-15T00:00:00", "prefixes": [{"ipv4Prefix": "192.0.2.0/24"}]}
    (tmp_path / "google-2026-05-15.json").write_text(json.dumps(document))
    networks = load_catalogue(tmp_path).networks
    assert networks.look("192.0.2.1", DAY).google.dated == date(2026, 5, 15)
    assert networks.look("192.0.2.1", DAY).google.answer is Answer.IN_LIST
    assert networks.look("192.0.2.1", date(2026, 5, 14)).google.answer is Answer.NOT_IN_LIST


def test_vendors_are_known_by_network_and_by_number(tmp_path):
    placed = PLAIN.look("67.231.145.1", DAY).placed(NetworkClass.SECURITY_VENDOR, pixel=True)
    assert placed is not None
    assert (placed.fact.name, placed.where) == ("proofpoint", "67.231.144.0/20")
    write_database(tmp_path / "asn-2026-05-01.mmdb", {"8.0.0.0/8": {"asn": "AS30031"}})
    placed = load_catalogue(tmp_path).networks.look("8.1.2.3", DAY).placed(NetworkClass.SECURITY_VENDOR, pixel=False)
    assert placed is not None
    assert (placed.fact.name, placed.where) == ("mimecast", "AS30031")


def test_refuted_networks_are_nobodys():
    for address in ("198.54.117.1", "216.163.176.1", "17.1.1.1"):
        assert PLAIN.look(address, DAY).facts == ()


def test_a_text_that_is_no_address_knows_nothing():
    for text in ("", "unknown", "1.2.3.4, 5.6.7.8", "x" * 100_000):
        assert not PLAIN.look(text, DAY).known


def test_a_damaged_list_is_named_when_it_is_needed(tmp_path):
    (tmp_path / "relay-2026-05-01.csv").write_text("<html>no list today</html>")
    networks = load_catalogue(tmp_path).networks
    with pytest.raises(CatalogueError, match=r"relay-2026-05-01\.csv, line 1"):
        networks.look("192.0.2.1", DAY)


@given(st.text(max_size=80) | st.ip_addresses().map(str), st.dates())
def test_any_text_on_any_day_can_be_looked_up(text, day):
    assert PLAIN.look(text, day).address == text[:64]
