"""The story of two copies: who can tell readers apart, by what, and what only looks like it."""

from pathlib import Path

import pytest
from tests.app.copies import BODY, LEAVE, LINK, PICTURE, PIXEL, SUSPECT, compared

from backstamp.app.compare_story import comparison_story
from backstamp.app.learning import Taught


def test_what_differs_stands_by_watcher_and_by_the_pieces_that_carry_identity(tmp_path: Path) -> None:
    told = comparison_story(compared(tmp_path, BODY, LEAVE))
    assert [each.watcher.name for each in told.telling] == ["px.watch.example", "go.watch.example"]
    assert [each.watcher.moments for each in told.telling] == ["when you open it", "what you click"]
    links, leaving = told.telling[1].groups
    assert len(links.members) == 2
    assert [each.where for each in links.differences] == ["part 2 of the path"]
    assert leaving.first.leaves
    assert told.tracked


def test_what_looks_like_tracking_and_is_the_same_is_told_apart(tmp_path: Path) -> None:
    told = comparison_story(compared(tmp_path))
    assert [each.name for each in told.same] == ["stat.example"]
    assert told.same[0].findings[0].signals


@pytest.mark.parametrize(
    ("html", "fields", "tracked"),
    [
        (PIXEL, (), True),
        (SUSPECT, (), False),
        (PICTURE, (LEAVE,), False),
        ("", (), False),
    ],
)
def test_only_what_differs_and_is_not_for_leaving_counts(
    tmp_path: Path, html: str, fields: tuple[str, ...], tracked: bool
) -> None:
    assert comparison_story(compared(tmp_path, html, *fields)).tracked is tracked


def test_what_only_the_second_copy_has_counts_too(tmp_path: Path) -> None:
    told = comparison_story(compared(tmp_path, PICTURE, second=PICTURE + PIXEL))
    assert [each.url for each in told.only_second] == ["https://px.watch.example/o.gif?m=28&u=m8xz7w"]
    assert told.tracked


def test_the_next_steps_are_commands(tmp_path: Path) -> None:
    two = compared(tmp_path)
    commands = [step.command for step in comparison_story(two).steps]
    assert commands[0] == f"backstamp scan --compare {tmp_path}/first.eml {tmp_path}/second.eml --learn --vendor NAME"
    taught = Taught((), (), tmp_path / "learnt.toml", "learnt")
    assert comparison_story(two, taught).steps[0].command == "backstamp catalogue list"
    strangers = comparison_story(compared(tmp_path, LINK, second="<p>x</p>"))
    assert not any("--learn" in step.command for step in strangers.steps)
