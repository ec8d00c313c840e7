import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.secret import is_code, is_random


@pytest.mark.parametrize("make", [secrets.token_hex, secrets.token_urlsafe])
def test_what_was_drawn_at_random_is_recognised(make):
    missed = sum(not is_random(make(24)) for _ in range(1000))
    assert missed <= 20


@pytest.mark.parametrize(
    "piece",
    [
        "how-to-keep-your-readers-happy",
        "2026-11-21-annual-report",
        "1234567890123456",
        "iphone15-pro-max-review",
        "TheUltimateGuideToEmailing",
        "confirmation",
        "a1b2c3",
    ],
)
def test_titles_words_and_numbers_are_not_random(piece):
    assert not is_random(piece)


@pytest.mark.parametrize("value", ["482913", "8374", "a8f3k2x9", "Q2ZESjhBMXFYN3d0V3p2"])
def test_codes_that_open_something(value):
    assert is_code(value)


@pytest.mark.parametrize("value", ["SUMMER2026", "SAVE20", "spring", "12", "123456789", ""])
def test_codes_that_shops_hand_out_open_nothing(value):
    assert not is_code(value)


@given(st.text())
def test_any_text_is_answered(value):
    assert is_random(value) in {True, False}
    assert is_code(value) in {True, False}
