"""Two messages are read, or it is said which of them is none."""

import io
from pathlib import Path

import pytest
from tests.app.copies import BODY, READERS, WHO, compared, copy, written

from backstamp.app.comparing import compare_paths
from backstamp.errors import UsageError


def test_two_copies_are_judged_alone_and_by_both(tmp_path: Path) -> None:
    told = compared(tmp_path)
    assert told.first.path.endswith("first.eml")
    assert len(told.first.places) == len(told.comparison.first.findings)
    assert [pair.differs for pair in told.comparison.pairs] == [True, True, True, False, False]
    assert not told.doubtful


@pytest.mark.parametrize("number", [0, 1, 3])
def test_two_are_needed(tmp_path: Path, number: int) -> None:
    with pytest.raises(UsageError, match="takes two messages"):
        compare_paths(["x.eml"] * number, io.BytesIO(), folder=tmp_path)


def test_one_may_come_from_standard_input_and_not_both(tmp_path: Path) -> None:
    path, other = written(tmp_path)
    told = compare_paths(["-", str(path)], io.BytesIO(other.read_bytes()), folder=tmp_path)
    assert told.first.path == "-"
    with pytest.raises(UsageError, match="one of the two"):
        compare_paths(["-", "-"], io.BytesIO(), folder=tmp_path)


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"From -\n" + copy("", READERS[0], "a") + b"\nFrom -\n" + copy("", READERS[0], "b"), "more than one message"),
        (b"", "it is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Outlook"),
    ],
)
def test_what_is_no_single_message_is_told_with_what_to_do(tmp_path: Path, octets: bytes, reason: str) -> None:
    path, other = written(tmp_path)
    path.write_bytes(octets)
    with pytest.raises(UsageError, match=reason) as caught:
        compare_paths([str(other), str(path)], io.BytesIO(), folder=tmp_path)
    assert "backstamp scan --compare COPY1.eml COPY2.eml" in caught.value.operator


def test_copies_for_one_reader_are_doubtful_whoever_runs_it(tmp_path: Path) -> None:
    paths = written(tmp_path)
    me = ("Ada <me@reader.example>",)
    assert not compare_paths([str(path) for path in paths], io.BytesIO(), folder=tmp_path, me=me).same_reader
    paths[1].write_bytes(copy(BODY, READERS[0], WHO[1]))
    told = compare_paths([str(path) for path in paths], io.BytesIO(), folder=tmp_path, me=me)
    assert told.same_reader == (READERS[0],)
    assert told.doubtful


def test_the_same_octets_are_no_two_copies(tmp_path: Path) -> None:
    path = str(written(tmp_path)[0])
    told = compare_paths([path, path], io.BytesIO(), folder=tmp_path)
    assert told.identical
    assert told.doubtful
