"""Lists in the user's folder: written, read back the same, removed."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.tracker import Serves, TrackerException, TrackerList, TrackerRule
from backstamp.catalogue.tracker_lists.store import forget_list, quoted, read_lists, write_list
from backstamp.catalogue.tracker_read import KeptList, read_list
from backstamp.errors import CatalogueError

DAY = date(2026, 11, 21)
ABOUT = TrackerList("mine", 'It\'s "mine"', "CC0 \\ or so", "mine\n.txt", DAY)
GROUPED = TrackerRule(
    "mine:a.example/o/", "", frozenset({Serves.OPEN}), "a.example", "/o/", "probable", ABOUT.title, DAY, "mine"
)
IN_FULL = TrackerRule(
    "learnt-1", "Shop", frozenset(Serves), "", "*/open?id='*'", "certain", "two copies", date(2026, 1, 2), "mine"
)
KEPT = KeptList(
    ABOUT, (IN_FULL, GROUPED), (TrackerException("ok.example", "", "mine"), TrackerException("", "/t/", "mine"))
)


def test_what_is_written_is_read_back(tmp_path: Path):
    write_list(tmp_path, KEPT)
    assert read_lists(tmp_path) == (KEPT,)


def test_the_folder_is_its_owners_alone(tmp_path: Path):
    path = write_list(tmp_path / "data", KEPT)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["mine.toml"]


def test_a_list_of_the_same_name_is_replaced(tmp_path: Path):
    write_list(tmp_path, KEPT)
    write_list(tmp_path, replace(KEPT, rules=(GROUPED,), exceptions=()))
    assert read_lists(tmp_path)[0].rules == (GROUPED,)


def test_lists_are_forgotten_by_name(tmp_path: Path):
    write_list(tmp_path, KEPT)
    with pytest.raises(CatalogueError, match="there is no list 'other'; kept are: mine"):
        forget_list(tmp_path, "other")
    forget_list(tmp_path, "mine")
    assert read_lists(tmp_path) == ()


@pytest.mark.parametrize("name", ["", "../x", "a/b", "A", "x" * 41, "-a", "a.b"])
def test_a_name_is_no_path(tmp_path: Path, name: str):
    with pytest.raises(CatalogueError, match="is no name for a list"):
        forget_list(tmp_path, name)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "data").write_text("")
    with pytest.raises(CatalogueError, match="cannot be written"):
        write_list(tmp_path / "data", KEPT)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "there must be exactly one"),
        ("x = 1", "only .* tables belong here"),
        ("[[list]]\ntitle = 'x'\nlicence = 'x'\nsource = 'x'\nimported = 2026-01-01\n[[group]]\nserves = ['open']\ncertainty = 'sure'", "`certainty` must be one of: certain, probable, weak"),
        ("[[list]]\ntitle = 'x'\nlicence = 'x'\nsource = 'x'\nimported = 2026-01-01\n[[group]]\nserves = []\ncertainty = 'weak'", "`serves` must be a list of some of: open, click, content"),
        ("[[list]]\ntitle = 'x'\nlicence = 'x'\nsource = 'x'\nimported = 2026-01-01\n[[group]]\nserves = ['open']\ncertainty = 'weak'\nurls = ['*']", "give a host in lower case"),
        ("[[list]]\ntitle = 'x'\nlicence = 'x'\nsource = 'x'\nimported = 2026-01-01\n[[exceptions]]\nurls = ['A.example']", "give a host in lower case"),
        ("[[list]]\ntitle = 'x'\nlicence = 'x'\nsource = 'x'\nimported = 2026-01-01\n[[tracker]]\nhost = 3", "`host` and `path` must be texts"),
    ],
)  # fmt: skip
def test_a_fault_in_a_list_is_told(text: str, complaint: str):
    with pytest.raises(CatalogueError, match=complaint):
        read_list(text, "mine.toml", "mine")


@given(st.text())
def test_any_text_is_written_as_toml_that_reads_the_same(text: str):
    import tomllib

    assert tomllib.loads(f"x = {quoted(text)}")["x"] == text.encode("utf-8", "replace").decode()


@given(st.text(max_size=200))
def test_any_text_is_a_list_or_a_catalogue_error(text: str):
    with pytest.raises(CatalogueError, match=r"^mine\.toml"):
        read_list(text, "mine.toml", "mine")
