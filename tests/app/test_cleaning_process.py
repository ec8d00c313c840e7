"""The process that cleans: what it answers, what it tells the log, and how it ends."""

from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pytest
from tests.app.test_milter_cleaning import HEADER, TRACKED

from backstamp.app import cleaning_process
from backstamp.app.cleaning_process import CleaningProcess, outcome_of
from backstamp.catalogue.trackers import load_trackers
from backstamp.errors import CleaningError
from backstamp.recipient.clean.clean import clean
from backstamp.recipient.clean.options import CleanOptions
from backstamp.recipient.scan import scan

OPTIONS = CleanOptions()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[CleaningProcess]:
    started = CleaningProcess(tmp_path, OPTIONS)
    yield started
    started.end()


def told(message: bytes, options: CleanOptions = OPTIONS) -> str:
    found = scan(message, load_trackers())
    return outcome_of(message, found, clean(message, found, options)).told


def test_it_answers_what_cleaning_makes_of_a_message(process: CleaningProcess) -> None:
    outcome = process.clean(TRACKED, (), 60)
    assert outcome.message == clean(TRACKED, scan(TRACKED, load_trackers()), OPTIONS).message
    assert process.clean(HEADER + b"\r\nBody\r\n", (), 60).message is None


def test_the_readers_addresses_count(process: CleaningProcess) -> None:
    hidden = b"Content-Type: text/html\r\n\r\n<p>Hello</p><img src='https://x.example/%s/a.png' width=600>\r\n"
    message = HEADER + hidden % b"6279726f6e406c6f72642e6578616d706c65"
    assert process.clean(message, ("byron@lord.example",), 60).message is not None


def test_what_takes_too_long_is_an_error_and_the_process_ends(process: CleaningProcess) -> None:
    with pytest.raises(CleaningError, match="longer than 0 seconds"):
        process.clean(TRACKED * 20, (), 0)
    process.end()
    assert not process.alive


def test_what_goes_wrong_is_told_by_its_place_alone(process: CleaningProcess) -> None:
    with pytest.raises(CleaningError, match=r"^cleaning went wrong: \w+ in \w+\.py, line \d+\.$"):
        process.clean("a secret", (), 60)  # type: ignore[arg-type]  # what no mail server can make it do


def test_a_process_that_is_killed_is_an_error(process: CleaningProcess) -> None:
    process.kill()
    with pytest.raises(CleaningError, match=r"was ended|is gone"):
        process.clean(TRACKED, (), 60)


@pytest.mark.parametrize(("most", "worn"), [(1, True), (1 << 50, False)])
def test_a_process_says_when_it_has_grown_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, worn: bool
) -> None:
    monkeypatch.setattr(cleaning_process, "_MOST_MEMORY", most)
    ours, theirs = Pipe()
    answers = cleaning_process._answers(theirs, tmp_path, OPTIONS)
    assert next(answers) is None
    ours.send((TRACKED, ()))
    outcome = next(answers)
    assert outcome is not None
    assert outcome.worn is worn


def test_a_large_attachment_does_not_wear_a_process_out(process: CleaningProcess) -> None:
    attachment = b"Content-Type: application/octet-stream\r\n\r\n" + b"octets\r\n" * 6_000_000
    assert not process.clean(HEADER + attachment, (), 60).worn


def test_an_imported_list_that_cannot_be_read_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "mine.toml").write_text("not a list")
    with pytest.raises(CleaningError, match=r"mine\.toml"):
        CleaningProcess(tmp_path, OPTIONS)


def test_the_log_is_told_what_was_found_and_done() -> None:
    signed = b"DKIM-Signature: v=1; d=x.example; h=from; b=x\r\n" + TRACKED
    assert told(signed) == (
        "found 1 receipt, 1 open (Google Analytics); 2 removed, 1 unwrapped; 1 signature(s) no longer hold"
    )


def test_the_log_is_told_that_a_message_passes_or_is_marked() -> None:
    assert told(HEADER + b"\r\nBody\r\n") == "found nothing; passes as it came"
    assert told(HEADER + b"\r\nBody\r\n", CleanOptions(found_header=True)) == "found nothing; marked as looked at"


def test_the_log_names_nobody() -> None:
    words = told(TRACKED)
    assert not any(name in words for name in ("ada", "lamplight", "November", "http"))
