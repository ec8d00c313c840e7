"""The X-Backstamp-Undo field: written, found again, and garbage in its place."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail import undo
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Edit, splice
from backstamp.sender.undo_field import find, write

BASE = "https://t.example/mail"
MESSAGE = b"From: Ada <ada@sender.example>\r\nSubject: x\r\n\r\nbody\r\n"


def nothing(_new: bytes) -> bytes:
    return b""


def with_field(message: bytes, record: bytes, newline: bytes = b"\r\n", *, entities: bool = False) -> bytes:
    return splice(message, [write(part_map(message), record, BASE, newline, entities=entities)])


@given(st.binary(max_size=300), st.booleans(), st.sampled_from([b"\r\n", b"\n"]))
def test_what_is_written_is_found(record: bytes, entities: bool, newline: bytes) -> None:
    message = with_field(MESSAGE.replace(b"\r\n", newline), record, newline, entities=entities)
    found = find(message, part_map(message))
    assert found is not None
    assert (found.base_url, found.entities, found.record) == (BASE, entities, record)
    assert splice(message, [Edit(*found.field.span, b"")]) == MESSAGE.replace(b"\r\n", newline)


@given(st.binary(max_size=2000))
def test_its_lines_keep_to_78_characters(record: bytes) -> None:
    head = with_field(MESSAGE, record).partition(b"From:")[0]
    assert max(map(len, head.splitlines())) <= 78
    assert all(line.startswith(b" ") for line in head.splitlines()[1:])


def test_it_stands_on_top_but_below_an_mbox_line() -> None:
    assert with_field(MESSAGE, b"x").startswith(b"X-Backstamp-Undo: v=1; b=https://t.example/mail; g=raw;\r\n d=\r\n ")
    mbox = b"From ada@sender.example Mon Mar  2 09:00:00 2026\r\n"
    assert with_field(mbox + MESSAGE, b"x").startswith(mbox + b"X-Backstamp-Undo: ")


def test_of_several_the_topmost_well_formed_one_counts() -> None:
    twice = with_field(with_field(MESSAGE, b"first"), b"second")
    broken = b"X-Backstamp-Undo: v=2; nonsense\r\n" + twice
    for message in (twice, broken):
        found = find(message, part_map(message))
        assert found is not None
        assert found.record == b"second"


def test_a_field_in_an_embedded_message_is_none_of_this_one() -> None:
    message = b"Content-Type: message/rfc822\r\n\r\n" + with_field(MESSAGE, b"x")
    assert find(message, part_map(message)) is None


def test_a_relay_may_fold_it_anew() -> None:
    message = with_field(MESSAGE, bytes(range(200)))
    unfolded = message.replace(b"\r\n ", b" ")
    again = unfolded.replace(b"; g=", b";\r\n\tg=")
    for changed in (unfolded, again):
        found = find(changed, part_map(changed))
        assert found is not None
        assert found.record == bytes(range(200))


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b" v=2; b=https://t.example; g=raw; d=AAAA",
        b" v=1; b=; g=raw; d=AAAA",
        b" v=1; b=https://t.example; g=both; d=AAAA",
        b" v=1; b=https://t.example; g=raw; d=A",
        b" v=1; b=https://t.example; g=raw; d=AA=A",
        b" v=1; b=https://t.example; g=raw; d=AAAA; x=1",
        b" v=1; b=https://t.ex\xe4mple; g=raw; d=AAAA",
        b" b=https://t.example; v=1; g=raw; d=AAAA",
    ],
)
def test_what_is_not_well_formed_is_none(value: bytes) -> None:
    message = b"X-Backstamp-Undo:" + value + b"\r\n" + MESSAGE
    assert find(message, part_map(message)) is None


@given(st.binary(max_size=200))
def test_any_octets_may_stand_in_its_place(value: bytes) -> None:
    message = b"X-Backstamp-Undo:" + value + b"\r\n" + MESSAGE
    found = find(message, part_map(message))
    assert found is None or found.restore(message) is None or b"d=" in value


@given(st.binary(max_size=200))
def test_any_record_may_stand_in_it(record: bytes) -> None:
    message = with_field(MESSAGE, record)
    found = find(message, part_map(message))
    assert found is not None
    assert found.restore(message) in (None, MESSAGE)


def test_a_record_restores_its_own_message_and_no_other() -> None:
    edits = [Edit(len(MESSAGE) - 4, len(MESSAGE) - 4, b"new")]
    stamped = with_field(splice(MESSAGE, edits), undo.record(MESSAGE, edits, nothing))
    found = find(stamped, part_map(stamped))
    assert found is not None
    assert found.restore(stamped) == MESSAGE
    other = stamped.replace(b"new", b"old")
    assert found.restore(other) in (None, MESSAGE)  # what stood there is known; what stands there now is not asked
    shorter = stamped.replace(b"new", b"")
    assert found.restore(shorter) is None


def test_endless_garbage_takes_bounded_time() -> None:
    start = time.monotonic()
    for value in (b" v=1; b=" + b"x" * 1_000_000, b" " * 1_000_000, b" v=1; b=x; g=raw; d=" + b"A \r\n " * 300_000):
        message = b"X-Backstamp-Undo:" + value + b"\r\n" + MESSAGE
        find(message, part_map(message))
    assert time.monotonic() - start < 10
