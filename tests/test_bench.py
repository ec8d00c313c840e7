"""The benchmark's pure parts, and that its limits say what they hold. Nothing is timed here."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from bench import limits, run, token_checks
from bench.figures import Figure, Machine, Mode, Round, Run, Subject, TokenCheck, TokenChecks, figure
from bench.load import read_report
from bench.processes import cpu_seconds
from bench.report import as_json
from bench.servers import MESSAGES, RECIPIENTS, write_targets

from backstamp.tokens.keyfile import KeyFile

REPORT = """\
Running 3s test @ http://127.0.0.1:8025
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     6.12ms    1.90ms  31.01ms   88.01%
    Req/Sec    10.41k   812.12    12.10k    66.67%
  Latency Distribution
     50%  912.00us
     75%    6.83ms
     90%    8.01ms
     99%    1.25s
  31337 requests in 3.02s, 12.01MB read
"""
ERRORS = "  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 17\n"


def measured(subject: Subject, mode: Mode, rate: int) -> Round:
    stored = None if subject is Subject.NGINX else 3 * rate
    return Round(subject, mode, 3.0, 3 * rate, stored, cpu=1.5, p50=1.0, p99=2.0, bad_status=0, socket_errors=0)


def a_run(rates: dict[Subject, int], *, forged: float = 2000.0) -> Run:
    rounds = tuple(measured(subject, mode, rate) for mode in Mode for subject, rate in rates.items())
    checks = (TokenCheck("valid", 9000.0, accepted=True), TokenCheck("forged", forged, accepted=False))
    return Run(Machine("x", "y", 0.1, 0.3, 0.0), rounds, TokenChecks(900.0, 1000.0, checks))


GOOD = {Subject.NGINX: 50_000, Subject.BACKSTAMP: 20_000, Subject.ONE_TRANSACTION: 4_000}


def short(run: Run) -> list[str]:
    return [verdict.claim for verdict in limits.verdicts(run) if not verdict.met]


def test_a_report_of_wrk_is_read_in_seconds_and_milliseconds() -> None:
    load = read_report(REPORT)
    assert (load.seconds, load.acknowledged) == (3.02, 31337)
    assert load.p50 == pytest.approx(0.912)
    assert load.p99 == pytest.approx(1250.0)
    assert (load.bad_status, load.socket_errors) == (0, 0)


def test_errors_in_a_report_of_wrk_are_seen() -> None:
    load = read_report(REPORT + ERRORS)
    assert (load.bad_status, load.socket_errors) == (17, 4321)


@pytest.mark.parametrize(
    "text", ["", "unable to connect to 127.0.0.1:1 Connection refused\n", REPORT.replace("99%", "98%")]
)
def test_what_is_no_report_of_wrk_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a report of wrk"):
        read_report(text)


def test_a_figure_is_the_median_and_the_range() -> None:
    assert figure([5.0, 1.0, 3.0]) == Figure(median=3.0, least=1.0, most=5.0)


def test_a_round_tells_requests_per_second_and_processor_time_per_million() -> None:
    one = measured(Subject.BACKSTAMP, Mode.KEEP_ALIVE, 10_000)
    assert one.rate == 10_000
    assert one.cpu_per_million == pytest.approx(50.0)


@pytest.mark.parametrize("change", [{"stored": 29_999}, {"bad_status": 1}, {"socket_errors": 1}, {"acknowledged": 0}])
def test_a_round_with_errors_or_lost_hits_is_not_honest(change: dict[str, int]) -> None:
    one = measured(Subject.BACKSTAMP, Mode.KEEP_ALIVE, 10_000)
    assert one.honest
    assert not replace(one, **change).honest  # type: ignore[arg-type]  # mypy takes every field for every type


def test_the_limits_are_those_of_the_documentation() -> None:
    assert limits.OF_NGINX == {Mode.NEW_CONNECTION: 0.40, Mode.KEEP_ALIVE: 0.15}
    assert (limits.OF_ONE_TRANSACTION, limits.OF_READING) == (5.0, 2.0)
    text = (run.ROOT / "docs" / "performance.md").read_text()
    for limit in ("0.4 of nginx", "0.15 of nginx", "5 times one transaction", "2 times the least reading"):
        assert limit in text


def test_every_limit_is_met_exactly_at_its_edge() -> None:
    assert short(a_run(GOOD)) == []
    assert len(limits.verdicts(a_run(GOOD))) == 5


def test_a_server_that_is_too_slow_falls_short_of_every_limit_it_misses() -> None:
    assert short(a_run(GOOD | {Subject.BACKSTAMP: 19_990})) == [
        "new connection: share of nginx, at least",
        "keep-alive: times one transaction per hit, at least",
    ]
    assert short(a_run(GOOD | {Subject.BACKSTAMP: 7_490, Subject.ONE_TRANSACTION: 1})) == [
        "keep-alive: share of nginx, at least",
        "new connection: share of nginx, at least",
    ]


def test_a_forged_token_that_takes_too_long_falls_short_and_a_valid_one_may_take_its_time() -> None:
    assert short(a_run(GOOD, forged=2001.0)) == ["token, forged: times the least reading, at most"]


def test_a_lost_hit_fails_the_run() -> None:
    good = a_run(GOOD)
    rounds = (*good.rounds[:-1], replace(good.rounds[-1], stored=1))
    assert short(replace(good, rounds=rounds)) == ["rounds with errors, or hits acknowledged but not stored, at most"]


def test_json_holds_medians_and_verdicts() -> None:
    told = as_json(a_run(GOOD))
    assert told["requests_per_second"]["keep-alive"]["backstamp"]["median"] == 20_000
    assert [limit["met"] for limit in told["limits"]] == [True] * 5


def test_processor_time_counts_descendants_and_nobody_else(tmp_path: Path) -> None:
    for pid, parent, ticks in ((7, 1, 100), (8, 7, 200), (9, 8, 400), (10, 1, 800)):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} (a) b) S {parent} {'0 ' * 9}{ticks} {ticks} 0 0\n")
    assert cpu_seconds(7, tmp_path) == pytest.approx(2 * 700 / 100)


def test_every_target_is_a_pixel_of_ours(tmp_path: Path) -> None:
    write_targets(tmp_path / "keys.json", tmp_path / "targets")
    ring = KeyFile(tmp_path / "keys.json").ring()
    paths = (tmp_path / "targets").read_bytes().split()
    assert len(set(paths)) == len(paths) == MESSAGES * RECIPIENTS
    assert all(ring.open(path[3:-4], link=False) for path in paths)


def test_the_kinds_of_token_that_are_timed_are_what_they_are_called() -> None:
    accepted = {kind: bool(check()) for kind, check in token_checks.checks().items()}
    assert accepted == {
        "valid pixel": True,
        "valid link": True,
        "forged": False,
        "truncated": False,
        "unknown key": False,
    }


def test_without_nginx_and_wrk_the_run_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    assert run.main([]) == 2
    assert "apt-get install nginx-light wrk" in capsys.readouterr().err
