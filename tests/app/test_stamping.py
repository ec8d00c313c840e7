"""Stamping one message outside the relay."""

from pathlib import Path
from typing import Any

import pytest
from tests.app.samples import HTML, PLAIN

from backstamp.app.config import Settings
from backstamp.app.folder import DataFolder
from backstamp.app.reading import reading
from backstamp.app.stamping import stamp_for
from backstamp.errors import UsageError
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import Token


def test_the_token_opens_to_the_message_in_the_ledger(tmp_path: Path) -> None:
    done = stamp_for(HTML, "ada@reader.example", Settings(data=tmp_path))
    token = done.message.partition(b"/o/")[2][:44]
    with reading(tmp_path) as reporter:
        (message,) = reporter.newest(1).messages
    ring = KeyFile(DataFolder(tmp_path).keys).ring()
    assert ring.open(token, link=False) == Token(int(message.id, 16), 0, 0)


@pytest.mark.parametrize(
    ("more", "told", "pixel", "link"),
    [
        ({}, "with a pixel and 1 link", True, True),
        ({"links": "off"}, "with a pixel and no links", True, False),
        ({"opens": "off"}, "with no pixel and 1 link", False, True),
        ({"opens": "off", "links": "off"}, "Not stamped", False, False),
    ],
)
def test_only_what_is_wanted_is_stamped(
    tmp_path: Path, more: dict[str, Any], told: str, *, pixel: bool, link: bool
) -> None:
    done = stamp_for(HTML, "ada@reader.example", Settings(data=tmp_path, **more))
    assert told in done.told[0]
    assert (b"/o/" in done.message, b"/l/" in done.message) == (pixel, link)


def test_links_are_counted_in_words(tmp_path: Path) -> None:
    two = HTML.replace(b"</p>", b'<a href="https://lamplight.example/2">2</a></p>')
    assert "and 2 links" in stamp_for(two, "ada@reader.example", Settings(data=tmp_path)).told[0]


def test_what_is_left_alone_is_told_with_the_reason(tmp_path: Path) -> None:
    more = HTML.replace(b"</p>", b'<a href="ftp://x.example/y">old</a></p>')
    told = stamp_for(more, "ada@reader.example", Settings(data=tmp_path)).told
    assert any(line.startswith("Left alone: ftp://x.example/y (") for line in told[1:])


def test_untouched_mail_is_remembered_as_such(tmp_path: Path) -> None:
    done = stamp_for(PLAIN, "ada@reader.example", Settings(data=tmp_path))
    assert done.message == PLAIN
    with reading(tmp_path) as reporter:
        assert done.told[0] == f"Not stamped: {reporter.newest(1).messages[0].untouched}"


@pytest.mark.parametrize("address", ["", "ada", "a b@c.example", "a@b.example\n", "<a@b.example>", "a@b@c"])
def test_what_is_no_address_is_refused_before_anything_is_made(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="is not an address"):
        stamp_for(HTML, address, Settings(data=tmp_path / "data"))
    assert not (tmp_path / "data").exists()
