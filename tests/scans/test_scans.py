"""What is found in the golden scans, field by field, and what the README claims of each."""

import pytest
from tests.scans.golden import HERE, NAMES, Row, expected, printed, rows, scanned

from backstamp.recipient.evidence import names
from backstamp.recipient.survey import SHOWN
from backstamp.recipient.verdict import verdict

ROWS = rows()
by_row = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
SIGNALS = {
    *("leak", "name-inside", "address-inside", "address-in-clear", "known-vendor", "known-shape", "known-content"),
    *("shared-identifier", "shared-number", "invisible", "number", "identifier", "long-identifier", "redirector"),
    *("redirecting-word", "counting-word", "program", "same-site-as-clicks", "only-of-host", "stranger", "unsized"),
    *("at-the-edge", "repeated", "plain-file", "spacer", "signed-content", "reader-parameter", "hashed-name"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_scan_says_what_is_expected(name: str) -> None:
    assert printed(name) == expected(name).read_text(encoding="utf-8"), "python -m tests.scans writes them anew"


@by_row
def test_a_finding_is_as_sure_as_claimed(row: Row) -> None:
    assert row.finding().confidence == row.verdict


@by_row
def test_the_decisive_signal_decides(row: Row) -> None:
    finding = row.finding()
    said = names(finding.signals)
    if row.decisive:
        assert row.decisive in said
        shown = finding.reference.trigger in SHOWN
        assert verdict(said - {row.decisive}, shown=shown)[0] != finding.confidence, said


def test_every_signal_decides_once() -> None:
    assert {row.decisive for row in ROWS} >= SIGNALS


def test_every_message_is_explained_once() -> None:
    assert sorted(row.name for row in ROWS) == NAMES
    assert sorted(path.name for path in HERE.glob("*.expected.json")) == sorted(expected(name).name for name in NAMES)


def test_what_tells_on_nobody_does_not_make_a_message_tracked() -> None:
    harmless = HERE.joinpath("README.md").read_text(encoding="utf-8").partition("## What tells on nobody")[2]
    harmless = harmless.partition("\n## ")[0]
    for row in ROWS:
        assert scanned(row.name).tracked is (f"| `{row.name}` |" not in harmless and row.verdict != "possible"), (
            row.name
        )
