import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import ModeError, UsageError
from backstamp.sender.modes import OFF, Mode, Modes
from backstamp.tokens.token import SHARED

ANY = st.builds(Modes, st.sampled_from(Mode), st.sampled_from(Mode))


def test_the_ladder_is_off_aggregate_pseudonymous_individual():
    assert sorted(Mode, key=lambda mode: mode.rank) == [
        Mode.OFF,
        Mode.AGGREGATE,
        Mode.PSEUDONYMOUS,
        Mode.INDIVIDUAL,
    ]


def test_off_gives_no_token_and_aggregate_one_for_all():
    assert [mode.ordinal(7) for mode in Mode] == [None, SHARED, 7, 7]


@given(ANY, ANY)
def test_the_least_of_two_never_exceeds_either(one, other):
    least = one.least(other)
    assert least.opens.rank <= min(one.opens.rank, other.opens.rank)
    assert least.links.rank <= min(one.links.rank, other.links.rank)
    assert least == other.least(one)


@given(ANY, st.sampled_from([None, *Mode]), st.sampled_from([None, *Mode]))
def test_a_restriction_steps_down_or_is_refused(above, opens, links):
    too_much = any(
        wish is not None and wish.rank > allowed.rank for wish, allowed in ((opens, above.opens), (links, above.links))
    )
    if too_much:
        with pytest.raises(ModeError):
            above.restricted(opens, links, "The message")
    else:
        assert above.restricted(opens, links, "The message") == Modes(opens or above.opens, links or above.links)


def test_asking_for_more_says_who_asked_for_what_and_what_is_allowed():
    with pytest.raises(UsageError) as raised:
        Modes(Mode.AGGREGATE, Mode.OFF).restricted(Mode.INDIVIDUAL, None, "The message's header X-Backstamp")
    assert "header X-Backstamp asks for opens = individual" in raised.value.operator
    assert "no more than aggregate" in raised.value.operator
    assert raised.value.peer == "opens: individual is more than this account allows (aggregate)"


def test_what_the_ledger_must_remember_is_the_higher_of_the_two():
    assert Modes(Mode.AGGREGATE, Mode.PSEUDONYMOUS).highest is Mode.PSEUDONYMOUS
    assert OFF.off
    assert not Modes(Mode.OFF, Mode.AGGREGATE).off
