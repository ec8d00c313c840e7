from hypothesis import given
from hypothesis import strategies as st

from backstamp.app.demo.clock import DemoClock


class _Ticks:
    def __init__(self) -> None:
        self.now = 500

    def __call__(self) -> int:
        return self.now


def test_clock_starts_where_it_is_told_and_runs_at_real_speed():
    ticks = _Ticks()
    clock = DemoClock(1_000_000, ticks)
    assert clock() == 1_000_000
    ticks.now += 250
    assert clock() == 1_000_250


def test_jump_moves_on_and_the_clock_runs_on_from_there():
    ticks = _Ticks()
    clock = DemoClock(0, ticks)
    clock.jump_to(43 * 60 * 1_000_000)
    ticks.now += 7
    assert clock() == 43 * 60 * 1_000_000 + 7


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(-(10**15), 10**15))))
def test_clock_never_goes_back_whatever_is_asked_of_it(steps: list[tuple[int, int]]):
    ticks = _Ticks()
    clock = DemoClock(1000, ticks)
    last = clock()
    for elapsed, moment in steps:
        ticks.now += elapsed
        clock.jump_to(moment)
        assert clock() >= max(last, moment)
        last = clock()


def test_the_real_clock_drives_it():
    clock = DemoClock(0)
    first = clock()
    assert first >= 0
    assert clock() >= first
