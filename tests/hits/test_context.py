from tests.hits.samples import CHROME, GOOGLE_ADDRESS, GOOGLE_PROXY, HOUR, SECOND, SENT, opened

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.hits.context import SETTLE_AFTER, Context
from backstamp.hits.judge import judge

CATALOGUE = load_catalogue()


def test_a_verdict_settles_after_half_an_hour_and_not_before():
    hit = opened(CHROME)
    assert not judge(hit, Context(SENT, hit.at + SETTLE_AFTER - 1), CATALOGUE).settled
    assert judge(hit, Context(SENT, hit.at + SETTLE_AFTER), CATALOGUE).settled


def test_both_waiting_times_can_be_set():
    hit = opened(GOOGLE_PROXY, GOOGLE_ADDRESS, SENT + 30 * SECOND)
    assert judge(hit, Context(SENT, SENT + HOUR), CATALOGUE).verdict == "possible"
    assert judge(hit, Context(SENT, SENT + HOUR, proxy_delay=20 * SECOND), CATALOGUE).verdict == "likely-human"
    assert not judge(hit, Context(SENT, SENT + HOUR, settle_after=2 * HOUR), CATALOGUE).settled
