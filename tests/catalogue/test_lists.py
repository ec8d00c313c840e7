import json
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.lists import google_day, open_list, read_google, read_relay
from backstamp.catalogue.ranges import parse_address, parse_network
from backstamp.errors import CatalogueError


def test_apples_lines_are_networks_of_both_families():
    content = b"104.28.9.160/27,GB,GB-ENG,London,\r\n2a02:26f7:c100::/45,IE,,,\n\n# note\n"
    assert read_relay(content, "list") == {parse_network("104.28.9.160/27"), parse_network("2a02:26f7:c100::/45")}


def test_a_line_that_is_no_network_is_named_with_its_number():
    with pytest.raises(CatalogueError, match=r"list, line 2: '<html>' is not a network"):
        read_relay(b"104.28.9.160/27,GB\n<html>\n", "list")


def test_an_empty_list_is_refused():
    with pytest.raises(CatalogueError, match="holds no networks"):
        read_relay(b"\n", "list")


def test_googles_document_is_read_for_both_families():
    content = json.dumps({"prefixes": [{"ipv4Prefix": "66.249.80.0/22"}, {"ipv6Prefix": "2001:4860::/32"}]}).encode()
    assert read_google(content, "list") == {parse_network("66.249.80.0/22"), parse_network("2001:4860::/32")}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"prefixes": []}', b'{"prefixes": [{}]}', b'{"prefixes": [1]}', b"[" * 100_000]
)
def test_what_is_not_googles_document_is_refused(content):
    with pytest.raises(CatalogueError, match="list"):
        read_google(content, "list")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_a_catalogue_error(content):
    for reader in (read_relay, read_google):
        try:
            assert reader(content, "list")
        except CatalogueError as error:
            assert "list" in error.operator


def test_the_day_of_creation_is_read_where_there_is_one():
    assert google_day(b'{"creationTime": "2026-05-05T14:46:11.000000"}', "list") == date(2026, 5, 5)
    assert google_day(b'{"creationTime": "lately"}', "list") is None
    assert google_day(b"{}", "list") is None


def test_a_list_as_long_as_apples_is_read_quickly(tmp_path):
    path = tmp_path / "relay-2026-08-17.csv"
    v4 = [f"172.{224 + i // 256 % 4}.{i % 256}.{i // 1024 * 16 % 256}/28,US,US-CA,Town {i},\n" for i in range(3300)]
    v6 = [f"2a02:26f7:{i:x}:4000::/64,US,US-CA,Town {i},\n" for i in range(10_500)]
    path.write_text("".join(v4 + v6))
    begun = time.process_time()
    kept = open_list(path, read_relay)
    assert time.process_time() - begun < 0.3
    address = parse_address("2a02:26f7:1:4000::9")
    assert address is not None
    assert address in kept


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CatalogueError, match=r"relay-2026-08-17\.csv: cannot be read"):
        open_list(tmp_path / "relay-2026-08-17.csv", read_relay)
