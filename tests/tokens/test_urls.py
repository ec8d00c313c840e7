"""The three URLs in a stamped message, and the way back to the destination."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.tokens.urls import destination_of, link_url, pixel_url, reader_url

TOKEN = "T" * 44


def test_pixel_url_ends_like_a_picture() -> None:
    assert pixel_url("https://t.example/", TOKEN) == f"https://t.example/o/{TOKEN}.gif"


def test_the_readers_page_has_a_path_of_its_own() -> None:
    assert reader_url("https://t.example/x/", TOKEN) == f"https://t.example/x/r/{TOKEN}"


def test_readers_can_see_where_a_link_leads() -> None:
    url = link_url("https://t.example/x", TOKEN, "https://shop.example/a?b=c&d=50%25#e")
    assert url == f"https://t.example/x/l/{TOKEN}?to=https://shop.example/a?b=c%26d=50%2525%23e"


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_every_ascii_destination_comes_back(destination: str) -> None:
    url = link_url("https://t.example", TOKEN, destination)
    assert not set(url) & set("\"'<> \\`{}|^\n#&+")
    assert destination_of(url.partition("?")[2].encode()) == destination.encode()


@pytest.mark.parametrize(
    ("query", "destination"),
    [
        (b"to=https://a.example/?b=c", b"https://a.example/?b=c"),
        (b"utm=1&to=x&to=y", b"x"),
        (b"to=a%2Bb+c", b"a+b+c"),
        (b"to=", b""),
        (b"to=%", None),
        (b"to=a%2", None),
        (b"to=%zz", None),
        (b"toto=x", None),
        (b"", None),
    ],
)
def test_destination_is_the_first_to_parameter_strictly_decoded(query: bytes, destination: bytes | None) -> None:
    assert destination_of(query) == destination


@given(st.binary())
def test_any_query_is_answered(query: bytes) -> None:
    assert destination_of(query) is None or b"to=" in query
