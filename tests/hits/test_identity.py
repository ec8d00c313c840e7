from datetime import UTC, date, datetime

from tests.hits.samples import CHROME, micros, opened

from backstamp.hits.identity import day_of, request_of, shown


def test_the_day_is_utc_and_never_beyond_the_calendar():
    assert day_of(micros(datetime(2021, 9, 5, 23, 59, 59, 999_999, tzinfo=UTC))) == date(2021, 9, 5)
    assert day_of(micros(datetime(2021, 9, 6, tzinfo=UTC))) == date(2021, 9, 6)
    assert (day_of(-(2**80)), day_of(2**80)) == (date.min, date.max)


def test_a_request_called_a_prefetch_is_seen_in_each_of_three_headers():
    for name, value in [("sec-purpose", "prefetch;prerender"), ("purpose", "Prefetch"), ("x-moz", "prefetch")]:
        headers = (("user-agent", CHROME), (name, value))
        assert request_of(opened(CHROME, headers=headers)).prefetch == f"{name}: {value}"
    assert request_of(opened(CHROME, headers=(("purpose", "reading"),))).prefetch == ""


def test_hits_that_look_the_same_are_the_same_request():
    assert request_of(opened(CHROME, id=1, at=1)) == request_of(opened(CHROME, id=2, at=2))


def test_strangers_words_are_short_and_printable():
    assert shown("curl/8\n\x1b[31m") == "“curl/8??[31m”"
    assert len(shown("x" * 9999)) == 123
