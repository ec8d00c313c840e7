"""The edits as a person reads them."""

import re
from pathlib import Path

from tests.app.samples import HTML, LETTER, PLAIN

from backstamp.app.config import Settings
from backstamp.app.stamp_diff import stamp_diff
from backstamp.app.stamp_report import stamp_report
from backstamp.app.stamping import stamp_for

TOKEN = re.compile(r"[\w-]{44}(?=\?|\.gif)")


def lines(message: bytes, folder: Path) -> list[str]:
    done = stamp_for(message, "ada@reader.example", Settings(data=folder, base_url="https://t.example"))
    return [TOKEN.sub("TOKEN", line.plain) for line in stamp_diff(done, stamp_report(done), "a.eml", "b.eml")]


def test_every_edit_shows_what_stood_there_and_what_stands_there_now(tmp_path: Path) -> None:
    shown = lines(LETTER, tmp_path)
    undo = shown.pop(3)
    assert undo.startswith("+ X-Backstamp-Undo: v=1; b=https://t.example; ")
    link = "https://t.example/l/TOKEN?to=https://lamplight.example"
    assert shown == [
        "--- a.eml",
        "+++ b.eml",
        "@@ header: X-Backstamp-Undo added @@",
        "@@ part 1.2, line 2: link 1 @@",
        '- <p>New <a href="https://lamplight.example/new?shelf=3&amp;month=11">on the shelves</a>: café nights.</p>',
        f'+ <p>New <a href="{link}/new?shelf=3%26month=11">on the shelves</a>: café nights.</p>',
        "@@ part 1.2, line 3: link 2 @@",
        '- <!--[if mso]><v:roundrect href="https://lamplight.example/cafe"></v:roundrect><![endif]-->',
        f'+ <!--[if mso]><v:roundrect href="{link}/cafe"></v:roundrect><![endif]-->',
        "@@ part 1.2, line 4: link 2 @@",
        '- <p><a href="https://lamplight.example/cafe">Come to the café</a>',
        f'+ <p><a href="{link}/cafe">Come to the café</a>',
        "@@ part 1.2, line 7: pixel @@",
        '+ <img src="https://t.example/o/TOKEN.gif" width="1" height="1" alt=""></body></html>',
    ]


def test_a_long_line_is_shown_around_the_edit_only(tmp_path: Path) -> None:
    message = HTML.replace(b"<p>New", b"<p>" + b"x" * 500 + b"New").replace(b"caf", b"y" * 500)
    (old,) = [line for line in lines(message, tmp_path) if line.startswith("- ")]
    front, _, behind = old[2:].partition("https://lamplight.example/new")
    assert (len(front), len(behind)) == (40, 40)


def test_a_message_that_stays_as_it_was_has_no_diff(tmp_path: Path) -> None:
    assert lines(PLAIN, tmp_path) == []


def test_a_header_that_is_taken_out_is_shown(tmp_path: Path) -> None:
    shown = lines(b"X-Backstamp: opens\r\n" + HTML, tmp_path)
    assert shown[2:4] == ["@@ header: X-Backstamp removed @@", "- X-Backstamp: opens"]


def test_hostile_text_does_not_command_the_terminal(tmp_path: Path) -> None:
    hostile = HTML.replace(b"<p>New", "<p>\x1b[2J\u202e".encode())
    shown = "".join(lines(hostile, tmp_path))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", shown)


def test_only_the_sign_and_the_replaced_run_are_coloured(tmp_path: Path) -> None:
    done = stamp_for(HTML, "ada@reader.example", Settings(data=tmp_path))
    (old,) = [line for line in stamp_diff(done, stamp_report(done), "a", "b") if line.plain.startswith("- ")]
    coloured = [old.plain[span.start : span.end] for span in old.spans if span.style == "red"]
    assert coloured == ["- ", "https://lamplight.example/new"]
    assert not old.style
