"""What is learnt is kept in a list of the user's own, and only what two copies really teach."""

from datetime import date
from pathlib import Path

import pytest
from tests.app.copies import BODY, LINK, PICTURE, PIXEL, compared

from backstamp.app.learning import LIST, Taught, teach
from backstamp.catalogue.tracker import TrackerList
from backstamp.catalogue.tracker_lists.store import write_list
from backstamp.catalogue.tracker_read import KeptList
from backstamp.catalogue.trackers import load_trackers
from backstamp.errors import UsageError

DAY = date(2026, 11, 21)


def taught(
    folder: Path, html: str = BODY, *, name: str = LIST, vendor: str = "Courier", second: str | None = None
) -> Taught:
    return teach(compared(folder, html, second=second), folder=folder / "data", name=name, vendor=vendor, today=DAY)


def test_rules_are_written_and_known_from_then_on(tmp_path: Path) -> None:
    told = taught(tmp_path)
    assert told.path == tmp_path / "data" / "trackers" / "learnt.toml"
    assert [f"{rule.host}{rule.path}" for rule in told.rules] == [
        "px.watch.example/o.gif?m=*&u=",
        "go.watch.example/l/*/",
    ]
    text = told.path.read_text(encoding="utf-8")
    assert "licence = 'the user's own mail'" in text or 'licence = "the user\'s own mail"' in text
    assert "two copies of a mailing from Shop <news@shop.example>" in text
    (rule,) = load_trackers(tmp_path / "data").match("https://px.watch.example/o.gif?m=9&u=zz")
    assert (rule.vendor, rule.list) == ("Courier", "learnt")


def test_learning_twice_is_learning_once(tmp_path: Path) -> None:
    first = taught(tmp_path).path
    assert first is not None
    octets = first.read_bytes()
    assert taught(tmp_path).path == first
    assert first.read_bytes() == octets


def test_what_another_mailing_teaches_is_added(tmp_path: Path) -> None:
    taught(tmp_path)
    told = taught(tmp_path, PIXEL.replace("o.gif", "other.gif"))
    assert [rule.name for rule in told.rules] == ["learnt-watch-example-open-2"]
    assert told.path is not None
    assert told.path.read_text(encoding="utf-8").count("[[tracker]]") == 3


def test_a_list_may_have_a_name_of_its_own(tmp_path: Path) -> None:
    assert taught(tmp_path, name="shop-mail").path == tmp_path / "data" / "trackers" / "shop-mail.toml"


@pytest.mark.parametrize("name", ["", "Shop mail", "../x"])
def test_a_list_has_a_name_that_is_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a list"):
        taught(tmp_path, name=name)


def test_a_list_that_others_made_is_never_written_to(tmp_path: Path) -> None:
    about = TrackerList("public", "Public list", "MIT", "public.txt", DAY)
    write_list(tmp_path / "data", KeptList(about, (), ()))
    with pytest.raises(UsageError, match="was made by others"):
        taught(tmp_path, name="public")


@pytest.mark.parametrize(
    ("html", "second", "why"),
    [
        (BODY, "<p>x</p>", "these are hardly two copies of one mailing"),
        (PICTURE, PICTURE, "no rule tells what differs from what does not"),
        (LINK, LINK.replace("go.watch.example", "other.example"), "these are hardly two copies of one mailing"),
    ],
)
def test_where_nothing_can_be_learnt_nothing_is_written(tmp_path: Path, html: str, second: str, why: str) -> None:
    told = taught(tmp_path, html, second=second)
    assert (told.path, told.rules, told.why_not) == (None, (), why)
    assert not (tmp_path / "data").exists()
