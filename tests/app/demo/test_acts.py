from backstamp.app.demo.acts import SCRIPT
from backstamp.app.demo.cast import CAST, DESMOND
from backstamp.app.demo.play import DURATION


def test_the_acts_stand_in_the_order_of_their_times():
    times = [act.after for act in SCRIPT]
    assert times == sorted(times)


def test_everybody_but_one_has_an_act():
    assert {act.who.address for act in SCRIPT} == {member.address for member in CAST} - {DESMOND.address}


def test_the_play_lasts_long_enough_for_the_last_verdict_to_settle():
    last_settles = (SCRIPT[-1].after + 30 * 60) * 1_000_000
    assert last_settles <= DURATION
