"""The measuring of hunting: that what is measured is what it is called. Nothing is held against a limit."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from bench import flatness, hunting, hunting_pass, hunting_report, logs
from bench.flatness import MEGABYTE, Flatness, Peak
from bench.hunting import Hunting, Search, Searched, Way
from bench.run import ROOT
from rich.console import Console

MEMORY = Flatness((Peak(50, 30 * MEGABYTE, 1.0), Peak(500, 59 * MEGABYTE, 10.0)))


def searched(form: str, cpu: float, *, packed: bool = True, found: int = 50) -> Searched:
    ours = tuple(Search(cpu * times, cpu * times, cpu * times / 2, found) for times in (0.5, 1.0, 4.0))
    grep = (Search(0.15, 0.2, None, 25),) * 3
    return Searched(form, packed, 100_000_000, 50, {Way.BACKSTAMP: ours, Way.GREP: grep, Way.GREP_ALL: grep})


GOOD = Hunting(
    257,
    (0.5, 1.5),
    (*(searched(form, 1.0) for form in logs.FORMS), *(searched(form, 9.0, packed=False) for form in logs.FORMS)),
    MEMORY,
)


def short(found: Hunting) -> list[str]:
    return [verdict.claim for verdict in hunting_report.verdicts(found) if not verdict.met]


def test_a_rate_is_octets_by_processor_time_and_the_median_of_all_rounds() -> None:
    one = searched("x", 2.0)
    assert one.rate(Way.BACKSTAMP) == pytest.approx(50)
    assert one.reading_rate() == pytest.approx(100)
    assert one.share == pytest.approx(0.15 / 2)


def test_every_limit_is_met_at_its_edge_and_missed_behind_it() -> None:
    assert short(GOOD) == []
    slow = (searched("BIND queries", 1.01), *GOOD.searched[1:])
    assert short(replace(GOOD, searched=slow)) == ["BIND queries, gzip: share of zgrep, at least"]
    (missed,) = short(replace(GOOD, memory=Flatness((MEMORY.peaks[0], Peak(500, 60 * MEGABYTE, 1.0)))))
    assert missed.startswith("memory to hunt")


@pytest.mark.parametrize("found", [49, 51])
def test_a_look_up_that_is_missed_or_found_twice_fails_the_run(found: int) -> None:
    wrong = (*GOOD.searched[:-1], searched("Zeek JSON", 1.0, packed=False, found=found))
    assert short(replace(GOOD, searched=wrong)) == ["look-ups of trackers missed, at most"]


def test_a_report_tells_every_log_and_every_size() -> None:
    text = io.StringIO()
    hunting_report.show(GOOD, Console(width=200, file=text))
    for form in logs.FORMS:
        assert f"{form}, gzip, 100 MB" in text.getvalue()
        assert f"{form}, plain, 100 MB" in text.getvalue()
    assert [limit["met"] for limit in hunting_report.as_json(GOOD)["limits"]] == [True] * 5


def test_the_documentation_names_every_limit() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for verdict in hunting_report.verdicts(GOOD):
        assert f"| {verdict.claim} {verdict.limit:g} |" in text


@pytest.mark.parametrize("form", logs.FORMS)
def test_a_made_up_log_is_read_whole_and_holds_as_many_look_ups_as_it_says(form: str, tmp_path: Path) -> None:
    made = hunting.make(tmp_path, form, MEGABYTE)
    text = made.path.read_bytes()
    assert MEGABYTE <= len(text) == made.octets
    lines = text.splitlines()
    assert len(set(lines)) == len(lines)
    assert made.planted == len(lines) // logs.RARE > 0
    for path in (made.path, made.packed):
        told = hunting_pass.main(str(path))
        assert (told["lines"], told["octets"]) == (len(lines), len(text))
        assert (told["events"], told["unparsable"]) == (made.planted, 0)


def test_a_log_without_end_tells_of_other_days_and_other_names(tmp_path: Path) -> None:
    pieces = list(logs.endless(3 * MEGABYTE))
    assert 3 * MEGABYTE <= sum(map(len, pieces)) < 6 * MEGABYTE
    assert len(set(pieces)) == len(pieces) >= 2
    path = tmp_path / "log"
    path.write_bytes(b"".join(pieces))
    told = hunting_pass.main(str(path))
    assert (told["events"], told["unparsable"]) == (sum(piece.count(b"\n") for piece in pieces) // logs.RARE, 0)


@pytest.mark.needs("zgrep", "grep", "gzip")
def test_a_tiny_run_searches_packed_and_plain_in_every_way(tmp_path: Path) -> None:
    packed, plain = hunting.search(tmp_path, "BIND queries", 2 * MEGABYTE, 1)
    assert (packed.packed, plain.packed) == (True, False)
    for each in (packed, plain):
        assert each.missed == 0
        assert each.searches[Way.GREP][0].found == each.planted // 2 > 0
        assert each.searches[Way.GREP_ALL][0].found == each.planted
        assert each.share > 0
        assert each.reading_rate() > each.rate(Way.BACKSTAMP)
    assert [path.name for path in tmp_path.iterdir()] == ["names"]


def test_hunting_a_log_of_two_megabytes_is_measured() -> None:
    found = flatness.peak(flatness._HUNT, logs.endless(2 * MEGABYTE), codes=(1,))
    assert found.size >= 2 * MEGABYTE
    assert found.peak > 10 * MEGABYTE
