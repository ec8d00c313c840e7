"""A message that shows its readers what it tells, and leads them to their page."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.endtoend.installation import Installation

ADA, BEN = "ada@reader.example", "ben@reader.example"
PAGE = re.compile(r'<a href="(http://127\.0\.0\.1:\d+/r/[\w-]{44})"')


@pytest.fixture
def open_hearted(tmp_path: Path) -> Iterator[Installation]:
    """An installation that tells its readers."""
    made = Installation(tmp_path / "data")
    with (made.folder / "backstamp.toml").open("a") as settings:
        settings.write("[stamp]\nvisible = true\nfooter = true\n")
    with made as running:
        yield running


def page_in(text: str) -> str:
    (url,) = PAGE.findall(text)
    return html.unescape(url)


def test_the_link_in_a_message_leads_its_reader_to_what_was_recorded_and_stops_it(open_hearted: Installation) -> None:
    open_hearted.send(ADA, BEN)
    letter = open_hearted.mailbox.html(ADA)
    assert "This message tells its sender when it is opened and which of its links are followed." in letter
    assert page_in(letter) != page_in(open_hearted.mailbox.html(BEN))
    httpx2.get(open_hearted.mailbox.pixel(ADA), headers={"user-agent": "Thunderbird/153.7.0"})
    page = httpx2.get(page_in(letter))
    assert "The image was loaded" in page.text
    assert httpx2.post(page_in(letter)).status_code == 303
    open_hearted.send(ADA, BEN)
    assert "127.0.0.1" not in open_hearted.mailbox.html(ADA)
    assert page_in(open_hearted.mailbox.html(BEN))
