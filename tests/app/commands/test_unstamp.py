"""`backstamp unstamp`: the way back, for files, folders and pipes."""

from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.samples import HTML, SIGNED

TO = ["--to", "ada@reader.example", "--data", "data", "--base-url", "https://t.lamplight.example"]
DATA = ["--data", "data"]
EXACT = "all stamps undone, octet for octet."


@pytest.fixture
def stamped(call: Call, tmp_path: Path) -> Path:
    path = tmp_path / "stamped.eml"
    path.write_bytes(call("stamp", "-", *TO, stdin=HTML).out)
    return path


def test_the_original_comes_back_on_standard_output(call: Call, stamped: Path) -> None:
    assert stamped.read_bytes() != HTML
    done = call("unstamp", "stamped.eml", *DATA)
    assert (done.code, done.out, done.err) == (0, HTML, f"stamped.eml: {EXACT}\n")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_a_message_comes_through_a_pipe(call: Call, stamped: Path, arguments: list[str]) -> None:
    done = call("unstamp", *arguments, *DATA, stdin=stamped.read_bytes())
    assert (done.code, done.out, done.err) == (0, HTML, f"Standard input: {EXACT}\n")


def test_neither_keys_nor_ledger_nor_data_folder_are_needed(call: Call, stamped: Path, tmp_path: Path) -> None:
    assert call("unstamp", "stamped.eml", "--data", "other").out == HTML
    assert not (tmp_path / "other").exists()


def test_a_message_that_was_changed_comes_back_by_meaning(call: Call, stamped: Path) -> None:
    changed = stamped.read_bytes().replace(b"on the shelves", b"on our shelves")
    done = call("unstamp", *DATA, stdin=changed)
    assert (done.code, done.out) == (0, HTML.replace(b"on the shelves", b"on our shelves"))
    assert "restored by meaning: 2 stamps taken out" in done.err


def test_a_message_without_a_record_needs_the_collectors_address(call: Call) -> None:
    bare = call("stamp", "-", *TO, "--no-undo", stdin=HTML).out
    unknown = call("unstamp", *DATA, stdin=bare)
    assert (unknown.code, unknown.out) == (1, bare)
    assert "nothing of ours found" in unknown.err
    assert "--base-url" in unknown.err
    known = call("unstamp", *DATA, "--base-url", "https://t.lamplight.example", stdin=bare)
    assert (known.code, known.out) == (0, HTML)
    assert "by meaning: 2 stamps" in known.err


@pytest.mark.parametrize("message", [HTML, SIGNED, b"", b"\x00\xff" * 1000])
def test_what_carries_no_stamp_is_given_back_as_it_came(call: Call, message: bytes) -> None:
    done = call("unstamp", *DATA, stdin=message)
    assert (done.code, done.out) == (1, message)
    assert done.err.startswith("Standard input: nothing of ours found")


def test_several_messages_go_to_a_folder(call: Call, stamped: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.eml").write_bytes(HTML)
    done = call("unstamp", "stamped.eml", "plain.eml", "-o", "back", *DATA)
    assert (done.code, done.out) == (1, b"")
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == ["stamped.eml", "plain.eml"]
    assert {file.name: file.read_bytes() for file in (tmp_path / "back").iterdir()} == {
        "stamped.eml": HTML,
        "plain.eml": HTML,
    }
    assert call("unstamp", stamped, "-o", "back", *DATA).code == 0


def test_a_file_is_replaced_in_place_and_keeps_its_permissions(call: Call, stamped: Path, tmp_path: Path) -> None:
    stamped.chmod(0o640)
    (tmp_path / "link.eml").symlink_to(stamped)
    done = call("unstamp", "link.eml", "--in-place", *DATA)
    assert (done.code, done.out) == (0, b"")
    assert stamped.read_bytes() == HTML
    assert stamped.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "link.eml").is_symlink()
    assert {file.name for file in tmp_path.iterdir()} == {"stamped.eml", "link.eml", "data"}


def test_a_file_without_stamps_is_not_replaced(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    path.write_bytes(HTML)
    before = path.stat()
    assert call("unstamp", path, "--in-place", *DATA).code == 1
    assert path.stat().st_ino == before.st_ino


def test_quiet_is_quiet(call: Call, stamped: Path) -> None:
    done = call("unstamp", "stamped.eml", "-q", *DATA)
    assert (done.code, done.out, done.err) == (0, HTML, "")


def test_a_files_name_does_not_command_the_terminal(call: Call, tmp_path: Path) -> None:
    (tmp_path / "x\x1b[2J.eml").write_bytes(HTML)
    assert "\x1b" not in call("unstamp", "x\x1b[2J.eml", *DATA).err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["missing.eml"], "cannot read the message missing.eml"),
        (["stamped.eml", "stamped.eml"], "several messages need a place each"),
        (["stamped.eml", "./stamped.eml", "-o", "back"], "two of the files are called stamped.eml"),
        (["-", "stamped.eml", "-o", "back"], "standard input has no name"),
        (["stamped.eml", "--in-place", "-o", "back"], "leave -o and standard input out"),
        (["--in-place"], "leave -o and standard input out"),
        (["missing.eml", "--in-place"], "cannot read the message missing.eml"),
        (["stamped.eml", "-o", "no/such/file"], "cannot write no/such/file"),
        (["stamped.eml", "data/backstamp.toml", "-o", "stamped.eml"], "cannot make the folder stamped.eml"),
        (["stamped.eml", "--base-url", "javascript:"], "give an http or https address"),
    ],
)
@pytest.mark.usefixtures("stamped")
def test_what_cannot_be_is_refused(call: Call, arguments: list[str], told: str) -> None:
    done = call("unstamp", *arguments, *DATA)
    assert (done.code, done.out) == (2, b"")
    assert told in done.err
