import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.recipient.address import MAX_READ, Piece, address, shared_parts


def test_a_url_is_cut_into_host_path_file_and_query():
    one = address("https://T3x9k2q.news.example.co.uk/a/vd2xk9wz/logo.png?u=kWbQz7x&7c1e09b2da#top")
    assert (one.host, one.site, one.extension) == ("t3x9k2q.news.example.co.uk", "example.co.uk", ".png")
    assert Piece("vd2xk9wz", "path", "") in one.pieces
    assert Piece("logo.png", "file", "") in one.pieces
    assert Piece("kWbQz7x", "query", "u") in one.pieces
    assert Piece("7c1e09b2da", "query", "") in one.pieces
    assert Piece("top", "fragment", "") in one.pieces
    assert {piece.text for piece in one.opaque} == {"t3x9k2q", "vd2xk9wz", "kWbQz7x", "7c1e09b2da"}


def test_pieces_are_percent_decoded():
    assert Piece("a b/c", "query", "x y") in address("https://h.example/?x%20y=a+b%2Fc").pieces


def test_a_picture_named_by_the_hash_of_its_contents_stands_for_nobody():
    assert not address("https://cdn.example/photos/3c0d92aa-71b4-4e58-9f06-b8e2f1a7c453.png").opaque
    assert address("https://t.example/wxq4bhov-m4t92e7s-e3fq8op1.gif").opaque


def test_an_address_of_numbers_has_no_labels_to_look_at():
    for url in ("http://192.0.2.1/track", "http://[2001:db8::1]:8080/track"):
        assert [piece.place for piece in address(url).pieces] == ["path"]
    assert address("http://[2001:db8::1]:8080/track").host == "[2001:db8::1]"


def test_user_information_is_no_host():
    assert address("https://user:secret@h.example/").host == "h.example"


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("the parameter u", "https://h.example/?u=x"),
        ("the query", "https://h.example/?x"),
        ("the path", "https://h.example/x"),
    ],
)
def test_a_piece_says_where_it_stands(title, url):
    assert address(url).pieces[-1].title == title


def test_parts_worth_comparing_are_no_plain_words():
    assert shared_parts("bounce+wxq4bhov-entz3bup-yeq@news.example") == ["wxq4bhov", "entz3bup"]


def test_what_is_no_url_has_no_pieces():
    assert address("cid:abc").pieces == ()


@given(st.text() | st.text().map("https://".__add__))
def test_any_text_is_answered(text):
    assert address(text).url == text


def test_a_url_without_end_is_read_up_to_its_limit():
    one = address("https://h.example/?" + "&".join(f"a{number}=kWbQz7x" for number in range(100_000)))
    assert len(one.pieces) <= 60 + 60
    assert len(one.path + one.query) <= MAX_READ
