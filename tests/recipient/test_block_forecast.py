"""What a block list would do to mail that is there."""

from pathlib import Path

import pytest
from tests.recipient.block_samples import CLICK, CONTENT, OPEN, target

from backstamp.mail.references.message import references
from backstamp.recipient.block.forecast import Effect, Example, Forecast, Outlook
from backstamp.recipient.block.format import Level
from backstamp.recipient.block.target import Scope, Target

MESSAGE = b"""\
From: Shop <news@shop.example>
To: reader@home.example
List-Unsubscribe: <https://t.shop.example/u/1>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head><link rel="stylesheet" href="https://t.shop.example/style.css"></head><body>
<a href="https://t.shop.example/c/1"><img src="https://t.shop.example/picture.png" width="600" height="200"></a>
<a href="https://www.shop.example/">Shop</a>
<img src="https://t.shop.example/o/1.gif" width="1" height="1">
<img src="https://t.shop.example/unsized/1">
</body></html>
"""
SHARED = target("t.shop.example", "", OPEN, CLICK, scope=Scope.SHARED)


def forecast(targets: list[Target], level: Level = Level.NAME) -> Forecast:
    made = Forecast(targets, level)
    made.add("one.eml", references(MESSAGE))
    return made


def only(made: Forecast) -> Outlook:
    (outlook,) = made.outlooks()
    return outlook


def test_a_shared_host_blocked_by_name_breaks_its_links_pictures_and_styles_and_stops_its_opens() -> None:
    made = forecast([SHARED])
    expected = {Effect.OPEN: 1, Effect.LINK: 2, Effect.PICTURE: 2, Effect.OTHER: 1}
    outlook = only(made)
    assert outlook.counts == made.counts == expected
    assert (outlook.breaks, outlook.messages, made.touched, made.messages) == (5, 1, 1, 1)
    assert outlook.broken is not None
    assert outlook.broken.message == "one.eml"
    assert outlook.stopped == Example("one.eml", "https://t.shop.example/o/1.gif")


def test_a_rule_for_opens_alone_breaks_nothing_even_where_no_size_is_declared() -> None:
    made = forecast([target("t.shop.example", "/o/"), target("t.shop.example", "/unsized/")], Level.URL)
    assert made.counts == {Effect.OPEN: 2, Effect.LINK: 0, Effect.PICTURE: 0, Effect.OTHER: 0}
    assert all(outlook.breaks == 0 for outlook in made.outlooks())


def test_a_picture_to_be_seen_is_one_whatever_a_rule_says_of_its_host() -> None:
    assert forecast([target("t.shop.example", "/picture")], Level.URL).counts[Effect.PICTURE] == 1


def test_blockers_of_images_leave_links_alone_and_what_shows_content() -> None:
    rules = [SHARED, target("t.shop.example", "/c/", CLICK), target("t.shop.example", "/picture", OPEN, CONTENT)]
    assert forecast(rules, Level.URL).counts == {Effect.OPEN: 1, Effect.LINK: 0, Effect.PICTURE: 2, Effect.OTHER: 0}


def test_a_reference_that_several_rules_block_counts_once_in_all() -> None:
    made = forecast([target("t.shop.example", "/o/"), target("t.shop.example", "/o/1.gif")])
    assert made.counts[Effect.OPEN] == 1
    assert [outlook.counts[Effect.OPEN] for outlook in made.outlooks()] == [1, 1]


def test_rules_that_would_do_nothing_are_not_told() -> None:
    made = forecast([target("other.example")])
    assert made.outlooks() == []
    assert (made.touched, made.messages) == (0, 1)


def test_the_most_harmful_rule_is_told_first() -> None:
    made = forecast([target("t.shop.example", "/o/"), SHARED])
    assert [outlook.target for outlook in made.outlooks()] == [SHARED, target("t.shop.example", "/o/")]


def test_a_name_alone_does_not_touch_names_below() -> None:
    assert forecast([target("shop.example", below=False)]).outlooks() == []
    assert forecast([target("shop.example")]).counts[Effect.LINK] == 3


@pytest.mark.parametrize("level", list(Level))
def test_any_mail_can_be_counted(corpora: Path, level: Level) -> None:
    made = Forecast([target("", "/", OPEN, CLICK, scope=Scope.SHARED)], level)
    for path in sorted((corpora / "phish").glob("*.eml"))[:30]:
        made.add(path.name, references(path.read_bytes()))
    assert made.messages == 30
    assert sum(made.counts.values()) <= made.references
