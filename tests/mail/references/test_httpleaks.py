import re
from pathlib import Path

import pytest

from backstamp.mail.references.document import references_in_html

BEACON = re.compile(r"leaking\.via/([\w-]+)")
NOT_FOUND: set[str] = set()
"""Beacons that the finder misses; docs/vectors.md says why. A beacon found or lost must be put down here."""


@pytest.fixture(scope="module")
def page(corpora: Path) -> str:
    return (corpora / "vectors" / "httpleaks.html").read_text(encoding="utf-8")


def test_every_known_way_of_html_to_leak_is_found(page: str) -> None:
    wanted = set(BEACON.findall(page))
    assert len(wanted) == 217
    found = {beacon for reference in references_in_html(page) for beacon in BEACON.findall(reference.url or "")}
    assert wanted - found == NOT_FOUND


def test_what_stands_in_base64_is_found_too(page: str) -> None:
    assert any("iframe-javascript-src-3" in (reference.url or "") for reference in references_in_html(page))


def test_every_span_of_the_page_holds_what_is_written(page: str) -> None:
    for reference in references_in_html(page):
        assert page[slice(*reference.span)] == reference.raw
