"""Postfix's table, as text; tests/endtoend/test_block_mail_filters.py asks Postfix."""

import re

from tests.recipient.rule_samples import ALL, HEADING, HOSTILE

from backstamp.recipient.block.messages.postfix import FORMAT

TABLE = FORMAT.render(ALL + HOSTILE, HEADING)


def test_every_line_is_an_expression_with_an_action_or_a_comment():
    assert all(re.fullmatch(r"#.*||/\^.*/ (IGNORE|WARN tracked by .+)", line) for line in TABLE.splitlines())


def test_no_line_is_taken_for_the_continuation_of_another():
    assert not any(line[:1].isspace() for line in TABLE.splitlines())


def test_the_file_says_why_bodies_are_not_looked_into():
    assert "body_checks" in TABLE


def test_receipt_requests_are_taken_out_whatever_the_targets():
    assert "/^Disposition-Notification-To:/ IGNORE" in FORMAT.render([], HEADING)
