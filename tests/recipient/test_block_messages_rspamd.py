"""Rspamd's expressions, as text; tests/endtoend/test_block_mail_filters.py runs them."""

import json
import re

from tests.recipient.rule_samples import ALL, HEADING, HOSTILE, WEAK

from backstamp.recipient.block.messages.rspamd import FORMAT

RULES = FORMAT.render(ALL + HOSTILE, HEADING)


def test_every_line_belongs_to_a_symbol_or_is_a_comment():
    assert all(re.fullmatch(r'BACKSTAMP_\w+ \{|\}|  \w+ = (".*"|0\.0);|#.*|', line) for line in RULES.splitlines())


def test_every_value_is_a_string_that_ends_where_it_should():
    values = re.findall(r"(?m)^  (?:re|description|group) = (.*);$", RULES)
    assert len(values) >= 3
    assert all(isinstance(json.loads(value), str) for value in values)


def test_links_and_sources_are_both_looked_into():
    expressions = [json.loads(value) for value in re.findall(r"(?m)^  re = (.*);$", RULES)]
    assert ["/U | /" in expression for expression in expressions] == [True] * (len(expressions) - 1) + [False]
    assert all("/{sa_raw_body}" in expression for expression in expressions)


def test_a_weak_shape_counts_only_as_a_tiny_picture():
    (expression,) = re.findall(r"(?m)^  re = (.*);$", FORMAT.render([WEAK], HEADING))
    assert re.fullmatch(r"/\(\?i:<img.*/\{sa_raw_body\}", json.loads(expression))
