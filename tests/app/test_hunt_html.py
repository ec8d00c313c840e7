"""The report of a hunt: one file that loads nothing, whatever stands in logs and mail."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.app.hunts import hunted
from tests.app.test_scan_html import HOSTILE, assert_harmless
from tests.recipient.hunting import CHRIS, HOST, at, lookup, message, request

from backstamp.app.hunt_html import report

MADE = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_it_tells_who_opened_what_and_when_and_where_that_stands():
    found = hunted([lookup(at(9), file="queries.log", line=7), lookup(at(11), CHRIS)], [message("offer", at(8))])
    made = report(found, MADE)
    assert_harmless(made)
    for told in ("“offer”", "Bob &lt;bob@corp.example&gt;", "2026-11-21 09:00:00", HOST, "queries.log:7", "Forwarded"):
        assert told in made
    assert "Made with Backstamp" in made
    assert "on 22 November 2026 at 08:00 UTC from logs and mail alone: nothing was looked up or fetched." in made


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_from_logs_or_mail_becomes_markup(hostile):
    events = [
        lookup(at(9), client=hostile, aliases=(hostile,), file=hostile, what=hostile),
        request(at(10), hostile),
    ]
    offer = replace(message("offer", at(8), (hostile,), hostile), subject=hostile, path=hostile)
    assert_harmless(report(hunted(events, [offer], vendors={HOST: hostile}), MADE))
