from datetime import UTC, date, datetime

import pytest
from tests.catalogue.mmdb import write_database

from backstamp.catalogue.databases import Databases, asn_of, built_day, country_of, open_database
from backstamp.errors import CatalogueError

DAY = date(2026, 5, 20)


def test_owner_and_country_are_read_from_the_list_of_the_day(tmp_path):
    write_database(tmp_path / "asn-2025-01-01.mmdb", {"192.0.2.0/24": {"asn": 64496}})
    write_database(tmp_path / "asn-2026-01-01.mmdb", {"192.0.2.0/24": {"asn": 64497}})
    write_database(tmp_path / "country-2026-01-01.mmdb", {"192.0.0.0/8": {"country": {"iso_code": "DE"}}})
    databases = Databases(tmp_path)
    assert databases.asn("192.0.2.1", date(2025, 6, 1)) == 64496
    assert databases.asn("192.0.2.1", DAY) == 64497
    assert databases.asn("192.0.2.1", date(2020, 1, 1)) == 64496
    assert databases.country("192.0.2.1", DAY) == "DE"
    assert databases.asn("198.51.100.1", DAY) is None


def test_an_ipv6_address_asked_of_an_ipv4_database_is_not_known(tmp_path):
    write_database(tmp_path / "asn-2026-01-01.mmdb", {"192.0.2.0/24": {"asn": 64496}})
    assert Databases(tmp_path).asn("2001:db8::1", DAY) is None


def test_without_databases_nothing_is_known():
    assert Databases(None).asn("192.0.2.1", DAY) is None
    assert Databases(None).country("192.0.2.1", DAY) is None


@pytest.mark.parametrize(
    ("record", "asn"),
    [
        ({"autonomous_system_number": 64496}, 64496),
        ({"asn": 64496}, 64496),
        ({"asn": "AS64496"}, 64496),
        ({"asn": "64496"}, 64496),
        ({"asn": "none"}, None),
        ({"asn": True}, None),
        ({}, None),
    ],
)
def test_the_number_is_read_from_either_schema(record, asn):
    assert asn_of(record) == asn


@pytest.mark.parametrize(
    ("record", "country"),
    [
        ({"country_code": "de"}, "DE"),
        ({"country": {"iso_code": "DE"}}, "DE"),
        ({"country": "DE"}, "DE"),
        ({"country": "Germany"}, None),
        ({"country": {}}, None),
        ({}, None),
    ],
)
def test_the_country_is_read_from_either_schema(record, country):
    assert country_of(record) == country


def test_the_day_of_building_is_read(tmp_path):
    built = int(datetime(2026, 3, 4, 5, tzinfo=UTC).timestamp())
    write_database(tmp_path / "x.mmdb", {"192.0.2.0/24": {"asn": 1}}, built)
    assert built_day(tmp_path / "x.mmdb") == date(2026, 3, 4)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "asn-2026-01-01.mmdb").write_bytes(b"not one")
    for opener in (open_database, built_day):
        with pytest.raises(CatalogueError, match=r"asn-2026-01-01\.mmdb: not a database in MaxMind's format"):
            opener(tmp_path / "asn-2026-01-01.mmdb")
    with pytest.raises(CatalogueError, match="not a database"):
        Databases(tmp_path).asn("192.0.2.1", DAY)


def test_a_damaged_database_is_a_catalogue_error(tmp_path):
    path = tmp_path / "asn-2026-01-01.mmdb"
    write_database(path, {"192.0.2.0/24": {"asn": 64496}})
    content = path.read_bytes()
    data = content.index(bytes(16)) + 16
    path.write_bytes(content[:data] + b"\x1f" * 4 + content[data + 4 :])
    with pytest.raises(CatalogueError, match="damaged, download it again"):
        Databases(tmp_path).asn("192.0.2.1", DAY)
