"""What a stamp writes, word for word, and how it is guessed what stood there before."""

import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.marks import closing, escaped, expected, notice, pixel
from backstamp.sender.modes import Mode, Modes
from backstamp.tokens.urls import link_url

TOKEN = "Ab-_" * 11
BASE = "https://t.example"
PIXEL = f"{BASE}/o/{TOKEN}.gif"
PAGE = f"{BASE}/r/{TOKEN}"
PRIVATE = Modes(Mode.INDIVIDUAL, Mode.INDIVIDUAL)


@given(st.text())
def test_an_escaped_url_reads_as_it_was_between_any_quotes(url: str) -> None:
    written = escaped(url)
    assert not set("\"'<") & set(written)
    assert unescape(written) == url


def test_the_pixel_is_a_plain_image_that_says_what_it_is() -> None:
    assert pixel(PIXEL) == f'<img src="{PIXEL}" width="1" height="1" alt="">'


def test_without_a_line_or_a_page_the_pixel_stands_alone() -> None:
    assert closing(PRIVATE, PIXEL, None, visible=False) == pixel(PIXEL)


def test_without_anything_nothing_is_written() -> None:
    assert closing(Modes(Mode.OFF, Mode.INDIVIDUAL), None, None, visible=False) == ""


def test_line_page_and_pixel_share_one_paragraph() -> None:
    written = closing(PRIVATE, PIXEL, PAGE, visible=True)
    assert written.startswith('<p class="backstamp-notice" style="')
    assert written.endswith(f"</a>{pixel(PIXEL)}</p>")
    assert written.count("<p") == 1
    assert f'<a href="{PAGE}"' in written
    assert "display:none" not in written


def test_the_page_may_stand_without_the_line() -> None:
    assert "This message" not in closing(PRIVATE, None, PAGE, visible=False)


@pytest.mark.parametrize(
    ("opens", "links", "words"),
    [
        (
            "individual",
            "individual",
            "This message tells its sender when it is opened and which of its links are followed.",
        ),
        ("individual", "off", "This message tells its sender when it is opened."),
        (
            "off",
            "pseudonymous",
            "This message tells its sender which of its links are followed, under a pseudonym.",
        ),
        ("aggregate", "aggregate", "This message counts openings and clicks, for all its readers together."),
        ("aggregate", "off", "This message counts openings, for all its readers together."),
    ],
)
def test_the_line_says_what_is_told_and_no_more(opens: str, links: str, words: str) -> None:
    assert notice(Modes(Mode(opens), Mode(links))) == words


PLAIN = st.text(alphabet="abc/?=.&+é%'\"<> ", max_size=30)


@given(PLAIN, st.sampled_from(["", "#top"]), st.booleans())
def test_the_destination_of_a_stamped_link_is_guessed_as_it_was_written(
    path: str, fragment: str, entities: bool
) -> None:
    url = f"https://a.example/{path}"
    new = (link_url(BASE, TOKEN, url) + fragment).encode()
    old = (url.replace("&", "&amp;") if entities else url) + fragment
    assert expected(new, entities=entities) == old.encode()


def test_quotation_marks_that_a_stamp_added_are_not_guessed() -> None:
    new = f'"{link_url(BASE, TOKEN, "https://a.example/x")}"'
    assert expected(new.encode(), entities=False) == b"https://a.example/x"


@pytest.mark.parametrize(
    "new",
    [
        pixel(PIXEL).encode(),
        b"",
        b"https://a.example/?to=https://b.example/",
        f"{BASE}/l/{TOKEN[1:]}?to=https://b.example/".encode(),
        closing(PRIVATE, PIXEL, PAGE, visible=True).encode(),
    ],
)
def test_nothing_is_guessed_in_the_place_of_all_else(new: bytes) -> None:
    assert expected(new, entities=True) == b""


@given(st.binary(), st.booleans())
def test_any_octets_can_be_guessed_from(octets: bytes, entities: bool) -> None:
    expected(octets, entities=entities)
    expected(f"{BASE}/l/{TOKEN}?to=".encode() + octets, entities=entities)


def test_guessing_takes_linear_time() -> None:
    start = time.monotonic()
    expected(b"/l/" * 1_000_000 + b"?to=" * 500_000, entities=True)
    assert time.monotonic() - start < 5
