import pytest

from backstamp.recipient.finding import Confidence
from backstamp.recipient.verdict import CLICKED, SHOWN, verdict

CERTAIN, PROBABLE, POSSIBLE = Confidence.CERTAIN, Confidence.PROBABLE, Confidence.POSSIBLE


@pytest.mark.parametrize(
    ("signals", "confidence", "per_recipient"),
    [
        ("leak", CERTAIN, True),
        ("known-vendor identifier", CERTAIN, True),
        ("known-vendor invisible", CERTAIN, None),
        ("invisible shared-identifier", CERTAIN, True),
        ("shared-identifier", PROBABLE, True),
        ("invisible long-identifier", PROBABLE, True),
        ("invisible identifier counting-word", PROBABLE, True),
        ("invisible identifier at-the-edge", PROBABLE, True),
        ("unsized program identifier same-site-as-clicks", PROBABLE, True),
        ("long-identifier same-site-as-clicks", PROBABLE, True),
        ("invisible program shared-parameter", PROBABLE, True),
        ("shared-number only-of-host", PROBABLE, True),
        ("shared-number", POSSIBLE, None),
        ("invisible", POSSIBLE, False),
        ("invisible spacer identifier", POSSIBLE, None),
        ("invisible repeated shared-identifier", POSSIBLE, False),
        ("invisible identifier at-the-edge stranger", POSSIBLE, None),
        ("known-content identifier invisible counting-word", POSSIBLE, None),
        ("identifier", POSSIBLE, None),
        ("program counting-word only-of-host identifier", PROBABLE, True),
        ("program counting-word only-of-host identifier signed-content", POSSIBLE, None),
        ("reader-parameter shared-number", PROBABLE, True),
        ("reader-parameter", POSSIBLE, False),
        ("invisible hashed-name only-of-host stranger", PROBABLE, True),
        ("invisible hashed-name only-of-host", POSSIBLE, False),
        ("plain-file", POSSIBLE, False),
        ("", POSSIBLE, False),
    ],
)
def test_what_loads_by_itself(signals, confidence, per_recipient):
    assert verdict(frozenset(signals.split()), shown=True) == (confidence, per_recipient)


@pytest.mark.parametrize(
    ("signals", "confidence", "per_recipient"),
    [
        ("leak", CERTAIN, True),
        ("known-vendor identifier", CERTAIN, True),
        ("known-vendor", PROBABLE, None),
        ("shared-number", PROBABLE, True),
        ("redirector identifier", PROBABLE, True),
        ("redirector", POSSIBLE, False),
        ("redirecting-word long-identifier", PROBABLE, True),
        ("redirecting-word identifier", POSSIBLE, None),
        ("reader-parameter number", PROBABLE, True),
        ("identifier", POSSIBLE, None),
    ],
)
def test_what_is_followed(signals, confidence, per_recipient):
    assert verdict(frozenset(signals.split()), shown=False) == (confidence, per_recipient)


@pytest.mark.parametrize("rules", [SHOWN, CLICKED])
def test_no_rule_is_hidden_behind_another(rules):
    for place, rule in enumerate(rules):
        everything = rule.needs | set(sorted(rule.any_of)[:1])
        assert not any(before.holds(everything) for before in rules[:place]), rule
