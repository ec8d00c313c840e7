"""Sigma's rules, as text; tests/endtoend/test_block_detection.py reads them with Sigma's own library."""

import re
from dataclasses import replace
from uuid import UUID

from tests.recipient.rule_samples import ALL, EXACT, HEADING, HOSTILE, OPEN_HOST, SHARED_PATH, WEAK

from backstamp.recipient.block.detection.sigma import FORMAT, quoted

RULES = FORMAT.render(ALL, HEADING)


def documents(text: str) -> list[str]:
    return text.split("---\n")[1:]


def test_each_scope_and_kind_of_log_has_a_rule_of_its_own():
    titles = [re.findall(r"(?m)^title: (.*)$", text) for text in documents(RULES)]
    assert [len(title) for title in titles] == [1, 1, 1, 1]
    assert len({title[0] for title in titles}) == 4


def test_required_fields_are_there_and_levels_follow_the_scope():
    for text in documents(RULES):
        fields = dict(re.findall(r"(?m)^(\w+): *(.*)$", text))
        assert {"title", "id", "status", "description", "date", "logsource", "detection", "level"} <= set(fields)
        assert UUID(fields["id"]).version == 5
        assert (fields["level"] == "low") == ("only opens" in fields["title"])


def test_a_rule_keeps_its_identifier():
    assert re.findall(r"(?m)^id: .*", FORMAT.render([OPEN_HOST], HEADING)) == re.findall(r"(?m)^id: .*", RULES)[:2]


def test_a_literal_question_mark_is_no_wildcard_and_a_star_is_one():
    assert r"c-uri|contains: '/track/open.php\?u=*&id='" in RULES


def test_an_exact_path_is_compared_at_its_end():
    assert "c-uri|endswith: '/a/*/pixel.gif'" in FORMAT.render([EXACT], HEADING)


def test_a_path_makes_no_rule_on_names():
    assert "category: dns" not in FORMAT.render([SHARED_PATH], HEADING)


def test_a_name_alone_makes_no_rule_on_those_below_it():
    assert "endswith" not in FORMAT.render([replace(OPEN_HOST, below=False)], HEADING)


def test_weak_targets_make_no_rule():
    assert documents(FORMAT.render([WEAK], HEADING)) == []


def test_hostile_targets_stay_inside_their_strings():
    rest = re.sub(r"'(?:[^']|'')*'", "", FORMAT.render(HOSTILE, HEADING))
    assert not re.search("evil|drop|redirect|it's", rest)
    assert quoted("it's") == "'it''s'"
