"""The Sieve script, as text; tests/endtoend/test_block_mail_filters.py runs it."""

import re
from dataclasses import replace

from tests.recipient.rule_samples import ALL, BRANDED, HEADING, HOSTILE, WEAK

from backstamp.recipient.block.messages.sieve import FORMAT, LIST_LENGTH, quoted

SCRIPT = FORMAT.render(ALL, HEADING)


def strings(script: str) -> list[str]:
    return re.findall(r'"(?:[^"\\]|\\.)*"', re.sub(r"(?m)^ *#.*", "", script))


def test_bodies_are_looked_into_decoded_and_the_fallback_is_told():
    assert 'body :content "text" :contains [' in SCRIPT
    assert "write :raw in place of" in SCRIPT


def test_stars_of_a_path_stay_and_its_question_marks_are_escaped():
    assert '"*mail.delight.example/track/open.php\\\\?u=*&id=*"' in SCRIPT


def test_an_ampersand_is_looked_for_as_html_writes_it_too():
    assert "u=*&amp;id=*" in SCRIPT


def test_weak_shapes_stand_only_beside_a_tiny_picture():
    script = FORMAT.render([WEAK], HEADING)
    assert script.count("addflag") == 1
    assert script.index("width=") < script.index("imp?s=") < script.index("addflag")
    assert '"width=\\"1\\""' in script


def test_a_short_path_of_any_host_is_left_out_and_counted():
    script = FORMAT.render([replace(BRANDED, path="/o/*?x")], HEADING)
    assert "if body" not in script
    assert "cannot say them: 1." in script


def test_long_lists_are_split():
    script = FORMAT.render([replace(BRANDED, path=f"/branded/{number}") for number in range(250)], HEADING)
    lists = re.findall(r"\[\n(.*?)\n  \]", script, re.DOTALL)
    assert len(lists) == 3
    assert all(len(listed.splitlines()) <= LIST_LENGTH for listed in lists)


def test_hostile_targets_stay_inside_their_strings():
    script = FORMAT.render(HOSTILE, HEADING)
    rest = re.sub(r'"(?:[^"\\]|\\.)*"', "", re.sub(r"(?m)^ *#.*", "", script))
    assert "redirect" not in rest
    assert "drop" not in script
    assert set(re.findall(r"[a-z]+", rest)) <= {
        "require",
        "if",
        "elsif",
        "anyof",
        "body",
        "content",
        "raw",
        "contains",
        "matches",
        "addflag",
    }


def test_quotes_and_backslashes_are_escaped():
    assert quoted('a"\\b') == r'"a\"\\b"'


def test_an_empty_list_is_a_script_that_does_nothing():
    assert strings(FORMAT.render([], HEADING)) == ['"body"', '"imap4flags"']
