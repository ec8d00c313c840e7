"""`backstamp report`, `hits` and `explain`: the same facts for people and for programs."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from tests.app.conftest import Call
from tests.app.samples import ACCEPTED, CURL, REFUSED, THUNDERBIRD, Archive, draft, environment

from backstamp.app.models import HitReport, Report

READERS = ("ada@reader.example", "ben@reader.example", "cleo@reader.example")


@pytest.fixture
def message(archive: Archive) -> str:
    number = archive.message(draft(*READERS), [ACCEPTED, ACCEPTED, REFUSED])
    archive.hit(number, 0, THUNDERBIRD)
    archive.hit(number, 1, CURL, link=1, headers="x-odd: \x9b2J\x1b[31m [red]")
    return f"{number:016x}"


def test_a_piped_report_is_plain_whole_lines(call: Call, archive: Archive, message: str) -> None:
    told = call("report", "--data", archive.path)
    assert told.code == 0
    assert "\x1b" not in told.text
    assert message in told.text
    assert all(reader in told.text for reader in READERS)
    assert "The next server refused it: 550 5.1.1 No such reader." in told.text
    assert not any(line.endswith(" ") for line in told.text.splitlines())


def test_json_is_what_the_models_say(call: Call, archive: Archive, message: str) -> None:
    report = Report.model_validate_json(call("report", "--json", "--data", archive.path).out)
    assert [each.id for each in report.messages] == [message]
    assert report.messages[0].counts.not_delivered == 1
    lines = call("hits", "--json", "--data", archive.path).text.splitlines()
    listed = [HitReport.model_validate_json(line) for line in lines]
    assert [(hit.id, hit.kind, hit.link) for hit in listed] == [(1, "pixel", None), (2, "link", 1)]
    explained = call("explain", "2", "--json", "--data", archive.path)
    assert TypeAdapter(HitReport).validate_json(explained.out) == listed[1]
    assert ("x-odd", "\x9b2J\x1b[31m [red]") in listed[1].headers
    assert not {"\x9b", "\x1b"} & set(explained.text + "".join(lines))


def test_one_message_is_found_by_the_beginning_of_its_id(call: Call, archive: Archive, message: str) -> None:
    archive.message(draft("dora@reader.example", subject="Another"), [ACCEPTED])
    told = call("report", "--message", message[:12], "--data", archive.path)
    assert "Lamplight in November" in told.text
    assert "Another" not in told.text
    told = call("report", "--limit", "1", "--json", "--data", archive.path)
    assert len(json.loads(told.out)["messages"]) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report", "--message", "zz"], "give up to 16 hex digits"),
        (["report", "--message", "ffff"], "begins"),
        (["report", "--message", ""], "give up to 16 hex digits"),
        (["explain", "3"], "there is no hit 3: `backstamp hits` lists them"),
        (["explain", "99999999999999999999"], "there is no hit"),
    ],
)
@pytest.mark.usefixtures("message")
def test_what_is_not_there_is_told(call: Call, archive: Archive, arguments: list[str], told: str) -> None:
    done = call(*arguments, "--data", archive.path)
    assert (done.code, done.out) == (2, b"")
    assert told in done.err


def test_an_ambiguous_beginning_is_told_with_an_example(call: Call, archive: Archive) -> None:
    for _ in range(17):  # two of seventeen begin with the same hex digit
        archive.message(draft("ada@reader.example"), [ACCEPTED])
    ids = [
        each["id"]
        for each in json.loads(call("report", "--json", "--limit", "99", "--data", archive.path).out)["messages"]
    ]
    first = next(one[0] for one in ids if sum(other[0] == one[0] for other in ids) > 1)
    done = call("report", "--message", first, "--data", archive.path)
    assert done.code == 2
    assert f"Several messages begin with '{first}'" in done.err


def test_an_empty_ledger_says_how_to_begin(call: Call, archive: Archive) -> None:
    from backstamp.sender.ledger import Ledger

    Ledger(archive.folder.ledger, lambda: 0).close()
    assert "No message in the ledger yet" in call("report", "--data", archive.path).text
    assert json.loads(call("report", "--json", "--data", archive.path).out) == {"messages": []}
    assert call("hits", "--data", archive.path).text == ""


def test_an_untouched_message_is_reported_with_its_reason(call: Call, archive: Archive) -> None:
    archive.message(draft("ada@reader.example", untouched="The message is signed."), [ACCEPTED])
    assert "Not stamped: The message is signed." in call("report", "--data", archive.path).text


def test_hits_are_one_line_each_and_after_skips(call: Call, archive: Archive, message: str) -> None:
    told = call("hits", "--data", archive.path)
    assert len(told.text.splitlines()) == 2
    assert "likely-human" in told.text.splitlines()[0]
    assert "link 1" in told.text.splitlines()[1]
    assert message not in told.text
    assert call("hits", "--after", "1", "--data", archive.path).text == told.text.splitlines()[1] + "\n"


def test_a_verdict_is_explained_in_words(call: Call, archive: Archive, message: str) -> None:
    told = call("explain", "2", "--data", archive.path)
    assert "asked for link 1 (https://lamplight.example/new)" in told.text
    assert message in told.text
    assert "x-odd" in told.text
    assert "[red]" in told.text
    assert not {"\x1b", "\x9b"} & set(told.text)


@pytest.mark.parametrize("as_json", [False, True])
def test_followed_hits_show_up_as_they_come_even_before_the_first(archive: Archive, *, as_json: bool) -> None:
    message = archive.message(draft(*READERS), [ACCEPTED] * 3)
    command = [sys.executable, "-m", "backstamp", "hits", "--follow", "--data", str(archive.path)]
    process = subprocess.Popen(
        [*command, *(["--json"] if as_json else [])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    for ordinal in (1, 2):
        archive.hit(message, ordinal, CURL)
        assert READERS[ordinal] in process.stdout.readline().decode()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_a_settings_file_of_another_kind_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "backstamp.toml").write_text("[relay]\nlisten = 25")
    told = call("report", "--data", tmp_path)
    assert told.code == 2
    assert "relay.listen" in told.err
