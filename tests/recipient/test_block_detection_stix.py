"""STIX objects: what section 3.2 demands, and identifiers that stay; tests/endtoend/test_block_detection.py parses them."""

import json
import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.rule_samples import ADDRESS, ADDRESS_6, ALL, BRANDED, HEADING, OPEN_HOST, WEAK

from backstamp.recipient.block.detection.stix import FORMAT, pattern_of, quoted


def objects(text: str) -> dict[str, dict[str, str]]:
    return {made["id"]: made for made in json.loads(text)["objects"]}


def test_a_later_export_is_a_newer_version_of_the_same_objects():
    first = objects(FORMAT.render(ALL, HEADING))
    later = objects(FORMAT.render(ALL, replace(HEADING, made=HEADING.made + timedelta(days=9))))
    assert first.keys() == later.keys()
    assert all(first[key]["created"] == later[key]["created"] for key in first)
    assert all(first[key]["modified"] < later[key]["modified"] for key in first)


def test_an_identifier_names_its_kind():
    assert all(
        re.fullmatch(made["type"] + r"--[0-9a-f-]{36}", key)
        for key, made in objects(FORMAT.render(ALL, HEADING)).items()
    )


def test_patterns_of_names_addresses_and_shapes():
    assert pattern_of(OPEN_HOST) == (
        "[domain-name:value = 'px.beaconia.example' OR domain-name:value LIKE '%.px.beaconia.example']"
    )
    assert pattern_of(replace(OPEN_HOST, below=False)) == "[domain-name:value = 'px.beaconia.example']"
    assert pattern_of(ADDRESS) == "[ipv4-addr:value = '198.51.100.7']"
    assert pattern_of(ADDRESS_6) == "[ipv6-addr:value = '2001:db8::7']"
    assert pattern_of(BRANDED).startswith(r"[url:value MATCHES '^https?:")


def test_weak_targets_are_left_out():
    assert [made["type"] for made in objects(FORMAT.render([WEAK], HEADING)).values()] == ["identity"]


@given(st.text(alphabet="a'\\"))
def test_a_quoted_string_ends_where_it_should(text):
    assert re.fullmatch(r"'(?:[^'\\]|\\.)*'", quoted(text))
    assert re.sub(r"\\(.)", r"\1", quoted(text)[1:-1]) == text
