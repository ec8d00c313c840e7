"""The operator's alarm: once per change, once a minute while it lasts, never once per hit."""

from pathlib import Path

from structlog.testing import capture_logs
from tests.hits.serving import Logged

from backstamp.hits.health import Alarm, Health, Status

FAILING = Health(Status.FAILING, 1, "the disk is full; free some space", stored=5, waiting=2, lost=1)
OK = Health(Status.OK, 1, "", stored=8, waiting=0, lost=1)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_failure_is_told_with_what_to_do_and_its_end_with_what_it_cost() -> None:
    log = Logged()
    alarm = Alarm(log, Path("/store"), Clock())
    alarm.failing(FAILING)
    alarm.recovered(OK)
    (level, _, told), (next_level, _, cost) = log.lines
    assert (level, told["why"], told["store"]) == ("error", FAILING.why, "/store")
    assert (next_level, cost["lost"]) == ("warning", 1)


def test_a_lasting_failure_is_told_again_once_a_minute() -> None:
    log, clock = Logged(), Clock()
    alarm = Alarm(log, Path("/store"), clock)
    alarm.failing(FAILING)
    for second in range(1, 181):
        clock.now = float(second)
        alarm.remind(FAILING)
    assert len(log.lines) == 1 + 3


def test_refused_hits_are_told_at_once_and_then_once_a_minute() -> None:
    log, clock = Logged(), Clock()
    alarm = Alarm(log, Path("/store"), clock)
    for second in range(0, 120, 10):
        clock.now = float(second)
        alarm.refused(OK, "too large")
    assert len(log.lines) == 2
    assert log.lines[0][2]["why"] == "too large"


def test_the_alarm_speaks_to_structlog() -> None:
    import structlog

    with capture_logs() as lines:
        alarm = Alarm(structlog.get_logger(), Path("/store"), Clock())
        alarm.failing(FAILING)
        alarm.moved()
    assert [line["log_level"] for line in lines] == ["error", "error"]
    assert "replaced" in lines[1]["event"]
