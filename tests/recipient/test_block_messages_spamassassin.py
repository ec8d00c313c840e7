"""SpamAssassin's rules, as text; tests/endtoend/test_block_mail_filters.py runs them."""

import re

from tests.recipient.rule_samples import ALL, HEADING, HOSTILE

from backstamp.recipient.block.messages.spamassassin import FORMAT

RULES = FORMAT.render(ALL + HOSTILE, HEADING)


def test_every_line_is_a_known_setting_or_a_comment():
    assert all(
        re.match(r"(uri|rawbody|meta|describe|score) _?_?BACKSTAMP_[A-Z0-9_]+ \S|#|$", line)
        for line in RULES.splitlines()
    )


def test_every_symbol_is_described_and_scores_next_to_nothing():
    metas = set(re.findall(r"(?m)^meta (\w+)", RULES))
    assert (
        metas
        == set(re.findall(r"(?m)^score (\w+) 0\.01$", RULES))
        == set(re.findall(r"(?m)^describe (\w+) .{1,50}$", RULES))
    )


def test_every_subrule_is_used():
    defined = set(re.findall(r"(?m)^(?:uri|rawbody) (\w+)", RULES))
    used = {name for line in re.findall(r"(?m)^meta \w+ (.*)", RULES) for name in re.findall(r"\w+", line)}
    assert defined == used


def test_a_weak_shape_counts_only_as_a_tiny_picture():
    assert "meta BACKSTAMP_WEAK __BACKSTAMP_WEAK_1\n" in RULES
    assert "rawbody __BACKSTAMP_WEAK_1 m{(?i:<img" in RULES


def test_no_number_sign_starts_a_comment_inside_a_rule():
    assert not re.search(r"(?m)^(?:uri|rawbody) .*(?<!\\)#", RULES)
