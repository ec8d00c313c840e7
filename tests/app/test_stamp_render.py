"""The report on a stamped message for people, in its variants; the whole of one is in commands/test_stamp.py."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.app.samples import HTML, LETTER, PLAIN

from backstamp.app.config import Settings, StampSection
from backstamp.app.stamp_render import stamp_table
from backstamp.app.stamp_report import stamp_report
from backstamp.app.stamping import stamp_for


def shown(message: bytes, folder: Path, output: str | None = None, width: int = 80, **section: object) -> str:
    settings = Settings(data=folder, stamp=StampSection.model_validate(section))
    report = stamp_report(stamp_for(message, "ada@reader.example", settings))
    console = Console(file=io.StringIO(), width=width)
    console.print(stamp_table(report, output))
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_each_part_has_its_own_table(tmp_path: Path) -> None:
    told = shown(LETTER, tmp_path, plain_text=True)
    assert told.index("Link in part 1.1") < told.index("(plain text)") < told.index("Link in part 1.2")


def test_an_image_that_is_a_link_has_no_text(tmp_path: Path) -> None:
    assert "(no text)" in shown(HTML.replace(b"on the shelves", b"<img src=x>"), tmp_path)


def test_the_readers_line_is_quoted(tmp_path: Path) -> None:
    told = " ".join(shown(LETTER, tmp_path, visible=True).split())
    assert "For the reader “This message tells its sender when it is opened and which of its links" in told


@pytest.mark.parametrize(
    ("message", "section", "words"),
    [
        (b"X-Backstamp: opens\r\n" + HTML, {}, "Header          X-Backstamp removed: opens"),
        (b"X-Backstamp: links\r\n" + HTML, {}, "Pixel           none: no opens are to be recorded"),
        (
            b"DKIM-Signature: v=1\r\n" + HTML,
            {"signatures": "strip"},
            "Header          DKIM-Signature renamed X-Backstamp-Removed-DKIM-Signature",
        ),
        (HTML, {"undo": False}, "Undo            exact"),
        (HTML.replace(b'"', b""), {"undo": False}, "Undo            by meaning"),
        (PLAIN, {}, "octets, all as they came"),
        (b"X-Backstamp: off\r\n" + HTML, {}, "The message is as it came. Nothing can be said about its readers."),
    ],
)
def test_what_was_done_is_told_in_words(tmp_path: Path, message: bytes, section: dict[str, Any], words: str) -> None:
    assert words in shown(message, tmp_path, **section)


def test_an_own_stamp_of_earlier_that_was_taken_out_is_told(tmp_path: Path) -> None:
    before = stamp_for(HTML, "ben@reader.example", Settings(data=tmp_path)).message
    quoted = b"Content-Type: text/html\r\n\r\n<p>Yes!<blockquote type=cite>" + before.partition(b"\r\n\r\n")[2]
    assert "Taken out       an own stamp of earlier: line 1, part 1" in shown(quoted, tmp_path)


def test_a_files_name_can_be_copied_into_a_shell(tmp_path: Path) -> None:
    assert "backstamp unstamp 'my letter.eml'" in shown(HTML, tmp_path, "my letter.eml")


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, width: int) -> None:
    assert max(map(len, shown(LETTER, tmp_path, width=width).splitlines())) <= width
