"""Symbols of vendors: short, unique, and apart by scope."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.rule_samples import ALL, OPEN_HOST, SHARED_HOST

from backstamp.recipient.block.messages.vendors import LONGEST, WEAK, by_vendor


def test_hosts_that_serve_only_opens_are_under_another_symbol_than_shared_ones():
    same = replace(SHARED_HOST, vendor=OPEN_HOST.vendor)
    assert [rules.symbol for rules in by_vendor([OPEN_HOST, same])] == [
        "BACKSTAMP_BEACONIA_INC",
        "BACKSTAMP_S_BEACONIA_I",
    ]


def test_every_target_is_in_one_group():
    assert sorted(str(target) for rules in by_vendor(ALL) for target in rules.targets) == sorted(map(str, ALL))


@given(st.lists(st.text(), max_size=30))
def test_symbols_are_unique_short_and_plain(vendors):
    rules = by_vendor([replace(OPEN_HOST, vendor=vendor) for vendor in vendors])
    symbols = [rule.symbol for rule in rules]
    assert len(set(symbols) | {WEAK}) == len(symbols) + 1
    assert all(re.fullmatch(r"BACKSTAMP_[A-Z0-9_]+", symbol) and len(symbol) <= LONGEST for symbol in symbols)
    assert all(len(rule.description) <= 50 for rule in rules)
