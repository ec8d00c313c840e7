"""Messages before and after stamping, octet for octet, and back again."""

import re

import pytest
from tests.golden.pairs import HERE, MESSAGE, NAMES, RECIPIENT, RING, expected, options, original, planned, rows

from backstamp.sender.stamp import plan
from backstamp.sender.unstamp import unstamp

RECORD = re.compile(rb"^(X-Backstamp-Undo: [^\r\n]*)(?:\r?\n[ \t][^\r\n]*)*", re.MULTILINE)
"""Compressed, and compression libraries differ: what the record gives back counts, not its octets."""


def without_record(message: bytes) -> bytes:
    return RECORD.sub(rb"\1", message)


@pytest.mark.parametrize("name", NAMES)
def test_stamped_octets_are_those_expected(name: str) -> None:
    message = planned(name).stamp(RING, MESSAGE, RECIPIENT)
    path = HERE / f"{name}.expected.eml"
    if not path.exists() or without_record(message) != without_record(expected(name)):
        (HERE / f"{name}_actual.eml").write_bytes(message)
        pytest.fail(f"{name}: compare {name}_actual.eml with {path.name}")


@pytest.mark.parametrize("name", NAMES)
def test_unstamping_gives_the_original_back(name: str) -> None:
    message = expected(name)
    if b"X-Backstamp-Undo" in message and message != original(name):
        assert unstamp(message).message == original(name)
        assert unstamp(message).exact


@pytest.mark.parametrize("name", NAMES)
def test_stamping_again_changes_nothing(name: str) -> None:
    message = expected(name)
    if b"X-Backstamp-Undo" in message or message == original(name):
        assert plan(message, options(name)).stamp(RING, MESSAGE + 1, RECIPIENT + 1) == message


def test_every_message_is_explained_once() -> None:
    assert sorted(row.name for row in rows()) == NAMES
