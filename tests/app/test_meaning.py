"""What the modes mean, in one line."""

import pytest

from backstamp.app.meaning import meaning
from backstamp.sender.modes import Mode


def test_where_everything_is_by_recipient_there_is_nothing_to_say() -> None:
    assert meaning(Mode.INDIVIDUAL, Mode.INDIVIDUAL) is None


@pytest.mark.parametrize("mode", [Mode.AGGREGATE, Mode.PSEUDONYMOUS])
def test_what_cannot_be_known_is_said(mode: Mode) -> None:
    told = meaning(mode, mode)
    assert told is not None
    assert "this report cannot say who" in told
    assert "\n" not in told


def test_opens_and_links_are_told_apart() -> None:
    assert meaning(Mode.OFF, Mode.INDIVIDUAL) == "Opens: not recorded. Clicks: by recipient."
    assert meaning(Mode.OFF, Mode.OFF) == "Opens and clicks: not recorded."
