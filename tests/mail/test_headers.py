import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.headers import line_end_of, read_fields


def fields_of(block: bytes):
    fields, separator = read_fields(block, 0, len(block))
    return [(field.name, block[slice(*field.value)]) for field in fields], block[slice(*separator)]


def test_folded_lines_belong_to_their_field():
    assert fields_of(b"Subject: a\r\n\tb\r\nTo:c\r\n\r\nbody") == ([("subject", b" a\r\n\tb"), ("to", b"c")], b"\r\n")


def test_a_continuation_line_of_blanks_only_belongs_to_its_field():
    assert fields_of(b"A: 1\n \n\t\n 2\nB: 3\n\n") == ([("a", b" 1\n \n\t\n 2"), ("b", b" 3")], b"\n")


def test_bare_line_feeds_end_lines():
    assert fields_of(b"A: 1\nB: 2\n\nbody") == ([("a", b" 1"), ("b", b" 2")], b"\n")


def test_line_ends_may_be_mixed():
    assert fields_of(b"A: 1\r\nB: 2\nC: 3\rX\r\n\nbody") == ([("a", b" 1"), ("b", b" 2"), ("c", b" 3\rX")], b"\n")


def test_bare_carriage_returns_end_lines_where_no_line_feed_does():
    assert fields_of(b"A: 1\r 2\rB: 3\r\rbody") == ([("a", b" 1\r 2"), ("b", b" 3")], b"\r")


def test_line_ends_translated_twice_are_one_each():
    assert fields_of(b"A: 1\r\r\nB: 2\r\r\n\r\r\nbody") == ([("a", b" 1\r"), ("b", b" 2\r")], b"\r\r\n")


@pytest.mark.parametrize(
    ("message", "line_end"), [(b"", b"\n"), (b"a", b"\n"), (b"\r", b"\r"), (b"a\r\nb", b"\n"), (b"\r\n\r", b"\n")]
)
def test_one_line_feed_decides_what_ends_a_line(message, line_end):
    assert line_end_of(message) == line_end


def test_a_blank_before_the_colon_is_tolerated():
    assert fields_of(b"Subject : x\n\n")[0] == [("subject", b" x")]


@pytest.mark.parametrize(
    "line", [b"this is no field", b": no name", b" begins with a blank", b"\xc3\xa4: 8bit", b"\0: x"]
)
def test_a_line_that_is_no_field_begins_the_body(line):
    block = b"\n".join((b"", line, b"", b""))[1:]
    fields, separator = read_fields(block, 0, len(block))
    assert (fields, separator) == ((), (0, 0))


def test_what_was_read_before_a_line_that_is_no_field_stays():
    block = b"A: 1\nthis is no field\n\n"
    fields, separator = read_fields(block, 0, len(block))
    assert [field.name for field in fields] == ["a"]
    assert separator == (5, 5)


def test_octets_above_127_and_nul_are_kept_in_values():
    assert fields_of(b"A: \xe4\0\xff\nB: 2\n\n")[0] == [("a", b" \xe4\0\xff"), ("b", b" 2")]


def test_an_mbox_line_in_front_is_kept_as_a_nameless_field():
    assert fields_of(b"From me Mon Jan\nA: 1\n\n")[0] == [("", b"From me Mon Jan"), ("a", b" 1")]
    assert fields_of(b">From me Mon Jan\r\nA: 1\n\n")[0] == [("", b">From me Mon Jan"), ("a", b" 1")]


def test_an_mbox_line_further_down_begins_the_body():
    assert fields_of(b"A: 1\nFrom me Mon Jan\n\n") == ([("a", b" 1")], b"")


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_header_without_end_reaches_to_the_end(end):
    assert fields_of(b"A: 1" + end) == ([("a", b" 1")], b"")


def test_a_block_ends_before_a_line_that_the_caller_names():
    block = b"A: 1\n--b: 2\n--c: 3\n"
    fields, _ = read_fields(block, 0, len(block), ends_before=lambda line: block.startswith(b"--c", line))
    assert [field.name for field in fields] == ["a", "--b"]


def test_only_what_lies_between_the_offsets_is_read():
    block = b"X: 0\nA: 1\nB: 2\n\n"
    fields, separator = read_fields(block, 5, 11)
    assert [(field.name, tuple(field.span)) for field in fields] == [
        ("a", (5, 10)),
    ]
    assert separator == (10, 10)


@pytest.mark.parametrize(
    "hostile",
    [
        b"a: b\n" * 200_000,
        b"a" * 5_000_000,
        b"a" * 5_000_000 + b": b\n",
        b"a" + b" " * 5_000_000,
        b"a: " + b"x" * 5_000_000,
        b"a: " + b"\n x" * 1_700_000,
        b"a: " + b"\n " * 2_500_000,
        b"a:" + b"\r" * 5_000_000,
        b"\r" * 5_000_000 + b"a",
        b"\r" * 5_000_000 + b"\n",
    ],
)
def test_hostile_blocks_take_linear_time(hostile):
    start = time.monotonic()
    for block in (hostile, hostile.replace(b"\n", b"\r")):
        read_fields(block, 0, len(block))
    assert time.monotonic() - start < 20


@given(
    st.lists(st.sampled_from([b"A", b":", b" ", b"\t", b"\r", b"\n", b"\r\n", b"--b", b"From ", b"\xff", b"\0", b""]))
)
def test_fields_adjoin_and_hold_their_values(pieces):
    block = b"".join(pieces)
    fields, separator = read_fields(block, 0, len(block))
    position = 0
    for field in fields:
        assert field.span.start == position <= field.value.start <= field.value.end <= field.span.end
        position = field.span.end
    assert separator.start == position <= separator.end <= len(block)
    assert not block[slice(*separator)].strip(b"\r\n")
