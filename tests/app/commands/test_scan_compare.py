"""`backstamp scan --compare`, from the command line to the exit code, and what is known after `--learn`."""

import json
import re
import shlex
from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.copies import BODY, PICTURE, READERS, WHO, copy, written

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scan.md"


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_exit_code_says_whether_something_differs(call: Call, tmp_path: Path) -> None:
    assert call("scan", "--compare", *written(tmp_path)).code == 1
    assert call("scan", *written(tmp_path, PICTURE), "--compare").code == 0


def test_the_first_line_says_what_the_copies_prove(call: Call, tmp_path: Path) -> None:
    told = call("scan", "--compare", *written(tmp_path))
    assert (
        told.text.splitlines()[0].strip().startswith("Of 5 addresses 3 differ: 1 is loaded when you open the message")
    )
    assert told.err == ""


def test_json_is_one_object_and_quiet_is_nothing(call: Call, tmp_path: Path) -> None:
    paths = written(tmp_path)
    told = call("scan", "--compare", *paths, "--json")
    assert json.loads(told.text)["tracked"] is True
    assert told.out.count(b"\n") == 1
    quiet = call("scan", "--compare", *paths, "-q", "--json")
    assert (quiet.code, quiet.out, quiet.err) == (1, b"", "")


def test_the_report_is_written(call: Call, tmp_path: Path) -> None:
    call("scan", "--compare", *written(tmp_path), "--html", "report.html")
    assert "Two copies of one mailing" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_was_learnt_is_known_from_then_on(call: Call, tmp_path: Path) -> None:
    told = call("scan", "--compare", *written(tmp_path), "--learn", "--vendor", "Courier")
    assert told.code == 1
    assert "2 rules written to backstamp-data/trackers/learnt.toml" in flat(told.text)
    url = "https://px.watch.example/o.gif?m=3&u=zz"
    (explained,) = (json.loads(line) for line in call("catalogue", "explain", url, "--json").text.splitlines())
    assert [(rule["name"], rule["list"]) for rule in explained["rules"]] == [("learnt-watch-example-open", "learnt")]
    assert "learnt-watch-example-open" in call("catalogue", "list", "--vendor", "Courier").text
    assert "the user's own mail" in flat(call("catalogue", "lists").text)
    (tmp_path / "third.eml").write_bytes(copy(BODY, "cy@reader.example", "q2ww5p"))
    assert "tells Courier which links you follow" in flat(call("scan", "third.eml").text)


def test_a_list_of_another_name_is_written_to_another_file(call: Call, tmp_path: Path) -> None:
    call("scan", "--compare", *written(tmp_path), "--learn", "--list", "shop", "--data", "kept")
    assert (tmp_path / "kept" / "trackers" / "shop.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["first.eml", "--compare"], "--compare takes two messages, and 1 were named"),
        (["first.eml", "gone.eml", "--compare"], "gone.eml is not there"),
        (["first.eml", "--learn"], "--learn needs two copies"),
        (["first.eml", "second.eml", "--compare", "--vendor", "x"], "--list and --vendor say what --learn writes"),
        (["first.eml", "second.eml", "--compare", "--learn", "--list", "X y"], "is no name for a list"),
    ],
)
def test_wrong_usage_is_told_with_what_to_do(call: Call, tmp_path: Path, arguments: list[str], words: str) -> None:
    written(tmp_path)
    told = call("scan", *arguments)
    assert (told.code, told.out) == (2, b"")
    assert words in told.err


def test_every_pair_of_the_corpus_is_told_in_full(call: Call, corpora: Path) -> None:
    for first in sorted((corpora / "pairs").glob("*.copy1.eml")):
        second = first.with_name(first.name.replace("copy1", "copy2"))
        report = json.loads(call("scan", "--compare", first, second, "--json", "--learn").text)
        there = {finding["url"] for finding in report["second"]["findings"]}
        for pair in report["pairs"]:
            finding = report["first"]["findings"][pair["first"]]
            assert pair["differs"] is (finding["url"] not in there)
            assert bool(pair["differences"]) is pair["differs"]
        assert report["learnt"]["rules"]


def test_the_pages_snippets_run_and_print_what_it_says(call: Call, tmp_path: Path) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Two copies\n")[2].partition("\n## ")[0]
    for name, reader, who in zip(("mine.eml", "theirs.eml"), READERS, WHO, strict=True):
        (tmp_path / name).write_bytes(copy(BODY, reader, who))
    snippets = "".join(re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)).splitlines()
    assert len(snippets) == 4
    told = [call(*shlex.split(line)[1:]) for line in snippets]
    (shown,) = re.findall(r"^```text\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert told[0].text.startswith(shown)
    assert [done.code for done in told] == [1, 1, 0, 0]
    assert all("Courier" in done.text for done in told[1:])
