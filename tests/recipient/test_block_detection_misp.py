"""MISP's event: the core format's required fields, and identifiers that stay."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from tests.recipient.rule_samples import ALL, EXACT, HEADING, HOSTILE, OPEN_HOST, WEAK

from backstamp.recipient.block.detection.misp import FORMAT

EVENT = json.loads(FORMAT.render([*ALL, *HOSTILE], HEADING))["Event"]
ATTRIBUTES = {attribute["value"]: attribute for attribute in EVENT["Attribute"]}


def test_the_event_has_what_the_core_format_demands():
    assert {"uuid", "info", "date", "timestamp", "threat_level_id", "analysis", "distribution", "published"} <= set(
        EVENT
    )
    assert EVENT["distribution"] == "0"
    assert EVENT["published"] is False
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", EVENT["date"])


def test_every_attribute_has_what_the_core_format_demands():
    for attribute in EVENT["Attribute"]:
        assert {"uuid", "type", "category", "value", "to_ids", "distribution", "timestamp", "comment"} <= set(attribute)
        assert UUID(attribute["uuid"]).version == 5
    assert len({attribute["uuid"] for attribute in EVENT["Attribute"]}) == len(EVENT["Attribute"])


def test_hosts_addresses_urls_and_shapes_have_their_types():
    registered, url = replace(OPEN_HOST, host="beaconia.example"), replace(EXACT, path="/a.gif$")
    event = json.loads(FORMAT.render([*ALL, registered, url], HEADING))["Event"]
    kinds = {attribute["value"]: attribute["type"] for attribute in event["Attribute"]}
    assert kinds["beaconia.example"] == "domain"
    assert kinds["px.beaconia.example"] == "hostname"
    assert kinds["198.51.100.7"] == kinds["2001:db8::7"] == "ip-dst"
    assert kinds["https://one.delight.example/a.gif"] == "url"
    assert sorted(kinds.values()).count("pattern-in-traffic") == 3


def test_every_pattern_is_a_regular_expression():
    patterns = [value for value, attribute in ATTRIBUTES.items() if attribute["type"] == "pattern-in-traffic"]
    assert patterns
    assert all(re.compile(pattern) for pattern in patterns)


def test_only_hosts_of_opens_are_meant_for_block_lists():
    assert ATTRIBUTES["px.beaconia.example"]["to_ids"] is True
    assert ATTRIBUTES["mail.delight.example"]["to_ids"] is False


def test_weak_targets_are_left_out():
    assert json.loads(FORMAT.render([WEAK], HEADING))["Event"]["Attribute"] == []


def test_a_later_export_has_the_same_identifiers():
    later = json.loads(FORMAT.render(ALL, replace(HEADING, made=HEADING.made + timedelta(days=9))))["Event"]
    assert later["uuid"] == EVENT["uuid"]
    assert {attribute["uuid"] for attribute in later["Attribute"]} <= {
        attribute["uuid"] for attribute in EVENT["Attribute"]
    }
