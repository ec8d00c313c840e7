import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.splice import Edit, splice


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5)), max_size=6), st.randoms())
def test_splice_replaces_exactly_what_the_edits_name(rows, random):
    original = "".join(kept + old for kept, old, _ in rows)
    edits, position = [], 0
    for kept, old, new in rows:
        start = position + len(kept)
        position = start + len(old)
        edits.append(Edit(start, position, new))
    assert splice(original, edits) == "".join(kept + new for kept, _, new in rows)
    # Insertions at one place keep their order; everything else may be given in any.
    if all(old for _, old, _ in rows):
        random.shuffle(edits)
        assert splice(original, edits) == "".join(kept + new for kept, _, new in rows)


def test_octets_are_spliced_as_text_is():
    assert splice(b"abcdef", [Edit(4, 4, b"-"), Edit(0, 2, b"")]) == b"cd-ef"


def test_insertions_at_one_place_keep_their_order():
    assert splice("ab", [Edit(1, 1, "1"), Edit(1, 1, "2")]) == "a12b"


@pytest.mark.parametrize("edits", [[(0, 2), (1, 3)], [(2, 1)], [(-1, 0)], [(0, 4)]])
def test_overlapping_or_outlying_edits_are_refused(edits):
    with pytest.raises(ValueError, match="overlaps"):
        splice("abc", [Edit(start, end, "") for start, end in edits])
