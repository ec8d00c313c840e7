"""The general signals on made-up newsletters in many styles, with an empty catalogue."""

import pytest
from bench.accuracy import scanner
from bench.accuracy.corpora import truth
from bench.accuracy.score import Score
from tests.recipient.mailings.judging import copies, scores, styles

STYLES = styles()
HARD = {
    "campaign_monitor",
    "getresponse",
    "elaine",
    "optimizely",
    "home_made_numbers",
    "personal_banner",
    "signed_stores",
    "campaign_pixel",
}
"""Styles in which something is missed or called wrongly: `python -m tests.recipient.mailings` prints what."""


def total(level: int) -> Score:
    return sum((scores(style)[level] for style in STYLES.values()), Score())


@pytest.mark.parametrize("name", sorted(STYLES.keys() - HARD))
def test_each_style_is_judged_without_a_fault(name):
    for one in scores(STYLES[name]):
        assert (one.wrong, one.missed) == (0, 0)


def test_hard_styles_are_styles():
    assert STYLES.keys() >= HARD


@pytest.mark.parametrize(("level", "precision", "recall"), [(0, 0.95, 0.93), (1, 0.98, 0.95)])
def test_most_is_found_in_all_styles_together(level, precision, recall):
    found = total(level)
    assert (found.precision or 0) >= precision
    assert (found.recall or 0) >= recall


@pytest.mark.parametrize("name", STYLES)
def test_two_copies_leave_no_doubt(name):
    for mail, other in copies(STYLES[name]):
        assert scanner.compared(mail, other) == truth(mail, other)


def test_a_mailing_is_made_the_same_in_every_run():
    for style in STYLES.values():
        assert list(copies(style)) == list(copies(style))
