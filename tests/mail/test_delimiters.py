from backstamp.mail.delimiters import Delimiters

MESSAGE = b"\n--b\nx--b\n --b\n--bb\n--b-\n--b-- \t\r\n--b"


def found(message: bytes, *boundaries: bytes, line_end: bytes = b"\n"):
    delimiters = Delimiters(message, line_end)
    for level, boundary in enumerate(boundaries):
        delimiters.open(boundary, level)
    position, lines = 0, []
    while delimiter := delimiters.next(position):
        lines.append((delimiter.level, message[delimiter.start : delimiter.end], delimiter.closing))
        position = delimiter.end
    return lines


def test_a_delimiter_is_a_whole_line_but_for_blanks_at_its_end():
    assert found(MESSAGE, b"b") == [(0, b"--b\n", False), (0, b"--b-- \t\r\n", True), (0, b"--b", False)]


def test_nothing_is_found_without_an_open_boundary():
    assert found(MESSAGE) == []


def test_a_boundary_may_begin_another_one():
    assert found(MESSAGE, b"b", b"bb")[1] == (1, b"--bb\n", False)


def test_blanks_at_the_end_of_a_boundary_do_not_count():
    assert found(b"\n--b\n--b \n", b"b \t") == [(0, b"--b\n", False), (0, b"--b \n", False)]


def test_a_blank_boundary_is_none():
    assert not Delimiters(b"\n--\n", b"\n").open(b" ", 0)


def test_of_equal_boundaries_the_outer_one_counts():
    delimiters = Delimiters(b"\n--b", b"\n")
    assert delimiters.open(b"b", 0)
    assert not delimiters.open(b"b", 1)
    delimiters.close(b"b")
    assert delimiters.open(b"b", 1)


def test_a_line_that_closes_one_and_divides_another_belongs_to_the_outer_one():
    assert found(b"\n--b--\n", b"b", b"b--") == [(0, b"--b--\n", True)]
    assert found(b"\n--b--\n", b"b--", b"b") == [(0, b"--b--\n", False)]


def test_lines_may_end_in_a_bare_carriage_return():
    assert found(b"\r--b\rx\r--b--\r", b"b", line_end=b"\r") == [(0, b"--b\r", False), (0, b"--b--\r", True)]


def test_a_line_end_that_was_translated_twice_ends_a_delimiter():
    assert found(b"\n--b\r\r\n", b"b") == [(0, b"--b\r\r\n", False)]
