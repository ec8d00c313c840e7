import itertools

import pytest

from backstamp.mail.parts import part_map

EMBEDDING = (
    b"Content-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n"
    b"--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nVG86IG1lCgo=\n--b\n\nlast\n--b--\n"
)


def test_walk_gives_all_parts_and_own_leaves_out_what_is_embedded():
    root = part_map(EMBEDDING)
    assert [part.number for part in root.walk()] == ["1", "1.1", "1.1.1", "1.1.1.1", "1.2", "1.3"]
    assert [part.number for part in root.own()] == ["1", "1.1", "1.2", "1.3"]


def test_a_part_that_is_a_message_says_so_even_when_it_is_encoded():
    parts = {part.number: part for part in part_map(EMBEDDING).walk()}
    assert [number for number, part in parts.items() if part.holds_message] == ["1.1", "1.2"]
    assert parts["1.2"].children == ()


def test_spans_adjoin_and_reach_from_end_to_end():
    spans = part_map(EMBEDDING).spans
    assert all(one.end == other.start for one, other in itertools.pairwise(spans))
    assert (spans[0].start, spans[-1].end) == (0, len(EMBEDDING))


def test_the_spans_of_one_part_are_its_own():
    part = part_map(EMBEDDING).children[2]
    assert b"".join(EMBEDDING[slice(*span)] for span in part.spans) == b"\nlast"


def test_raw_values_are_found_by_name():
    assert part_map(b"X: 1\nx : 2\n\n").raw_values(b"X: 1\nx : 2\n\n", "x") == [b" 1", b" 2"]


def test_a_part_can_be_shown_and_cannot_be_changed():
    part = part_map(EMBEDDING)
    assert repr(part).startswith("Part(number='1', header=Span(")
    with pytest.raises(AttributeError):
        part.number = "2"  # type: ignore[misc]  # that is what must fail
