"""Whose machine it is."""

from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.hunting import at

from backstamp.errors import UsageError
from backstamp.recipient.hunt.clients import ClientBook, Owner, read_network, read_time


def owner(text: str, client: str, when: int | None = None) -> str | None:
    found = ClientBook.read(text, UTC).owner(client, when)
    return found.label if found else None


def test_an_address_a_network_and_a_hosts_name_have_owners():
    table = "address,owner\n192.0.2.10,Bob\n2001:db8:1::/48,Guests\nprinter.corp.example,Nobody\n"
    assert owner(table, "192.0.2.10") == "Bob"
    assert owner(table, "2001:db8:1::77") == "Guests"
    assert owner(table, "PRINTER.corp.example") == "Nobody"
    assert owner(table, "192.0.2.11") is None
    assert owner(table, "") is None


def test_the_smallest_network_decides():
    table = "192.0.2.10,Bob\n192.0.2.0/24,Sales\n192.0.0.0/16,All\n"
    assert [owner(table, f"192.0.{end}") for end in ("2.10", "2.11", "3.1")] == ["Bob", "Sales", "All"]


def test_a_machine_has_its_owner_for_a_time():
    table = "192.0.2.10,Bob,2026-11-21T08:00,2026-11-21T12:00\n192.0.2.10,Chris,2026-11-21T12:00\n"
    assert [owner(table, "192.0.2.10", at(hour)) for hour in (7, 8, 11, 12, 20)] == [
        None,
        "Bob",
        "Bob",
        "Chris",
        "Chris",
    ]


def test_times_are_read_in_the_zone_that_is_given():
    assert read_time("2026-11-21T10:00", timezone(timedelta(hours=1))) == at(9)
    assert read_time("2026-11-21T10:00+02:00", UTC) == at(8)


def test_a_table_of_a_spreadsheet_is_read():
    assert owner("\ufeffIP;owner\r\n\r\n# staff\r\n192.0.2.10;Bob\r\n", "192.0.2.10") == "Bob"


def test_an_ipv4_address_in_ipv6_is_the_same_machine():
    assert owner("192.0.2.10,Bob\n", "::ffff:192.0.2.10") == "Bob"
    assert owner("fe80::1,Bob\n", "fe80::1%eth0") == "Bob"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("192.0.2.300,Bob\n", "row 1"),
        ("192.0.2.1,Bob\n192.0.2.2\n", "row 2"),
        ("192.0.2.1,Bob,yesterday\n", "'yesterday' is no time"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_number(table, told):
    with pytest.raises(UsageError, match="row") as caught:
        ClientBook.read(table, UTC)
    assert told in caught.value.operator


def test_an_owner_is_known_by_address_and_by_name_only_where_there_is_no_address():
    bob = Owner.of("Bob Smith <Bob@corp.example> bob+news@home.example")
    assert bob.is_among(["bob+offers@corp.example"], [])
    assert bob.is_among(["bob@home.example"], [])
    assert not bob.is_among(["chris@corp.example"], ["Bob Smith"])
    assert Owner.of("Bob Smith").is_among([], ["bob smith"])
    assert not Owner.of("").is_among([""], [""])


def test_what_is_no_network_is_refused():
    with pytest.raises(UsageError, match="neither an address nor a network"):
        read_network("here")


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_table_is_read_or_refused(table, client):
    try:
        book = ClientBook.read(table, UTC)
    except UsageError:
        return
    book.owner(client, None)
