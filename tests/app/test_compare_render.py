"""The terminal's account of two copies: it fits, it needs no colours, and nothing in mail commands the terminal."""

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from tests.app.copies import BODY, LEAVE, LINK, compared

from backstamp.app.compare_render import comparison
from backstamp.app.compare_story import ComparisonStory, comparison_story
from backstamp.app.comparing import Compared
from backstamp.app.learning import teach


def shown(told: ComparisonStory, width: int = 110, *, everything: bool = False) -> str:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False).print(comparison(told, everything=everything))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def learnt(two: Compared, folder: Path) -> ComparisonStory:
    taught = teach(two, folder=folder / "data", name="learnt", vendor="Courier", today=date(2026, 11, 21))
    return comparison_story(two, taught)


def test_everything_a_person_asks_is_answered(tmp_path: Path) -> None:
    text = shown(learnt(compared(tmp_path, BODY, LEAVE), tmp_path), 300)
    assert text.splitlines()[0].strip().startswith("Of 6 addresses 4 differ: 1 is loaded when you open the message")
    told = " ".join(text.split())
    for answer in (
        "first.eml; for ada@reader.example",
        "1. px.watch.example – when you open it",
        "tracking image, line 1 in the text of the message https://px.watch.example/o.gif?m=28&u=k3vq9x",
        "the parameter u k3vq9x m8xz7w",
        "tracked link, line 1 in the text of the message, and 1 more like it",
        "address for leaving the list, line 4 in the header of the message",
        "One copy alone would make one think that these track. Both copies have the same",
        "• stat.example (tracking image,",
        f"2 rules written to {tmp_path}/data/trackers/learnt.toml",
        "• go.watch.example/l/*/ Courier: click",
        "no rule: it is the address for leaving the list, which must name its reader",
    ):
        assert answer in told, answer


def test_warnings_stand_at_the_top(tmp_path: Path) -> None:
    told = shown(learnt(compared(tmp_path, BODY, second="<p>x</p>"), tmp_path))
    assert "! These are hardly two copies of one mailing" in told.split("First copy")[0]
    assert "What differs" in told
    assert "Beyond doubt" not in told
    assert "has no counterpart in the other copy" in told
    assert "link, line 1" in told
    assert "tracked link" not in told
    assert "Nothing was learnt: these are hardly two copies of one mailing." in told


def test_much_is_cut_and_all_of_it_shown_on_demand(tmp_path: Path) -> None:
    hosts = "".join(LINK.replace("go.watch", f"h{number}").format(1) for number in range(20))
    told = comparison_story(compared(tmp_path, hosts))
    assert "and 12 more (-v)" in shown(told)
    assert all(f"h{number}.example" in shown(told, everything=True) for number in range(20))


@pytest.mark.parametrize("width", [30, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, width: int) -> None:
    long = BODY + f'<a href="https://go.watch.example/c?t={"x" * 300}READER{"y" * 300}">x</a>'
    assert max(map(len, shown(learnt(compared(tmp_path, long), tmp_path), width).splitlines())) <= width


def test_nothing_that_came_from_mail_commands_the_terminal(tmp_path: Path) -> None:
    evil = "%1B[2J\x1b[2J\u202e[bold]x[/bold]"
    html = f'<img src="https://px.example/{evil}?{evil}=READER{evil}"><a href="https://x.example/{evil}READER">x</a>'
    for everything in (False, True):
        told = shown(learnt(compared(tmp_path, html, subject=evil), tmp_path), everything=everything)
        assert not {"\x1b", "\u202e", "\r"} & set(told)
        assert "[bold]x" in told
