"""The JSON line of a message: the keys of the interface, in their order."""

import json
from dataclasses import replace

import pytest
from tests.app.scans import PIXEL, finding, leak, scanned

from backstamp.app.scan_models import ScanLine, json_line, scan_line
from backstamp.recipient.finding import Decoded

KEYS = ["path", "message_id", "from", "tracked", "findings", "to", "date", "received", "subject", "unreadable"]


def test_keys_stand_in_the_order_of_the_interface() -> None:
    line = json.loads(
        scan_line(
            "x.eml", scanned(finding(leaks=(leak(),), decoded=(Decoded("YWRh", "base64", "ada"),))).scan
        ).model_dump_json()
    )
    assert list(line) == KEYS
    assert line["from"] == "News <n@s.example>"
    assert line["tracked"] is True
    (found,) = line["findings"]
    assert list(found) == [
        *("url", "kind", "vector", "part", "vendor", "confidence", "per_recipient", "signals", "leaks"),
        *("trigger", "span", "decoded"),
    ]
    assert found["leaks"] == [{"what": "address", "form": "base64", "value": "ada@reader.example", "known": True}]
    assert found["span"] == [10, 10 + len(PIXEL)]
    assert found["decoded"] == [{"token": "YWRh", "form": "base64", "text": "ada"}]


@pytest.mark.parametrize(
    ("field", "told"),
    [("Sat, 21 Nov 2026 10:00:30 +0100", "2026-11-21T09:00:30Z"), ("", None), ("yesterday", None)],
)
def test_when_it_arrived_is_told_in_utc(field: str, told: str | None) -> None:
    scan = replace(scanned(finding()).scan, received=field)
    assert json.loads(json_line("x.eml", scan))["received"] == told


def test_what_could_not_be_read_is_a_line_too() -> None:
    line = json.loads(scan_line("x.msg", "it is Outlook's").model_dump_json())
    assert list(line) == KEYS
    assert (line["tracked"], line["findings"], line["unreadable"]) == (False, [], "it is Outlook's")


def test_a_line_can_be_read_back() -> None:
    line = scan_line("x.eml", scanned(finding()).scan)
    assert ScanLine.model_validate_json(line.model_dump_json()) == line


def test_octets_that_are_no_text_can_be_written() -> None:
    assert '"path":"?.eml"' in json_line("\udcff.eml", scanned().scan)
