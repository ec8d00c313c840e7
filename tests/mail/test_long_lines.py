from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.long_lines import MAX_LINE, within_limit
from backstamp.mail.splice import Edit, splice


def spliced(octets, edits, breaks, newline) -> bytes | None:
    done = within_limit(octets, edits, breaks, newline)
    return None if done is None else splice(octets, done)


def test_short_lines_are_only_spliced():
    assert spliced(b"a b c", [Edit(2, 3, b"xyz")], [1], b"\n") == b"a xyz c"


def test_a_line_grown_too_long_is_broken_at_the_last_blank_before():
    result = spliced(b"a b c\nd", [Edit(2, 3, b"x" * 990), Edit(4, 5, b"y" * 990)], [1, 3], b"\r\n")
    assert result == b"a " + b"x" * 990 + b"\r\n" + b"y" * 990 + b"\nd"


def test_without_a_blank_in_reach_there_is_no_result():
    assert spliced(b"abc", [Edit(1, 2, b"x" * 998)], [], b"\n") is None


def test_a_line_that_is_too_long_without_an_edit_is_left():
    octets = b"y" * 2000 + b"\nabc\n" + b"z" * 2000
    assert spliced(octets, [Edit(2001, 2002, b"x")], [], b"\n") == octets.replace(b"abc", b"xbc")


def test_the_tail_behind_an_edit_counts():
    assert spliced(b"a" + b"y" * 990, [Edit(0, 1, b"x" * 20)], [], b"\n") is None


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 1200), st.booleans()), max_size=8), st.booleans())
def test_results_differ_only_in_blanks_and_stay_short(rows, crlf):
    octets, edits, blanks = b"", [], []
    for kept, new, is_break in rows:
        octets += b"k" * kept
        if is_break:
            blanks.append(len(octets))
            octets += b" "
        edits.append(Edit(len(octets), len(octets) + 1, b"n" * new))
        octets += b"o"
    newline = b"\r\n" if crlf else b"\n"
    result = spliced(octets, edits, blanks, newline)
    if result is not None:
        assert result.replace(newline, b" ") == splice(octets, edits)
        assert not edits or max(map(len, result.split(newline))) <= MAX_LINE
    elif not blanks:
        assert len(splice(octets, edits)) > MAX_LINE
