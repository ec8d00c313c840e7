"""Exchange's rules: within Microsoft's limits, and every string ends where it should."""

import re
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.rule_samples import ALL, BRANDED, HEADING, HOSTILE, OPEN_HOST, SHARED_PATH, WEAK

from backstamp.recipient.block.messages.exchange import (
    ALL_EXPRESSIONS,
    FORMAT,
    PATTERN_CHARACTERS,
    RULE_CHARACTERS,
    quoted,
)
from backstamp.recipient.block.target import Scope, Target

TOKEN = re.compile(r"(?P<comment>\#[^\n]*)|(?P<string>'(?:[^']|'')*')|(?P<word>[$@]?[\w.:-]+)|(?P<sign>[@(){},|`])|\s+")


def tokens(script: str) -> list[tuple[str, str]]:
    """The script cut up as PowerShell does; fails on anything that is none of its tokens."""
    found, place = [], 0
    while place < len(script):
        token = TOKEN.match(script, place)
        assert token, script[place : place + 80]
        if token.lastgroup:
            found.append((token.lastgroup, token[0]))
        place = token.end()
    return found


def rules(script: str) -> list[list[str]]:
    """The strings of each New-TransportRule, their quotes taken off: name, patterns, header, value."""
    made: list[list[str]] = []
    for kind, text in tokens(script):
        if text == "New-TransportRule":
            made.append([])
        elif kind == "string" and made:
            made[-1].append(text[1:-1].replace("''", "'"))
    return made


def many(count: int) -> list[Target]:
    return [replace(SHARED_PATH, host=f"m{number}.delight.example", path="/a/b'c&d/") for number in range(count)]


def test_a_rule_for_each_scope():
    open_rule, shared_rule = rules(FORMAT.render(ALL, HEADING))
    assert (open_rule[0], open_rule[-2:]) == ("Backstamp tracked mail open 01", ["X-Backstamp-Tracked", "open"])
    assert (shared_rule[0], shared_rule[-2:]) == ("Backstamp tracked mail shared 01", ["X-Backstamp-Tracked", "shared"])


def test_only_its_own_rules_are_replaced():
    words = [text for kind, text in tokens(FORMAT.render(ALL, HEADING)) if kind != "comment"]
    assert words[:5] == ["Get-TransportRule", "|", "Where-Object", "{", "$_.Name"]
    assert words[5:10] == ["-like", "'Backstamp tracked mail *'", "}", "|", "Remove-TransportRule"]
    assert words.count("Remove-TransportRule") == 1


def test_no_rule_is_longer_than_its_limit_and_none_is_lost():
    made = rules(FORMAT.render(many(300), HEADING))
    assert len(made) > 1
    assert len({rule[0] for rule in made}) == len(made)
    assert all(sum(len(escape(text)) for text in rule) + 1_000 < RULE_CHARACTERS for rule in made)
    assert sum(len(rule) - 3 for rule in made) == 300


def test_all_expressions_stay_below_their_limit_and_the_rest_is_counted():
    script = FORMAT.render([*many(2_000), OPEN_HOST], HEADING)
    made = rules(script)
    total = sum(len(pattern) for rule in made for pattern in rule[1:-2])
    kept = sum(len(rule) - 3 for rule in made)
    assert ALL_EXPRESSIONS - 100 < total <= ALL_EXPRESSIONS
    assert f"# {2_001 - kept} targets are left out" in script
    assert made[0][-1] == "open"


def test_the_surest_are_kept_first():
    script = FORMAT.render([replace(BRANDED, certainty="probable"), *many(2_000)], HEADING)
    assert "upn=" not in script


def test_weak_targets_and_patterns_that_are_too_long_are_left_out():
    script = FORMAT.render([WEAK, replace(SHARED_PATH, path="/" + "a" * PATTERN_CHARACTERS)], HEADING)
    assert not rules(script)


def test_hostile_targets_stay_inside_their_strings():
    words = {text for kind, text in tokens(FORMAT.render(HOSTILE, HEADING)) if kind == "word"}
    assert "evil" not in words
    assert "drop" not in words


@given(st.text(alphabet="a'\"`$() ", max_size=20))
def test_a_quoted_string_is_one_token(text):
    ((kind, token),) = tokens(quoted(text))
    assert kind == "string"
    assert token[1:-1].replace("''", "'") == text


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_without_targets_makes_no_rule(scope):
    made = rules(FORMAT.render([target for target in ALL if target.scope is scope], HEADING))
    assert {rule[-1] for rule in made} == {scope.value}
