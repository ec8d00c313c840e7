"""The text in which headers are kept, and the statement of the hot path."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hits.serving import a_row

from backstamp.hits.collector import HEADERS_KEPT, headers_text
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.hitfile import append, open_for_writing
from backstamp.hits.schema import headers_from_text, hit_from_row, insert_of

names = st.from_regex(rb"[a-z0-9!#$%&'*+.^_`|~-]{1,20}", fullmatch=True)
values = st.binary(max_size=60).filter(lambda value: b"\n" not in value)
header_lists = st.lists(st.tuples(names, values), max_size=12)


@given(headers=header_lists)
def test_headers_come_back_octet_for_octet_in_their_order(headers: list[tuple[bytes, bytes]]) -> None:
    expected = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
    assert headers_from_text(headers_text(headers)) == expected


@given(headers=st.lists(st.tuples(st.binary(max_size=30), st.binary(max_size=60)), max_size=12))
def test_no_header_can_make_itself_two(headers: list[tuple[bytes, bytes]]) -> None:
    assert len(headers_from_text(headers_text(headers))) == len(headers)


@given(sizes=st.lists(st.integers(0, 9000), min_size=1, max_size=8))
def test_stored_headers_are_whole_and_bounded(sizes: list[int]) -> None:
    headers = [(b"x%d" % number, b"v" * size) for number, size in enumerate(sizes)]
    text = headers_text(headers)
    assert len(text) <= HEADERS_KEPT
    assert set(headers_from_text(text)) <= {(name.decode(), value.decode()) for name, value in headers}


def test_a_row_is_read_back_as_the_hit_it_was(tmp_path: Path) -> None:
    connection = open_for_writing(tmp_path / "hits.sqlite")
    row = (5, "HEAD", "link", 2**63 - 1, 2**32 - 1, 2**16 - 1, "2001:db8::7", "2", "a: b: c\nx: \xe9\x00\x85\u2028")
    append(connection, [row])
    (found,) = connection.execute("SELECT * FROM hits")
    connection.close()
    headers = (("a", "b: c"), ("x", "\xe9\x00\x85\u2028"))
    expected = Hit(1, 5, "HEAD", PathKind.LINK, 2**63 - 1, 2**32 - 1, 2**16 - 1, "2001:db8::7", "2", headers)
    assert hit_from_row(found) == expected


def test_an_id_is_never_used_again_after_hits_were_removed(tmp_path: Path) -> None:
    connection = open_for_writing(tmp_path / "hits.sqlite")
    append(connection, [a_row(), a_row()])
    connection.execute("DELETE FROM hits")
    append(connection, [a_row()])
    assert connection.execute("SELECT id FROM hits").fetchall() == [(3,)]
    connection.close()


@pytest.mark.parametrize("column", range(9))
def test_the_table_refuses_a_value_of_the_wrong_type(tmp_path: Path, column: int) -> None:
    connection = open_for_writing(tmp_path / "hits.sqlite")
    row = list(a_row())
    row[column] = "text" if isinstance(row[column], int) else b"octets"
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(insert_of(1), row)
    connection.close()
