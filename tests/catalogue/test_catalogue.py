import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.catalogue.facts import FetcherClass

FETCHERS = Path(__file__).resolve().parents[3] / "shared" / "research" / "fetchers.csv"


def test_every_fact_has_a_source_and_a_day():
    catalogue = load_catalogue()
    assert len(catalogue.fetchers) > 80
    assert all(fact.source and fact.dated.year >= 2020 for fact in catalogue.fetchers)
    assert all(fact.source and fact.dated.year >= 2020 for fact in catalogue.network_facts)
    assert all(claim.source and claim.why for claim in catalogue.refuted)


def test_a_folder_that_is_missing_is_as_good_as_none(tmp_path):
    assert load_catalogue(tmp_path / "nowhere").networks.relay_days == ()


def test_no_refuted_claim_stands_among_the_facts():
    catalogue = load_catalogue()
    patterns = {fact.pattern for fact in catalogue.fetchers}
    networks = {cidr for fact in catalogue.network_facts for cidr in fact.cidrs}
    asns = {asn for fact in catalogue.network_facts for asn in fact.asns}
    assert not any("OutlookImageProxy" in pattern for pattern in patterns)
    assert networks.isdisjoint({"17.0.0.0/8", "198.54.117.0/24", "216.163.176.0/20"})
    assert asns.isdisjoint({34440, 13335, 54113, 20940, 151847, 62371})


def test_loading_needs_no_heavy_package():
    heavy = "ua_parser maxminddb httpx2"
    program = (
        "import sys; from backstamp.catalogue.catalogue import load_catalogue; import backstamp.catalogue.update; "
        f"load_catalogue(); sys.exit(' '.join(set(sys.modules) & set('{heavy}'.split())) or None)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True).stderr == ""


def test_every_plain_user_agent_that_was_researched_is_known():
    if not FETCHERS.is_file():
        pytest.skip("the research is not on this machine")
    kinds = {"image-proxy", "link-unfurler", "http-library", "link-checker"}
    with FETCHERS.open() as file:
        rows = [row for row in csv.DictReader(file) if row["field"] == "user-agent" and row["kind"] in kinds]
    look = load_catalogue().agents.look
    missing = [row["pattern"] for row in rows if not look(_sample(row["pattern"])).facts]
    assert len(rows) > 40
    assert missing == []


def _sample(pattern: str) -> str:
    """A user agent that a researched pattern describes."""
    if pattern.startswith("facebookexternalhit/1.1 Facebot"):
        pattern = "Mozilla/5.0 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
    first = re.sub(r" \(full: .*", "", pattern).split("|")[0]
    return first.removeprefix("=").removeprefix("^") + "1.0"


def test_every_class_of_fetcher_has_a_fact():
    assert {fact.kind for fact in load_catalogue().fetchers} == set(FetcherClass)
