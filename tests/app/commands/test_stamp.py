"""`backstamp stamp`: octets in, octets out, and the ledger knows."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.samples import HTML, PLAIN, SIGNED, run

from backstamp.app.reading import reading

TO = ["--to", "ada@reader.example", "--data", "data"]
BASE = ["--base-url", "https://t.lamplight.example"]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.eml"
    path.write_bytes(HTML)
    return path


def test_the_copy_carries_pixel_and_link_and_nothing_of_the_recipient(call: Call, letter: Path) -> None:
    done = call("stamp", letter, *TO, *BASE)
    assert done.code == 0
    html = message_from_bytes(done.out, policy=policy.default).get_content()
    assert len(re.findall(r"https://t\.lamplight\.example/o/[\w-]{44}\.gif", html)) == 1
    assert re.findall(r"https://t\.lamplight\.example/l/[\w-]{44}\?to=([^\"]+)", html) == [
        "https://lamplight.example/new"
    ]
    assert b"ada" not in done.out
    assert re.fullmatch(r"Stamped for ada@reader\.example with a pixel and 1 link; message [0-9a-f]{16}\.\n", done.err)


def test_what_is_told_is_in_the_ledger(call: Call, letter: Path, tmp_path: Path) -> None:
    done = call("stamp", letter, *TO)
    with reading(tmp_path / "data") as reporter:
        (message,) = reporter.newest(10).messages
    assert message.id in done.err
    assert message.subject == "Lamplight in November"
    assert [each.recipient for each in message.deliveries] == ["ada@reader.example"]
    assert [link.text for link in message.links] == ["on the shelves"]


def test_standard_input_and_an_output_file_carry_the_same_octets(call: Call, letter: Path, tmp_path: Path) -> None:
    done = call("stamp", "-", *TO, "-o", "out.eml", stdin=HTML)
    assert (done.code, done.out) == (0, b"")
    written = (tmp_path / "out.eml").read_bytes()
    masked = re.compile(rb"(/[ol]/)[\w-]{44}")
    assert masked.sub(rb"\1", written) == masked.sub(rb"\1", call("stamp", letter, *TO).out)
    head = HTML[: HTML.index(b"<a href")]
    assert head in written
    assert b": caf\xc3\xa9 nights.</p>" in written


@pytest.mark.parametrize(
    ("message", "reason"), [(SIGNED, "signed"), (PLAIN, "no HTML")], ids=["signed", "without HTML"]
)
def test_what_cannot_be_stamped_comes_back_octet_by_octet_with_the_reason(
    call: Call, message: bytes, reason: str
) -> None:
    done = call("stamp", "-", *TO, stdin=message)
    assert (done.code, done.out) == (0, message)
    assert done.err.startswith("Not stamped: ")
    assert reason in done.err


def test_octets_survive_a_real_pipe(tmp_path: Path) -> None:
    done = run("stamp", "-", "--to", "ada@reader.example", "--data", str(tmp_path / "data"), stdin=PLAIN)
    assert done.stdout == PLAIN


@pytest.mark.parametrize("message", [b"", b"\x00" * 10_000, b"\xff\xfe", b"Content-Type: text/html\r\n\r\n<a href=\r"])
def test_octets_that_are_no_message_are_no_accident(call: Call, message: bytes) -> None:
    done = call("stamp", "-", *TO, stdin=message)
    assert done.code == 0
    assert done.err


def test_quiet_is_quiet(call: Call, letter: Path) -> None:
    done = call("stamp", letter, *TO, "--quiet")
    assert (done.code, done.err) == (0, "")
    assert done.out


def test_a_link_that_is_left_alone_is_told_without_its_controls(call: Call) -> None:
    html = HTML.replace(b"</p>", b'<a href="ftp://x.example/\x1b[2J">old</a></p>')
    done = call("stamp", "-", *TO, stdin=html)
    assert "Left alone" in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["stamp", "missing.eml", *TO], "cannot read the message missing.eml: No such file"),
        (["stamp", ".", *TO], "cannot read the message .: Is a directory"),
        (["stamp", "letter.eml", "--to", "nobody", "--data", "data"], "'nobody' is not an address"),
        (["stamp", "letter.eml", "--to", "", "--data", "data"], "'' is not an address"),
        (["stamp", "letter.eml", "--to", "a@b.example\r\nc", "--data", "data"], "is not an address"),
        (["stamp", "letter.eml", "--data", "data"], "Missing option '--to'"),
        (["stamp", "letter.eml", *TO, "--base-url", "javascript:"], "give an http or https address"),
        (["stamp", "letter.eml", *TO, "-o", "no/such/folder"], "cannot write no/such/folder: No such file"),
        (["stamp", "letter.eml", "--to", "a@b.example", "--data", "letter.eml"], "cannot make the data folder"),
    ],
)
@pytest.mark.usefixtures("letter")
def test_what_cannot_be_is_refused(call: Call, arguments: list[str], told: str) -> None:
    done = call(*arguments)
    assert (done.code, done.out) == (2, b"")
    assert told in done.err
