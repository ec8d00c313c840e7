"""Formats for whatever reads data."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.block_samples import CLICK, HEADING, OPEN, target

from backstamp.recipient.block.registry import load_format
from backstamp.recipient.block.target import Scope

FIELDS = ["vendor", "host", "below", "path", "scope", "serves", "certainty", "source"]
TARGETS = [
    target("m.example.com", '/o?a="b",c', CLICK, OPEN, scope=Scope.SHARED, certainty="weak"),
    target("o.example.com", below=False, vendor="Vendor, Inc."),
]


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_the_table_is_what_rfc_4180_says_with_open_hosts_first() -> None:
    text = load_format("csv").render(TARGETS, HEADING)
    assert rows(text) == [
        FIELDS,
        ["Vendor, Inc.", "o.example.com", "no", "", "open", "open", "certain", "a test"],
        ["Vendor", "m.example.com", "yes", '/o?a="b",c', "shared", "click open", "weak", "a test"],
    ]
    assert text.count("\r\n") == text.count("\n") == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_table_is_a_formula(start: str) -> None:
    text = load_format("csv").render([target("o.example.com", vendor=f"{start}cmd|' /C calc'!A0")], HEADING)
    assert rows(text)[1][0] == f"'{start}cmd|' /C calc'!A0"


@given(st.text(), st.text())
def test_every_text_comes_out_of_the_table_as_one_cell(vendor: str, source: str) -> None:
    text = load_format("csv").render([target("o.example.com", vendor=vendor, source=source)], HEADING)
    assert [len(row) for row in rows(text)] == [len(FIELDS)] * 2


def test_the_document_has_both_scopes_apart() -> None:
    document = json.loads(load_format("json").render(TARGETS, HEADING))
    assert list(document) == ["made", "version", "about", "open", "shared"]
    assert document["made"] == "2026-11-21T16:00:00Z"
    assert document["open"] == [
        {
            "vendor": "Vendor, Inc.",
            "host": "o.example.com",
            "below": False,
            "path": "",
            "scope": "open",
            "serves": ["open"],
            "certainty": "certain",
            "source": "a test",
        }
    ]
    assert [each["serves"] for each in document["shared"]] == [["click", "open"]]


def test_the_document_has_both_lists_even_where_there_is_nothing() -> None:
    document = json.loads(load_format("json").render([], HEADING))
    assert (document["open"], document["shared"]) == ([], [])
