"""The JSON of two copies: both scans, judged by both, and what differs."""

import json
from datetime import date
from pathlib import Path

from tests.app.copies import BODY, LEAVE, compared

from backstamp.app.compare_models import ComparisonReport, comparison_json, comparison_report
from backstamp.app.compare_story import comparison_story
from backstamp.app.learning import teach


def test_pairs_point_at_the_findings_of_both_copies(tmp_path: Path) -> None:
    told = json.loads(comparison_json(comparison_story(compared(tmp_path, BODY, LEAVE))))
    assert (told["tracked"], told["alike"], told["learnt"], told["warnings"]) == (True, 1.0, None, [])
    assert told["first"]["to"] == ["ada@reader.example"]
    assert len(told["pairs"]) == 6
    pixel = next(pair for pair in told["pairs"] if "px." in told["first"]["findings"][pair["first"]]["url"])
    assert told["second"]["findings"][pixel["second"]]["url"].endswith("m8xz7w")
    assert pixel["differences"] == [{"where": "the parameter u", "first": "k3vq9x", "second": "m8xz7w"}]
    assert told["first"]["findings"][pixel["first"]]["signals"][0]["name"] == "differs"


def test_what_was_learnt_is_in_it(tmp_path: Path) -> None:
    two = compared(tmp_path, BODY, LEAVE)
    taught = teach(two, folder=tmp_path / "data", name="learnt", vendor="Courier", today=date(2026, 11, 21))
    report = comparison_report(comparison_story(two, taught))
    assert report.learnt is not None
    assert [rule.vendor for rule in report.learnt.rules] == ["Courier", "Courier"]
    assert report.learnt.path == str(taught.path)
    assert len(report.learnt.not_learnt) == 1
    assert ComparisonReport.model_validate_json(report.model_dump_json()) == report


def test_what_has_no_counterpart_points_nowhere(tmp_path: Path) -> None:
    report = comparison_report(comparison_story(compared(tmp_path, BODY, second="<p>x</p>")))
    assert {pair.second for pair in report.pairs} == {None}
    assert len(report.warnings) == 1
