"""The report of two copies loads nothing and says what the terminal says, whatever stands in the mail."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from justhtml import JustHTML
from tests.app.copies import BODY, LEAVE, LINK, PIXEL, compared
from tests.app.test_scan_html import HOSTILE, assert_harmless

from backstamp.app.compare_html import comparison_page
from backstamp.app.compare_story import comparison_story
from backstamp.app.comparing import Compared
from backstamp.app.learning import teach

MADE = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


def page(two: Compared, folder: Path) -> str:
    taught = teach(two, folder=folder / "data", name="learnt", vendor="Courier", today=date(2026, 11, 21))
    return comparison_page(comparison_story(two, taught), MADE)


def test_the_page_says_what_the_terminal_says(tmp_path: Path) -> None:
    made = page(compared(tmp_path, BODY, LEAVE), tmp_path)
    text = " ".join(JustHTML(made).to_text().split())
    for words in (
        "Of 6 addresses 4 differ",
        "px.watch.example",
        "address for leaving the list",
        "Looks like tracking, and is the same in both",
        "learnt.toml",
        "This page loads nothing",
    ):
        assert words in text, words
    assert "<code><mark>k3vq9x</mark></code>" in made
    assert_harmless(made)


def test_what_both_values_share_is_set_apart_from_what_differs(tmp_path: Path) -> None:
    made = page(compared(tmp_path, PIXEL.replace("READER", "abc-READER-xyz")), tmp_path)
    assert '<code><span class="faint">abc-</span><mark>k3vq9x</mark><span class="faint">-xyz</span></code>' in made


def test_strangers_are_warned_of_and_what_only_one_has_is_listed(tmp_path: Path) -> None:
    made = page(compared(tmp_path, LINK.format(1), second=BODY), tmp_path)
    assert "These are hardly two copies of one mailing" in made
    assert "Only in the second copy" in made
    assert "Nothing was learnt" in made


@pytest.mark.parametrize("text", HOSTILE)
def test_what_stands_in_mail_is_text(tmp_path: Path, text: str) -> None:
    attribute = text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    html = f'<img src="https://px.example/{attribute}?a=READER"><a href="https://x.example/?{attribute}=READER">x</a>'
    made = page(compared(tmp_path, html, subject=text), tmp_path)
    assert_harmless(made)
    assert text in JustHTML(made).to_text(separator="")
