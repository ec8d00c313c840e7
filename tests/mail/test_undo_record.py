import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.base64_body import Layout
from backstamp.mail.undo_record import (
    MAX_ENTRIES,
    PLAIN,
    QUOTED,
    RECODED,
    Block,
    BrokenRecordError,
    Difference,
    Entry,
    Recoding,
    Record,
    Shape,
    pack,
    unpack,
)

NUMBER = st.integers(0, 2**32 - 1)
DIFFERENCE = st.none() | st.builds(Difference, NUMBER, NUMBER, st.binary(max_size=9))
ENTRIES = st.lists(st.builds(Entry, st.sampled_from([PLAIN, QUOTED]), NUMBER, NUMBER, DIFFERENCE), max_size=5)
NEWLINE = st.sampled_from([b"\n", b"\r\n"])
SHAPE = st.builds(Shape, st.booleans(), st.sampled_from([b"", b"\n", b"\r\n"]))
INNER = st.builds(Block, ENTRIES, st.just([]), st.integers(5, 998), NEWLINE)
LAYOUT = st.builds(Layout, NUMBER, NEWLINE, st.just(b" "), st.binary(max_size=9), st.booleans())
RECODINGS = st.lists(st.builds(Recoding, st.none() | LAYOUT, st.booleans(), INNER), max_size=2)


@given(NUMBER, SHAPE, INNER, RECODINGS)
def test_a_record_is_read_as_it_was_written(checksum, shape, block, recodings):
    entries = [*block.entries, *(Entry(RECODED, 1, 2, None) for _ in recodings)]
    record = Record(checksum, shape, Block(entries, recodings, block.width, block.newline))
    assert unpack(pack(record)) == record


@given(st.binary(max_size=200), st.booleans())
def test_garbage_is_named_so(octets, packed):
    with pytest.raises(BrokenRecordError):
        unpack(zlib.compress(octets) if packed else octets)


def test_too_many_entries_are_not_read():
    block = Block([Entry(PLAIN, 0, 0, None)] * (MAX_ENTRIES + 1), [], 76, b"\n")
    with pytest.raises(BrokenRecordError):
        unpack(pack(Record(0, Shape(False, b""), block)))


def test_a_recoded_body_holds_no_further_one():
    inner = Block([Entry(RECODED, 1, 1, None)], [Recoding(None, False, Block([], [], 76, b"\n"))], 76, b"\n")
    block = Block([Entry(RECODED, 1, 1, None)], [Recoding(None, False, inner)], 76, b"\n")
    with pytest.raises(BrokenRecordError):
        unpack(pack(Record(0, Shape(False, b""), block)))
