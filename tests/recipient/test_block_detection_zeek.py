"""Zeek's intelligence file."""

from dataclasses import replace

from tests.recipient.rule_samples import ALL, EXACT, HEADING, HOSTILE, OPEN_HOST, WEAK

from backstamp.recipient.block.detection.zeek import FIELDS, FORMAT

FILE = FORMAT.render([*ALL, *HOSTILE], HEADING)


def rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def test_one_line_names_the_fields_and_every_row_has_them_all():
    assert [line for line in FILE.splitlines() if line.startswith("#fields")] == ["\t".join(["#fields", *FIELDS])]
    assert all(len(row) == len(FIELDS) and all(row) for row in rows(FILE))


def test_names_addresses_and_single_urls_have_their_types():
    found = {row[0]: row[1] for row in rows(FORMAT.render([*ALL, replace(EXACT, path="/a.gif$")], HEADING))}
    assert found == {
        "px.beaconia.example": "Intel::DOMAIN",
        "mail.delight.example": "Intel::DOMAIN",
        "198.51.100.7": "Intel::ADDR",
        "2001:db8::7": "Intel::ADDR",
        "one.delight.example/a.gif": "Intel::URL",
    }


def test_shapes_of_urls_are_left_out_and_counted():
    assert "cannot say them: 1." in FORMAT.render([EXACT], HEADING)


def test_weak_targets_are_left_out():
    assert rows(FORMAT.render([replace(OPEN_HOST, certainty="weak"), WEAK], HEADING)) == []
