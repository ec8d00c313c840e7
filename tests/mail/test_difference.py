from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.difference import common_end, common_start, difference
from backstamp.mail.splice import splice

SOME = st.text(alphabet="ab", max_size=12).map(str.encode)


@given(SOME, SOME)
def test_what_two_have_in_common_is_found(one, other):
    start, end = common_start(one, other), common_end(one, other)
    assert one[:start] == other[:start]
    assert one[start : start + 1] != other[start : start + 1] or start == min(len(one), len(other))
    assert one[len(one) - end :] == other[len(other) - end :]
    assert end == common_start(one[::-1], other[::-1])


@given(SOME, SOME)
def test_one_edit_makes_the_one_of_the_other(old, new):
    edit = difference(old, new)
    assert splice(old, [edit]) == new
    assert not edit.new or not old[edit.start : edit.end] or edit.new[0] != old[edit.start]
