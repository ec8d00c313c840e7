"""Stamping one message outside the relay."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.app.conftest import Call
from tests.app.samples import HTML, PLAIN

from backstamp.app.config import Settings, StampSection
from backstamp.app.folder import DataFolder
from backstamp.app.reading import reading
from backstamp.app.stamping import stamp_for
from backstamp.errors import UsageError
from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import Mode
from backstamp.sender.reader_secret import load_readers
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import SHARED, Token


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


def stored(folder: Path) -> bytes:
    """All that the ledger has on the disk."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("ledger.sqlite*")))


def token(message: bytes, folder: Path) -> Token | None:
    """What the pixel stands for."""
    return KeyFile(DataFolder(folder).keys).ring().open(message.partition(b"/o/")[2][:44], link=False)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_ladder_through_the_command(call: Call, tmp_path: Path, mode: Mode) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "backstamp.toml").write_text(f'opens = "{mode}"\nlinks = "{mode}"\n')
    (tmp_path / "letter.eml").write_bytes(HTML)
    one, other = (
        call("stamp", "letter.eml", "--to", f"{name}@reader.example", "--data", "data") for name in ("ada", "ben")
    )
    assert (one.code, other.code) == (0, 0)
    found = token(one.out, tmp_path / "data")
    with reading(tmp_path / "data") as reporter:
        message = reporter.newest(10).messages[1]
    expected = {Mode.OFF: None, Mode.AGGREGATE: Token(int(message.id, 16), SHARED, 0)}
    assert found == expected.get(mode, Token(int(message.id, 16), 0, 0))
    assert (one.out == HTML) == (mode is Mode.OFF)
    assert (b"ada@reader.example" in stored(tmp_path / "data")) == (mode is not Mode.PSEUDONYMOUS)


def test_a_message_that_asks_for_more_is_refused_with_what_to_do(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "backstamp.toml").write_text('opens = "aggregate"\n')
    (tmp_path / "letter.eml").write_bytes(b"X-Backstamp: opens=pseudonymous\r\n" + HTML)
    for command in (("stamp",), ("send", "--smtp", "127.0.0.1:1")):
        done = call(*command, "letter.eml", "--to", "ada@reader.example", "--data", "data")
        assert (done.code, done.out) == (2, b"")
        assert "asks for opens = pseudonymous, but no more than aggregate is allowed here" in done.err
    assert not (tmp_path / "data" / "ledger.sqlite").exists()


def test_who_has_asked_to_be_left_alone_gets_the_message_as_it_came(tmp_path: Path) -> None:
    stamp_for(HTML, "ben@reader.example", Settings(data=tmp_path))
    with closing(Ledger(tmp_path / "ledger.sqlite", lambda: 1)) as ledger:
        ledger.stop(load_readers(tmp_path / "reader.key").reader_of_address("ada@reader.example"))
    done = stamp_for(HTML, "Ada@Reader.example", Settings(data=tmp_path))
    assert done.message == HTML
    assert done.told[0] == "Not stamped: nothing may be recorded of Ada@Reader.example."


def test_a_policy_holds_on_the_command_line_too(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[recipients."*@reader.example"]\nopens = "aggregate"\nlinks = "off"\n')
    settings = Settings(data=tmp_path / "data", stamp=StampSection(policy=tmp_path / "policy.toml"))
    done = stamp_for(HTML, "ada@reader.example", settings)
    assert "with a pixel and no links (opens: aggregate, links: off)" in done.told[0]
    found = token(done.message, tmp_path / "data")
    assert found is not None
    assert found.recipient == SHARED
